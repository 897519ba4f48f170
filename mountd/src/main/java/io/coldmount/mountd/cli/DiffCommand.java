package io.coldmount.mountd.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.MinimalPrettyPrinter;
import io.coldmount.diskset.DiskLink;
import io.coldmount.fs.FileType;
import io.coldmount.mountd.guest.Guest;
import io.coldmount.mountd.guest.GuestVolume;
import io.coldmount.mountd.restore.Difference;
import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code coldmount diff}. */
@Command(
    name = "diff",
    header = "List the files that differ between two links of the chain.",
    description = {
      "Lists the files that differ between two links of the snapshot chain of DISK: + added, -"
          + " removed, M data changed, m only owner, mode, time or attributes changed.",
      "The bytes of a file are read only where its blocks lie in different places."
    })
final class DiffCommand extends DiskCommand {

  @Parameters(index = "0", paramLabel = "DISK", description = "The newest link of the chain.")
  Path disk = Path.of("");

  @Option(
      names = "--from",
      paramLabel = "LINK",
      description = "The older link, by its file name or content ID; without this, the base.")
  @Nullable String from;

  @Option(
      names = "--to",
      paramLabel = "LINK",
      description = "The newer link; without this, the newest.")
  @Nullable String to;

  @Option(names = "--json", description = "Print one JSON object a line.")
  boolean json;

  private long failures;

  DiffCommand(Shell shell) {
    super(shell);
  }

  @Override
  public ExitCode call() throws IOException, CommandException {
    List<DiskLink> links;
    try (Guest guest = open(List.of(disk))) {
      links = ChainLinks.of(guest);
    }
    DiskLink older = from == null ? links.getLast() : ChainLinks.find(links, from);
    DiskLink newer = to == null ? links.getFirst() : ChainLinks.find(links, to);
    if (links.indexOf(older) < links.indexOf(newer)) {
      throw new CommandException(ExitCode.USAGE, "--from must be the older of the two links.");
    }
    try (Guest before = openQuietly(List.of(older.file()));
        Guest after = openQuietly(List.of(newer.file()));
        Printer printer = new Printer()) {
      for (GuestVolume volume : after.volumes()) {
        compare(before.volume(volume.name()), volume, printer);
      }
      for (GuestVolume volume : before.volumes()) {
        if (volume.hasFileSystem() && after.volume(volume.name()).isEmpty()) {
          shell.warn(volume.name() + ": the newer link has no such volume.");
        }
      }
    }
    return failures == 0 ? ExitCode.OK : ExitCode.INCOMPLETE;
  }

  private void compare(Optional<GuestVolume> before, GuestVolume after, Printer printer)
      throws IOException {
    if (!after.hasFileSystem()) {
      return;
    }
    if (before.isEmpty() || !before.get().hasFileSystem()) {
      shell.warn(after.name() + ": the older link has no file system there to compare with.");
      failures++;
      return;
    }
    printer.volume = after.name();
    Difference.between(before.get().fileSystem(), after.fileSystem(), printer);
  }

  /** Prints what it hears. */
  private final class Printer implements Difference.Sink, AutoCloseable {

    private final @Nullable JsonGenerator generator;
    private String volume = "";

    Printer() throws IOException {
      generator =
          json
              ? new JsonFactory()
                  .createGenerator(shell.out().stream())
                  .setPrettyPrinter(new MinimalPrettyPrinter("\n"))
              : null;
    }

    @Override
    public void changed(Difference.Kind kind, String path, FileType type) throws IOException {
      if (generator == null) {
        char sign =
            switch (kind) {
              case ADDED -> '+';
              case REMOVED -> '-';
              case DATA -> 'M';
              case METADATA -> 'm';
            };
        shell.out().line(sign + " " + Text.oneLine(volume + ":" + path));
        return;
      }
      generator.writeStartObject();
      generator.writeStringField("change", kind.name().toLowerCase(Locale.ROOT));
      generator.writeStringField("volume", volume);
      generator.writeStringField("path", path);
      generator.writeStringField("type", type.name().toLowerCase(Locale.ROOT));
      generator.writeEndObject();
    }

    @Override
    public void failed(String path, String reason) {
      failures++;
      shell.warn(volume + ":" + path + ": " + reason + ".");
    }

    @Override
    public void close() throws IOException {
      if (generator != null) {
        generator.writeRaw('\n');
        generator.close();
      }
    }
  }

  @Override
  public Set<ExitCode> ends() {
    Set<ExitCode> ends = EnumSet.copyOf(Subcommand.ofDisks());
    ends.addAll(EnumSet.of(ExitCode.NO_FILE_SYSTEM, ExitCode.INCOMPLETE));
    return ends;
  }
}
