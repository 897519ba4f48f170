package io.coldmount.mountd.cli;

import io.coldmount.mountd.guest.Drivers;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** Where the program starts. */
public final class Main {

  private Main() {}

  /** Runs one command and ends the process with its exit code. */
  public static void main(String[] arguments) {
    System.exit(run(arguments));
  }

  private static int run(String[] arguments) {
    Output out = new Output(new FileOutputStream(FileDescriptor.out));
    PrintStream err =
        new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8);
    Shell shell =
        new Shell(
            out,
            err,
            Drivers.installed(),
            Path.of("").toAbsolutePath(),
            Boolean.getBoolean("coldmount.output.terminal"),
            Boolean.getBoolean("coldmount.errors.terminal"));
    String first = arguments.length == 0 ? "" : arguments[0];
    return Coldmount.commandLine(shell, first).execute(arguments);
  }
}
