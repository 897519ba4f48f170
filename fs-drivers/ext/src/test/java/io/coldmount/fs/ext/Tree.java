package io.coldmount.fs.ext;

import io.coldmount.block.BlockSource;
import io.coldmount.block.Extent;
import io.coldmount.block.ImageCache;
import io.coldmount.fs.Attributes;
import io.coldmount.fs.FileName;
import io.coldmount.fs.FileSystem;
import io.coldmount.fs.FileType;
import io.coldmount.fs.Node;
import io.coldmount.fs.OpenOptions;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** All that can be said of a tree of files, by path, in one form for the kernel and the driver. */
final class Tree {

  /** Larger files are not read. */
  private static final long READ_LIMIT = 1L << 32;

  private Tree() {}

  /** What the kernel shows. */
  static Map<String, String> ofKernel(Path folder, Path mountpoint) throws IOException {
    var facts = new TreeMap<String, Set<String>>();
    String[] records = Shell.script(folder, "dump.sh", mountpoint).split("\0", -1);
    for (int i = 0; i + 1 < records.length; i += 2) {
      facts.computeIfAbsent(records[i + 1], path -> new TreeSet<>()).add(records[i]);
    }
    return joined(facts);
  }

  private static Map<String, String> joined(Map<String, Set<String>> facts) {
    var joined = new TreeMap<String, String>();
    facts.forEach((path, lines) -> joined.put(path, String.join("\n", lines)));
    return joined;
  }

  /** What statfs(2) of the kernel says. */
  static String statisticsOfKernel(Path folder, Path mountpoint) throws IOException {
    return Shell.run(folder, "stat", "-f", "-c", "%S %b %f %a %c %d %l", mountpoint.toString())
        .strip();
  }

  static String statisticsOfDriver(FileSystem fileSystem) throws IOException {
    var s = fileSystem.statistics();
    return "%d %d %d %d %d %d %d"
        .formatted(
            s.blockSize(),
            s.blocks(),
            s.freeBlocks(),
            s.availableBlocks(),
            s.files(),
            s.freeFiles(),
            s.nameMax());
  }

  static FileSystem open(BlockSource volume, Map<String, String> options) throws IOException {
    var cache = ImageCache.ofBytes(64 << 20);
    return new ExtDriver().open(volume, new OpenOptions(options, cache));
  }

  /** What the driver shows. */
  static Map<String, String> ofDriver(FileSystem fileSystem) throws IOException {
    var facts = new TreeMap<String, Set<String>>();
    walk(fileSystem, fileSystem.root(), ".", facts);
    return joined(facts);
  }

  /** The paths of which the two say something different, and what. */
  static List<String> differences(Map<String, String> expected, Map<String, String> actual) {
    var paths = new TreeSet<String>(expected.keySet());
    paths.addAll(actual.keySet());
    var differences = new ArrayList<String>();
    for (String path : paths) {
      String kernel = expected.getOrDefault(path, "nothing");
      String driver = actual.getOrDefault(path, "nothing");
      if (!kernel.equals(driver)) {
        differences.add("%s:%nkernel: %s%ndriver: %s%n".formatted(path, kernel, driver));
      }
    }
    return differences;
  }

  private static void walk(
      FileSystem fileSystem, Node folder, String path, Map<String, Set<String>> facts)
      throws IOException {
    addXattrs(folder, facts.computeIfAbsent(path, p -> new TreeSet<>()));
    if (facts.get(path).isEmpty()) {
      facts.remove(path);
    }
    var names = new TreeMap<String, Long>();
    var types = new TreeMap<String, FileType>();
    listInSteps(folder, names, types);
    for (var entry : names.entrySet()) {
      String name = entry.getKey();
      Node child = folder.lookup(FileName.of(name.getBytes(StandardCharsets.ISO_8859_1)));
      if (child == null || child.id() != entry.getValue()) {
        throw new AssertionError("lookup of " + path + "/" + name + " gives " + child);
      }
      if (fileSystem.node(child.id()).id() != child.id()) {
        throw new AssertionError("node " + child.id());
      }
      FileType type = child.attributes().type();
      if (types.containsKey(name) && types.get(name) != type) {
        throw new AssertionError(path + "/" + name + " is listed as " + types.get(name));
      }
      checkExtents(((ExtFileSystem) fileSystem).volume().source, child);
      describe(child, facts.computeIfAbsent(path + "/" + name, p -> new TreeSet<>()));
      if (type == FileType.DIRECTORY) {
        if (child.parentId() != folder.id()) {
          throw new AssertionError("the parent of " + path + "/" + name + ": " + child.parentId());
        }
        walk(fileSystem, child, path + "/" + name, facts);
      }
    }
  }

  /** Lists seven entries at a time, so that cursors are tried. */
  private static void listInSteps(Node folder, Map<String, Long> names, Map<String, FileType> types)
      throws IOException {
    long[] cursor = {0};
    int[] count = new int[1];
    do {
      count[0] = 0;
      folder.list(
          cursor[0],
          entry -> {
            String name = latin(entry.name());
            if (names.put(name, entry.id()) != null) {
              throw new AssertionError(name + " is listed twice");
            }
            if (entry.type() != null) {
              types.put(name, entry.type());
            }
            cursor[0] = entry.next();
            return ++count[0] < 7;
          });
    } while (count[0] == 7);
  }

  /** Data is where its extent says, and holes are zero; looks at the ends of each extent. */
  private static void checkExtents(BlockSource volume, Node node) throws IOException {
    Attributes a = node.attributes();
    boolean readable = (a.flags() & Attributes.ENCRYPTED) == 0;
    if (a.type() != FileType.REGULAR || !readable) {
      return;
    }
    long start = Objects.requireNonNull(volume.extent(0, 1).stored()).offset();
    long position = 0;
    while (position < a.size()) {
      Extent extent = node.extent(position, a.size() - position);
      if (extent.position() != position || extent.end() > a.size()) {
        throw new AssertionError(extent + " at " + position);
      }
      int count = (int) Math.min(100, extent.length());
      for (long distance : new long[] {0, extent.length() - count}) {
        byte[] expected = new byte[count];
        if (extent.stored() != null) {
          expected = volume.bytes(extent.stored().offset() - start + distance, count);
        }
        byte[] actual = new byte[count];
        node.read(position + distance, ByteBuffer.wrap(actual));
        if (!Arrays.equals(expected, actual)) {
          throw new AssertionError("inode " + node.id() + ": " + extent);
        }
      }
      position = extent.end();
    }
  }

  /** As the shell's output is read. */
  private static String latin(FileName name) {
    return new String(name.bytes(), StandardCharsets.ISO_8859_1);
  }

  private static void describe(Node node, Set<String> lines) throws IOException {
    Attributes a = node.attributes();
    lines.add(
        "stat %x %d %d %d %d %d %s %s %s %s %x:%x %d"
            .formatted(
                a.mode(),
                a.userId(),
                a.groupId(),
                a.linkCount(),
                a.size(),
                a.allocated() / 512,
                time(a.accessed()),
                time(a.modified()),
                time(a.changed()),
                a.birth() == null ? "0.000000000" : time(a.birth()),
                a.deviceMajor(),
                a.deviceMinor(),
                node.id()));
    if (a.type() == FileType.SYMBOLIC_LINK) {
      lines.add("link " + latin(node.readLink()));
    }
    boolean readable = (a.flags() & Attributes.ENCRYPTED) == 0;
    if (a.type() == FileType.REGULAR && a.size() < READ_LIMIT && readable) {
      lines.add("sha " + sha256(node));
    }
    addXattrs(node, lines);
  }

  /** The node at a path of names that are there. */
  static Node at(FileSystem fileSystem, String path) throws IOException {
    Node node = fileSystem.root();
    for (String name : path.split("/", -1)) {
      node = Objects.requireNonNull(node.lookup(FileName.of(name)), name);
    }
    return node;
  }

  static boolean isContent(Node node) {
    try {
      Attributes a = node.attributes();
      return a.type() == FileType.REGULAR && a.size() > 0;
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** As stat(1) writes it: seconds rounded towards zero, and a fraction. */
  private static String time(Instant time) {
    long seconds = time.getEpochSecond();
    int nanos = time.getNano();
    if (seconds < 0 && nanos > 0) {
      return (seconds == -1 ? "-0" : Long.toString(seconds + 1))
          + ".%09d".formatted(1_000_000_000 - nanos);
    }
    return seconds + ".%09d".formatted(nanos);
  }

  private static void addXattrs(Node node, Set<String> lines) throws IOException {
    for (FileName name : node.xattrNames()) {
      byte[] value = node.xattr(name);
      if (value != null) {
        lines.add("xattr " + latin(name) + "=0x" + HexFormat.of().formatHex(value));
      }
    }
  }

  /** Read in pieces of changing size, through a direct buffer with room at both ends. */
  static String sha256(Node node) throws IOException {
    MessageDigest digest;
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (java.security.NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
    ByteBuffer buffer = ByteBuffer.allocateDirect(1 << 20);
    long position = 0;
    int piece = 777;
    while (true) {
      buffer.clear().position(5).limit(5 + piece);
      int count = node.read(position, buffer);
      if (count == 0) {
        break;
      }
      if (buffer.limit() != 5 + piece || buffer.position() != 5 + count) {
        throw new AssertionError("the buffer is left at " + buffer);
      }
      digest.update(buffer.flip().position(5));
      position += count;
      piece = Math.min(buffer.capacity() - 5, piece * 3);
    }
    if (position != node.attributes().size()) {
      throw new AssertionError("read " + position + " bytes of " + node.attributes().size());
    }
    return HexFormat.of().formatHex(digest.digest());
  }
}
