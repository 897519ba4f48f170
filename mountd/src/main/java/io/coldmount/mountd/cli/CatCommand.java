package io.coldmount.mountd.cli;

import io.coldmount.mountd.guest.Guest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code coldmount cat}. */
@Command(
    name = "cat",
    header = "Write files of a guest to standard output.",
    description = "Writes files of the guest to standard output, one after the other.")
final class CatCommand extends DiskCommand {

  private static final int BUFFER = 1 << 20;

  @Parameters(index = "0", paramLabel = "DISK", description = "A file that begins a disk.")
  Path disk = Path.of("");

  @Parameters(
      index = "1..*",
      arity = "1..*",
      paramLabel = "[VOLUME:]PATH",
      description = "A file of the guest. VOLUME is needed only where there are several.")
  List<String> paths = List.of();

  CatCommand(Shell shell) {
    super(shell);
  }

  @Override
  public ExitCode call() throws IOException, CommandException {
    try (Guest guest = open(List.of(disk))) {
      byte[] buffer = new byte[BUFFER];
      for (String path : paths) {
        copy(GuestFile.find(guest, path, true), buffer);
      }
    }
    return ExitCode.OK;
  }

  private void copy(GuestFile file, byte[] buffer) throws IOException, CommandException {
    switch (file.node().attributes().type()) {
      case REGULAR -> {}
      case DIRECTORY -> throw wrongType(file, "is a directory");
      case FIFO, CHARACTER_DEVICE, BLOCK_DEVICE, SOCKET ->
          throw wrongType(file, "is not a regular file, so it has no content on the disk");
      case SYMBOLIC_LINK -> throw new IllegalStateException("a link was not followed");
    }
    long position = 0;
    while (true) {
      int count = file.node().read(position, ByteBuffer.wrap(buffer));
      if (count <= 0) {
        return;
      }
      shell.out().bytes(buffer, count);
      position += count;
    }
  }

  private static CommandException wrongType(GuestFile file, String problem) {
    return new CommandException(ExitCode.PATH, file.shown() + " " + problem + ".");
  }

  @Override
  public Set<ExitCode> ends() {
    Set<ExitCode> ends = EnumSet.copyOf(Subcommand.ofDisks());
    ends.addAll(EnumSet.of(ExitCode.NO_FILE_SYSTEM, ExitCode.PATH, ExitCode.UNAVAILABLE));
    return ends;
  }
}
