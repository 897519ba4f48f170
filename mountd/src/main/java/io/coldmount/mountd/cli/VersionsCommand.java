package io.coldmount.mountd.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import io.coldmount.diskset.DiskLink;
import io.coldmount.fs.Attributes;
import io.coldmount.fs.FileType;
import io.coldmount.mountd.guest.Guest;
import io.coldmount.mountd.restore.ContentComparison;
import io.coldmount.mountd.restore.FileDigest;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code coldmount versions}. */
@Command(
    name = "versions",
    header = "List the versions of a file along the snapshot chain.",
    description = {
      "Lists the distinct versions of a file along the snapshot chain of DISK, the oldest first: the"
          + " link that first shows it, when it was modified, its size and SHA-256.",
      "Versions are told apart by where their blocks lie, and only where that differs by their bytes."
    })
final class VersionsCommand extends DiskCommand {

  /** A version; without a digest, the file is not there at that link. */
  private record FileVersion(DiskLink link, @Nullable Attributes attributes, String sha256) {}

  @Parameters(index = "0", paramLabel = "DISK", description = "The newest link of the chain.")
  Path disk = Path.of("");

  @Parameters(index = "1", paramLabel = "[VOLUME:]PATH", description = "A file of the guest.")
  String path = "";

  @Option(names = "--json", description = "Print JSON.")
  boolean json;

  VersionsCommand(Shell shell) {
    super(shell);
  }

  @Override
  public ExitCode call() throws IOException, CommandException {
    List<DiskLink> links;
    try (Guest guest = open(List.of(disk))) {
      links = ChainLinks.of(guest).reversed();
    }
    List<FileVersion> versions = versions(links);
    if (versions.stream().noneMatch(version -> version.attributes != null)) {
      throw new CommandException(ExitCode.PATH, path + ": no link of the chain has such a file.");
    }
    if (json) {
      json(versions);
    } else {
      text(versions);
    }
    return ExitCode.OK;
  }

  private List<FileVersion> versions(List<DiskLink> links) throws IOException, CommandException {
    List<FileVersion> versions = new ArrayList<>();
    ContentComparison contents = new ContentComparison();
    Guest before = null;
    GuestFile last = null;
    try {
      for (DiskLink link : links) {
        Guest guest = openQuietly(List.of(link.file()));
        GuestFile file = find(guest);
        boolean same = !versions.isEmpty() && isSame(contents, last, file);
        if (!same) {
          versions.add(version(link, file));
        }
        if (before != null) {
          before.close();
        }
        before = guest;
        last = file;
      }
    } finally {
      if (before != null) {
        before.close();
      }
    }
    return versions;
  }

  private @Nullable GuestFile find(Guest guest) throws IOException, CommandException {
    GuestFile file;
    try {
      file = GuestFile.find(guest, path, true);
    } catch (CommandException e) {
      if (e.code() == ExitCode.PATH || e.code() == ExitCode.NO_FILE_SYSTEM) {
        return null; // it came, or goes, with another link
      }
      throw e;
    }
    if (file.node().attributes().type() != FileType.REGULAR) {
      throw new CommandException(ExitCode.PATH, path + " is not a regular file.");
    }
    return file;
  }

  private static boolean isSame(
      ContentComparison contents, @Nullable GuestFile last, @Nullable GuestFile file)
      throws IOException {
    if (last == null || file == null) {
      return last == null && file == null;
    }
    return contents.same(
        last.node(), last.node().attributes().size(), file.node(), file.node().attributes().size());
  }

  private static FileVersion version(DiskLink link, @Nullable GuestFile file) throws IOException {
    if (file == null) {
      return new FileVersion(link, null, "");
    }
    Attributes attributes = file.node().attributes();
    return new FileVersion(link, attributes, FileDigest.sha256(file.node(), attributes.size()));
  }

  private void text(List<FileVersion> versions) throws IOException {
    for (FileVersion version : versions) {
      Attributes attributes = version.attributes;
      String rest =
          attributes == null
              ? "not there"
              : Text.seconds(attributes.modified())
                  + "  "
                  + attributes.size()
                  + "  "
                  + version.sha256;
      shell.out().line(Text.oneLine(ChainLinks.name(version.link) + "  " + rest));
    }
  }

  private void json(List<FileVersion> versions) throws IOException {
    try (JsonGenerator to = Json.to(shell.out())) {
      to.writeStartObject();
      to.writeStringField("path", path);
      to.writeArrayFieldStart("versions");
      for (FileVersion version : versions) {
        Attributes attributes = version.attributes;
        to.writeStartObject();
        to.writeStringField("link", ChainLinks.name(version.link));
        to.writeStringField("cid", version.link.contentId());
        to.writeBooleanField("present", attributes != null);
        if (attributes != null) {
          to.writeStringField("modified", Text.nanoseconds(attributes.modified()));
          to.writeNumberField("size", attributes.size());
          to.writeStringField("sha256", version.sha256);
        }
        to.writeEndObject();
      }
      to.writeEndArray();
      to.writeEndObject();
    }
    shell.out().line("");
  }

  @Override
  public Set<ExitCode> ends() {
    Set<ExitCode> ends = EnumSet.copyOf(Subcommand.ofDisks());
    ends.addAll(EnumSet.of(ExitCode.NO_FILE_SYSTEM, ExitCode.PATH, ExitCode.UNAVAILABLE));
    return ends;
  }
}
