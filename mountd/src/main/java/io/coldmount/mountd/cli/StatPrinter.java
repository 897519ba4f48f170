package io.coldmount.mountd.cli;

import java.io.Closeable;
import java.io.IOException;

/** Shows what {@code stat} finds. */
sealed interface StatPrinter extends Closeable permits StatText, StatJson {

  void print(FileFacts facts) throws IOException;
}
