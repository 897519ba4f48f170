package io.coldmount.mountd.cli;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/**
 * Detaches from {@code ./coldmount}, which started this process in a session of its own, with / as
 * its directory and a pipe as its standard output. The launcher waits for a line on that pipe, or
 * for its end, and returns to the user. Java closes a standard stream by putting /dev/null in its
 * place, which is what a daemon needs.
 */
final class LauncherDetachment implements Detachment {

  private static final String READY = "ready\n";

  private final Shell shell;

  LauncherDetachment(Shell shell) {
    this.shell = shell;
  }

  @Override
  public void detach() throws IOException, CommandException {
    if (!Boolean.getBoolean("coldmount.background")) {
      throw new CommandException(
          ExitCode.USAGE,
          "only the launcher ./coldmount can put a mount into the background: add -f.");
    }
    Logging.toFile();
    shell.err().flush();
    new FileInputStream(FileDescriptor.in).close();
    new PrintStream(new FileOutputStream(FileDescriptor.err), false, StandardCharsets.UTF_8)
        .close();
    try (var status = new FileOutputStream(FileDescriptor.out)) {
      status.write(READY.getBytes(StandardCharsets.US_ASCII));
    }
  }
}
