package io.coldmount.fs.ntfs;

import io.coldmount.fs.Attributes;
import io.coldmount.fs.DirectorySink;
import io.coldmount.fs.FileName;
import io.coldmount.fs.FileSystem;
import io.coldmount.fs.FileType;
import io.coldmount.fs.Node;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The tree of a volume as lines of text, by path: through the driver, and through ntfs-3g. */
final class Tree {

  private Tree() {}

  /** The tree as the driver shows it. Each name is looked up and listed. */
  static Map<String, String> ofDriver(FileSystem fs) throws IOException {
    Map<String, String> lines = new TreeMap<>();
    walk(fs, fs.root(), "", lines);
    return lines;
  }

  private static void walk(FileSystem fs, Node node, String path, Map<String, String> lines)
      throws IOException {
    lines.put(path, line(node));
    if (node.attributes().type() != FileType.DIRECTORY) {
      return;
    }
    for (DirectorySink.Entry entry : entries(node)) {
      Node child = node.lookup(entry.name());
      if (child == null || child.id() != entry.id()) {
        throw new AssertionError(path + "/" + entry.name() + " is listed but not found");
      }
      if (entry.type() != null && entry.type() != child.attributes().type()) {
        throw new AssertionError(path + "/" + entry.name() + " is listed as " + entry.type());
      }
      if (child.attributes().type() == FileType.DIRECTORY && child.parentId() != node.id()) {
        throw new AssertionError(path + "/" + entry.name() + " has another parent");
      }
      walk(fs, fs.node(child.id()), path + "/" + latin(entry.name()), lines);
    }
  }

  /** All entries, taken a few at a time. */
  static List<DirectorySink.Entry> entries(Node directory) throws IOException {
    List<DirectorySink.Entry> entries = new ArrayList<>();
    long cursor = 0;
    while (true) {
      int before = entries.size();
      directory.list(
          cursor,
          entry -> {
            entries.add(entry);
            return entries.size() - before < 7;
          });
      if (entries.size() == before) {
        return entries;
      }
      cursor = entries.getLast().next();
    }
  }

  static String latin(FileName name) {
    return new String(name.bytes(), StandardCharsets.ISO_8859_1);
  }

  private static String line(Node node) throws IOException {
    Attributes a = node.attributes();
    boolean special = a.type() != FileType.REGULAR && a.type() != FileType.DIRECTORY;
    var line = new StringBuilder();
    line.append(letter(a.type())).append(' ').append(Integer.toOctalString(a.permissions()));
    line.append(" n").append(a.linkCount());
    line.append(" i").append(node.id());
    line.append(special ? "" : " s" + a.size() + " b" + ((a.allocated() + 511) / 512));
    line.append(" m").append(time(a.modified())).append(" a").append(time(a.accessed()));
    line.append(" c").append(time(a.changed()));
    if (a.type() == FileType.SYMBOLIC_LINK) {
      line.append(" -> ").append(latin(node.readLink()));
    } else if (a.type() == FileType.REGULAR) {
      line.append(' ').append(sha256(node));
    }
    return line.toString();
  }

  private static String time(Instant time) {
    return time.getEpochSecond() + "." + String.format("%09d", time.getNano());
  }

  private static char letter(FileType type) {
    return switch (type) {
      case FIFO -> 'p';
      case CHARACTER_DEVICE -> 'c';
      case DIRECTORY -> 'd';
      case BLOCK_DEVICE -> 'b';
      case REGULAR -> 'f';
      case SYMBOLIC_LINK -> 'l';
      case SOCKET -> 's';
    };
  }

  static String sha256(Node file) throws IOException {
    MessageDigest digest;
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
    // An odd size, so that reads begin and end anywhere; a buffer of the native kind every time.
    ByteBuffer buffer = ByteBuffer.allocateDirect(130_003);
    long position = 0;
    while (true) {
      buffer.clear();
      int count = file.read(position, buffer);
      if (count == 0) {
        break;
      }
      digest.update(buffer.flip());
      position += count;
    }
    if (position != file.attributes().size()) {
      throw new AssertionError("read " + position + " of " + file.attributes().size());
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private static final String FIND =
      "find . -printf '%P\\0%y\\0%m\\0%n\\0%i\\0%s\\0%b\\0%T@\\0%A@\\0%C@\\0%l\\0'";
  private static final String HASHES = "find . -type f -print0 | xargs -0r sha256sum -z";

  /** The tree as ntfs-3g shows it. */
  static Map<String, String> ofNtfs3g(NtfsImage image, String options)
      throws IOException, InterruptedException {
    String hashes = latin(image.mounted("ro," + options, HASHES));
    Map<String, String> byPath = new TreeMap<>();
    for (String hash : hashes.split("\0", -1)) {
      if (!hash.isEmpty()) {
        byPath.put(hash.substring(68), hash.substring(0, 64));
      }
    }
    String[] found = latin(image.mounted("ro," + options, FIND)).split("\0", -1);
    Map<String, String> lines = new TreeMap<>();
    for (int i = 0; i + 10 < found.length; i += 11) {
      String type = found[i + 1];
      String path = found[i].isEmpty() ? "" : "/" + found[i];
      boolean special = !type.equals("f") && !type.equals("d");
      lines.put(
          path,
          type
              + " "
              + found[i + 2]
              + " n"
              + found[i + 3]
              + " i"
              + found[i + 4]
              + (special ? "" : " s" + found[i + 5] + " b" + found[i + 6])
              + " m"
              + nanos(found[i + 7])
              + " a"
              + nanos(found[i + 8])
              + " c"
              + nanos(found[i + 9])
              + (type.equals("l") ? " -> " + found[i + 10] : "")
              + (type.equals("f") ? " " + byPath.get(found[i]) : ""));
    }
    return lines;
  }

  private static String nanos(String time) {
    int dot = time.indexOf('.');
    return time.substring(0, dot) + "." + time.substring(dot + 1, dot + 10);
  }

  private static String latin(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  /** The lines that differ, at most a few of them. */
  static List<String> differences(Map<String, String> actual, Map<String, String> expected) {
    List<String> differences = new ArrayList<>();
    var paths = new java.util.TreeSet<>(actual.keySet());
    paths.addAll(expected.keySet());
    for (String path : paths) {
      String is = actual.get(path);
      String was = expected.get(path);
      if ((is == null || !is.equals(was)) && differences.size() < 10) {
        differences.add(path + "\n   is        " + is + "\n   should be " + was);
      }
    }
    return differences;
  }
}
