package io.coldmount.mountd.cli;

import io.coldmount.mountd.guest.Drivers;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The run that the launcher's start-up cache is made from: each kind of command once, on a disk of
 * zeros.
 */
public final class Training {

  private static final int SIZE = 1 << 20;

  private Training() {}

  /** Runs the commands; what they say is thrown away. */
  public static void main(String[] arguments) throws IOException {
    Path disk = Files.createTempFile("coldmount-", ".raw");
    try {
      Files.write(disk, new byte[SIZE]);
      String image = disk.toString();
      run("inspect", image);
      run("inspect", image, "--json");
      run("ls", "-l", image, "/");
      run("list");
      run("mount", image, "/nonexistent");
      run("--help");
    } finally {
      Files.delete(disk);
    }
  }

  private static void run(String... arguments) {
    Output out = new Output(OutputStream.nullOutputStream());
    PrintStream err =
        new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
    Shell shell = new Shell(out, err, Drivers.installed(), Path.of("/"), false, false);
    Coldmount.commandLine(shell).execute(arguments);
  }
}
