package io.coldmount.mountd.cli;

import io.coldmount.mountd.check.CheckCounts;
import io.coldmount.mountd.check.CheckLog;
import java.io.Closeable;
import java.io.IOException;

/**
 * Shows what {@code check} finds. A failure to write comes as {@link java.io.UncheckedIOException}
 * out of the check, which would take another exception for a fault of the image.
 */
sealed interface CheckPrinter extends CheckLog, Closeable permits CheckText, CheckJson {

  void end(CheckCounts counts) throws IOException;
}
