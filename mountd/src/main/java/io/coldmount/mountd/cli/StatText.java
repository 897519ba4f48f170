package io.coldmount.mountd.cli;

import io.coldmount.block.Extent;
import io.coldmount.fs.Attributes;
import io.coldmount.fs.FileName;
import io.coldmount.fs.Node;
import java.io.IOException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What {@code stat} prints for people. */
final class StatText implements StatPrinter {

  /** The most bytes of a value that are shown; the JSON has them all. */
  private static final int SHOWN = 64;

  private final Output out;
  private boolean first = true;

  StatText(Output out) {
    this.out = out;
  }

  @Override
  public void print(FileFacts facts) throws IOException {
    if (!first) {
      out.line("");
    }
    first = false;
    Attributes a = facts.attributes();
    field("File", facts.file().shown() + (facts.target() == null ? "" : " -> " + facts.target()));
    field("Type", Attribution.word(a.type()) + device(a));
    field(
        "Size",
        a.size() + " bytes, " + a.allocated() + " allocated (" + a.allocated() / 512 + " blocks)");
    field("Inode", facts.file().node().id() + ", " + Text.count(a.linkCount(), "link"));
    field("Mode", Attribution.octal(a.permissions()) + " (" + Attribution.letters(a) + ")");
    field("Owner", "uid " + a.userId() + ", gid " + a.groupId());
    time("Accessed", a.accessed());
    time("Modified", a.modified());
    time("Changed", a.changed());
    time("Born", a.birth());
    List<String> flags = Attribution.flags(a);
    if (!flags.isEmpty()) {
      field("Flags", String.join(", ", flags));
    }
    for (Map.Entry<FileName, byte[]> xattr : facts.xattrs().entrySet()) {
      field("Xattr", xattr.getKey() + " = " + value(xattr.getValue()));
    }
    for (Node.Stream stream : facts.streams()) {
      field("Stream", stream.name() + " (" + stream.size() + " bytes)");
    }
    if (facts.extents() != null) {
      for (Extent extent : facts.extents()) {
        field("Extent", extent(extent));
      }
    }
  }

  private static String device(Attributes a) {
    return Attribution.isDevice(a.type()) ? " " + a.deviceMajor() + ":" + a.deviceMinor() : "";
  }

  private static String value(byte[] bytes) {
    FileName text = FileName.of(bytes);
    boolean isText = Text.isText(text) && Text.oneLine(text.toString()).equals(text.toString());
    if (isText && bytes.length <= SHOWN) {
      return "\"" + text + "\"";
    }
    int shown = Math.min(bytes.length, SHOWN);
    String hex = "0x" + HexFormat.of().formatHex(bytes, 0, shown);
    return shown == bytes.length ? hex : hex + "... (" + bytes.length + " bytes)";
  }

  private static String extent(Extent extent) {
    Extent.Storage stored = extent.stored();
    String run = extent.position() + " + " + extent.length() + ": ";
    if (stored == null) {
      return run + "hole";
    }
    String where =
        stored.file().isEmpty() ? stored.link() : stored.file() + " at " + stored.offset();
    return run + where + (stored.packed() ? " (packed)" : "");
  }

  private void time(String name, @Nullable Instant time) throws IOException {
    if (time != null) {
      field(name, Text.nanoseconds(time));
    }
  }

  private void field(String name, String value) throws IOException {
    out.line(" ".repeat(Math.max(0, 8 - name.length())) + name + ": " + Text.oneLine(value));
  }

  @Override
  public void close() {}
}
