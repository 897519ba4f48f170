package io.coldmount.mountd.fuse;

import io.coldmount.block.Extent;
import io.coldmount.fs.FileName;
import io.coldmount.fs.FileSystem;
import io.coldmount.fs.FileType;
import io.coldmount.fs.Node;
import io.coldmount.mountd.tree.MountTree;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Attributes that Coldmount adds to the guest's: where the bytes of a file come from, and the state
 * of its volume. They are answered by name and never listed, because programs that copy files copy
 * every attribute that is listed. An attribute of the guest that has such a name is not shown.
 */
final class Provenance {

  private static final String PREFIX = "user.coldmount.";
  private static final FileName PREFIX_NAME = FileName.of(PREFIX);

  /** {@code XATTR_SIZE_MAX} and the room for a last line. */
  private static final int MAX_LENGTH = 65536 - 64;

  /** Runs that one answer looks at. */
  private static final int MAX_RUNS = 1 << 16;

  private Provenance() {}

  /** Whether {@code name} is for Coldmount to answer. */
  static boolean owns(FileName name) {
    return name.startsWith(PREFIX_NAME) && !what(name).isEmpty();
  }

  private static String what(FileName name) {
    String rest = name.toString().substring(PREFIX.length());
    return switch (rest) {
      case "extents", "origin", "state", "format" -> rest;
      default -> rest.matches("extents\\.[0-9]{1,18}") ? rest : "";
    };
  }

  /** The value of an attribute that {@link #owns}, or null if it does not apply to the node. */
  static byte @Nullable [] value(FileName name, MountTree tree, long number) throws IOException {
    String what = what(name);
    String value =
        switch (what) {
          case "state", "format" -> ofVolume(what, tree.fileSystem(number));
          case "origin" -> isFile(tree.node(number)) ? origin(tree.node(number)) : null;
          default ->
              isFile(tree.node(number))
                  ? extents(
                      tree.node(number),
                      what.equals("extents") ? 0 : Long.parseLong(what.substring(8)))
                  : null;
        };
    return value == null ? null : value.getBytes(StandardCharsets.UTF_8);
  }

  private static boolean isFile(Node node) throws IOException {
    return node.attributes().type() == FileType.REGULAR;
  }

  /** {@code clean}, or a line for each condition: its kind, a tab, a sentence. */
  private static @Nullable String ofVolume(String what, @Nullable FileSystem fs) {
    if (fs == null) {
      return null;
    }
    if (what.equals("format")) {
      return fs.format();
    }
    StringBuilder lines = new StringBuilder();
    for (FileSystem.Condition condition : fs.conditions()) {
      lines.append(lines.isEmpty() ? "" : "\n");
      lines.append(condition.kind().name().toLowerCase(Locale.ROOT));
      lines.append('\t').append(condition.detail());
    }
    return lines.isEmpty() ? "clean" : lines.toString();
  }

  /**
   * A line for each run: position, length, then {@code hole}, or {@code data} (or {@code packed}),
   * the link, the file and the offset in it. If there is no room for all, the last line is the
   * position that goes on, and {@code more}.
   */
  private static String extents(Node node, long from) throws IOException {
    long size = node.attributes().size();
    StringBuilder lines = new StringBuilder();
    int length = 0;
    long at = from;
    for (int i = 0; at < size; i++) {
      Extent run = node.extent(at, size - at);
      String line = run.position() + "\t" + run.length() + "\t" + stored(run) + "\n";
      length += line.getBytes(StandardCharsets.UTF_8).length;
      if (length > MAX_LENGTH || i >= MAX_RUNS) {
        return lines.append(at).append("\tmore\n").toString();
      }
      lines.append(line);
      at = run.end();
    }
    return lines.toString();
  }

  private static String stored(Extent run) {
    Extent.Storage stored = run.stored();
    return stored == null
        ? "hole"
        : (stored.packed() ? "packed\t" : "data\t")
            + (stored.link() + "\t" + stored.file() + "\t" + stored.offset());
  }

  /** A line for each link that bytes of the file come from: how many, a tab, the link. */
  private static String origin(Node node) throws IOException {
    long size = node.attributes().size();
    Map<String, Long> bytes = new LinkedHashMap<>();
    long at = 0;
    for (int i = 0; i < MAX_RUNS && at < size; i++) {
      Extent run = node.extent(at, size - at);
      Extent.Storage stored = run.stored();
      bytes.merge(stored == null ? "hole" : stored.link(), run.length(), Long::sum);
      at = run.end();
    }
    StringBuilder lines = new StringBuilder();
    bytes.forEach((link, count) -> lines.append(count).append('\t').append(link).append('\n'));
    if (at < size) {
      lines.append(size - at).append("\tnot counted\n");
    }
    return lines.toString();
  }
}
