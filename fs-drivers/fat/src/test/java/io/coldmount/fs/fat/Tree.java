package io.coldmount.fs.fat;

import io.coldmount.block.BlockSource;
import io.coldmount.block.Extent;
import io.coldmount.block.ImageCache;
import io.coldmount.fs.Attributes;
import io.coldmount.fs.DirectorySink;
import io.coldmount.fs.FileName;
import io.coldmount.fs.FileSystem;
import io.coldmount.fs.FileType;
import io.coldmount.fs.Node;
import io.coldmount.fs.OpenOptions;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Everything a volume shows, by path. */
record Tree(Map<String, Entry> entries, List<String> problems) {

  record Entry(long id, Attributes attributes, String sha256) {}

  static FileSystem open(BlockSource volume, Map<String, String> options) throws IOException {
    return new FatDriver().open(volume, new OpenOptions(options, ImageCache.ofBytes(64 << 20)));
  }

  static Tree of(FileSystem fileSystem) throws Exception {
    var tree = new Tree(new TreeMap<>(), new ArrayList<>());
    tree.walk(fileSystem, fileSystem.root(), "", 0);
    return tree;
  }

  private void walk(FileSystem fileSystem, Node directory, String path, int depth)
      throws Exception {
    if (depth > 200) {
      throw new IOException(path + " is too deep");
    }
    var children = new ArrayList<DirectorySink.Entry>();
    try {
      directory.list(0, children::add);
    } catch (IOException e) {
      problems.add(path + "/: " + e.getMessage());
    }
    for (DirectorySink.Entry child : children) {
      String name = path + "/" + child.name();
      Node node = fileSystem.node(child.id());
      Node found = find(directory, child, name);
      if (found != null && found.id() != node.id()) {
        problems.add(name + ": looked up as another node");
      }
      Attributes attributes = node.attributes();
      if (child.type() == FileType.DIRECTORY) {
        if (node.parentId() != directory.id()) {
          problems.add(name + ": has another parent");
        }
        entries.put(name, new Entry(node.id(), attributes, ""));
        walk(fileSystem, node, name, depth + 1);
      } else {
        entries.put(name, new Entry(node.id(), attributes, hash(node, attributes, name)));
      }
    }
  }

  private @org.jspecify.annotations.Nullable Node find(
      Node directory, DirectorySink.Entry child, String name) {
    try {
      Node found = directory.lookup(child.name());
      if (found == null) {
        problems.add(name + ": cannot be looked up");
      }
      return found;
    } catch (IOException e) {
      problems.add(name + ": " + e.getMessage());
      return null;
    }
  }

  private String hash(Node node, Attributes attributes, String name) throws Exception {
    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    ByteBuffer buffer = ByteBuffer.allocateDirect(1 << 17);
    long at = 0;
    try {
      for (int count; (count = node.read(at, buffer.clear())) > 0; at += count) {
        digest.update(buffer.flip());
        checkExtents(node, at, count);
      }
    } catch (IOException e) {
      problems.add(name + ": " + e.getMessage());
      return "damaged";
    }
    if (at != attributes.size()) {
      problems.add(name + ": has " + at + " bytes of " + attributes.size());
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private static void checkExtents(Node node, long from, int count) throws IOException {
    long at = from;
    while (at < from + count) {
      Extent extent = node.extent(at, from + count - at);
      if (extent.position() != at || extent.end() > from + count) {
        throw new IOException("extent " + extent + " does not begin at " + at);
      }
      at = extent.end();
    }
  }

  /** The files and directories below a folder of the host, by path, with their checksums. */
  static Map<String, String> ofHost(Path folder) throws Exception {
    var files = new TreeMap<String, String>();
    try (var all = Files.walk(folder)) {
      for (Path file : all.filter(f -> !f.equals(folder)).toList()) {
        String name = "/" + folder.relativize(file);
        files.put(name, Files.isDirectory(file) ? "" : sha256(Files.readAllBytes(file)));
      }
    }
    return files;
  }

  static String sha256(byte[] content) throws Exception {
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
  }

  /** The child that must be there. */
  static Node child(Node directory, String name) throws IOException {
    Node child = directory.lookup(FileName.of(name));
    return java.util.Objects.requireNonNull(child, name);
  }

  Entry entry(String path) {
    return java.util.Objects.requireNonNull(entries.get(path), path);
  }

  /** What is not the same in two trees, a line each. */
  static List<String> differences(Map<String, String> expected, Map<String, String> actual) {
    var lines = new ArrayList<String>();
    var paths = new java.util.TreeSet<>(expected.keySet());
    paths.addAll(actual.keySet());
    for (String path : paths) {
      if (!java.util.Objects.equals(expected.get(path), actual.get(path))) {
        lines.add(path + ": expected " + expected.get(path) + " but was " + actual.get(path));
      }
    }
    return lines;
  }

  /** Checksums by path, as {@link #ofHost} gives them. */
  Map<String, String> checksums() {
    var all = new TreeMap<String, String>();
    entries.forEach((path, entry) -> all.put(path, entry.sha256()));
    return all;
  }
}
