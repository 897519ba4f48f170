package io.coldmount.mountd.cli;

import io.coldmount.mountd.guest.Drivers;
import io.coldmount.mountd.guest.FakeDriver;
import io.coldmount.mountd.tree.MemoryFileSystem;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Runs commands in this process on disks whose only driver is a fake one. */
final class CommandLineHarness {

  static final String MAGIC = "FAKEDISK";

  final MemoryFileSystem fs = new MemoryFileSystem();
  final FakeDriver driver = new FakeDriver("fake", "fakefs", MAGIC, fs);

  /** What another driver makes of the same disks. */
  final MemoryFileSystem otherFs = new MemoryFileSystem();

  private final FakeDriver other = new FakeDriver("other", "fakefs", MAGIC, otherFs);
  boolean withOther;
  final Path folder;
  final Path disk;
  boolean terminal;

  CommandLineHarness(Path folder) throws IOException {
    this.folder = folder;
    this.disk = disk("disk.raw");
  }

  /** Another disk that the driver recognises. */
  Path disk(String name) throws IOException {
    byte[] content = new byte[64 * 1024];
    byte[] magic = MAGIC.getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(magic, 0, content, 0, magic.length);
    return Files.write(folder.resolve(name), content);
  }

  /** What a command said. */
  record Said(int code, String out, String err) {}

  Said run(String... arguments) {
    var bytes = new ByteArrayOutputStream();
    return run(new Output(bytes), bytes, arguments);
  }

  Said run(Output out, ByteArrayOutputStream written, String... arguments) {
    var errors = new ByteArrayOutputStream();
    PrintStream err = new PrintStream(errors, true, StandardCharsets.UTF_8);
    Shell shell =
        new Shell(
            out,
            err,
            new Drivers(withOther ? List.of(driver, other) : List.of(driver)),
            folder,
            terminal,
            false);
    int code = Coldmount.commandLine(shell).execute(arguments);
    return new Said(
        code, written.toString(StandardCharsets.UTF_8), errors.toString(StandardCharsets.UTF_8));
  }
}
