package io.coldmount.mountd.cli;

import io.coldmount.diskset.DiskLink;
import io.coldmount.fs.FileSystem;
import io.coldmount.mountd.guest.Guest;
import io.coldmount.mountd.guest.GuestDisk;
import io.coldmount.mountd.guest.GuestVolume;
import io.coldmount.mountd.os.GuestSystem;
import io.coldmount.partitions.PartitionTable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** What {@code inspect} prints for people. */
final class InspectText {

  private final Output out;

  InspectText(Output out) {
    this.out = out;
  }

  void print(Guest guest) throws IOException {
    String separator = "";
    for (GuestDisk disk : guest.disks()) {
      out.print(separator);
      separator = "\n";
      disk(disk);
    }
    for (GuestSystem system : GuestSystem.find(guest)) {
      out.print("\n");
      SystemText.print(system, this::line);
    }
  }

  private void disk(GuestDisk disk) throws IOException {
    long size = disk.disk().content().size();
    line(0, disk.file() + ": " + Text.size(size) + " (" + size + " bytes)");
    List<DiskLink> links = disk.disk().links();
    if (links.size() > 1) {
      line(1, "A chain of " + links.size() + " links, newest first:");
    }
    for (DiskLink link : links) {
      link(link, links.size() > 1 ? 2 : 1);
    }
    for (String warning : disk.disk().warnings()) {
      line(1, "warning: " + warning);
    }
    table(disk.table());
    for (GuestVolume volume : disk.volumes()) {
      volume(OpenedVolume.of(volume));
    }
  }

  private void link(DiskLink link, int depth) throws IOException {
    StringBuilder text = new StringBuilder(String.valueOf(link.file().getFileName()));
    text.append("  ").append(link.format());
    if (!link.contentId().isEmpty()) {
      text.append("  CID ").append(link.contentId());
    }
    if (!link.parentContentId().isEmpty()) {
      text.append("  parent CID ").append(link.parentContentId());
    }
    line(depth, text.toString());
    for (DiskLink.ExtentFile extent : link.extents()) {
      var file = extent.file();
      line(
          depth + 1,
          extent.kind()
              + "  "
              + Text.size(extent.length())
              + (file == null ? "" : "  " + file.getFileName()));
    }
  }

  private void table(PartitionTable table) throws IOException {
    String scheme =
        table.scheme() == PartitionTable.Scheme.NONE
            ? "No partition table"
            : table.scheme() + " partition table";
    line(
        1,
        scheme
            + ", sectors of "
            + table.sectorSize()
            + " bytes"
            + (table.uuid().isEmpty() ? "" : ", disk ID " + table.uuid()));
    for (String finding : table.findings()) {
      line(1, "finding: " + finding);
    }
  }

  private void volume(OpenedVolume opened) throws IOException {
    GuestVolume volume = opened.volume();
    List<String> parts = new ArrayList<>();
    parts.add(pad(volume.name(), 5));
    parts.add(pad(Text.size(volume.volume().length()), 10));
    FileSystem fileSystem = opened.fileSystem();
    if (!opened.content().equals("filesystem")) {
      parts.add(volume.whyNot());
    } else {
      parts.add(opened.format());
    }
    if (fileSystem != null) {
      quoted(parts, "label", fileSystem.label());
      if (!fileSystem.uuid().isEmpty()) {
        parts.add("UUID " + fileSystem.uuid());
      }
    }
    quoted(parts, "partition", volume.volume().label());
    if (volume.volume().bootable()) {
      parts.add("bootable");
    }
    line(1, String.join("  ", parts));
    if (!opened.problem().isEmpty()) {
      line(4, opened.problem());
    }
    if (fileSystem != null) {
      contents(fileSystem);
    }
  }

  private void contents(FileSystem fileSystem) throws IOException {
    FileSystem.Statistics sizes = fileSystem.statistics();
    long used = sizes.blocks() - sizes.freeBlocks();
    line(
        4,
        Text.size(sizes.blocks() * sizes.blockSize())
            + ", "
            + Text.size(used * sizes.blockSize())
            + " used"
            + (sizes.files() == 0
                ? ""
                : ", " + Text.count(sizes.files() - sizes.freeFiles(), "inode") + " in use"));
    for (FileSystem.Condition condition : fileSystem.conditions()) {
      line(4, condition.detail());
    }
  }

  private static void quoted(List<String> parts, String what, String label) {
    if (!label.isEmpty()) {
      parts.add(what + " \"" + label + "\"");
    }
  }

  private static String pad(String text, int width) {
    return text + " ".repeat(Math.max(0, width - text.length()));
  }

  private void line(int depth, String text) throws IOException {
    out.line("  ".repeat(depth) + Text.oneLine(text));
  }
}
