package io.coldmount.fs.sleuthkit;

import io.coldmount.block.ImageCache;
import io.coldmount.fs.Attributes;
import io.coldmount.fs.DirectorySink;
import io.coldmount.fs.FileSystem;
import io.coldmount.fs.FileType;
import io.coldmount.fs.Node;
import io.coldmount.fs.OpenOptions;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.TreeMap;

/** Walks file systems for tests. */
final class Tree {

  private Tree() {}

  static OpenOptions options(Map<String, String> values) {
    return new OpenOptions(values, ImageCache.ofBytes(16 << 20));
  }

  static FileSystem open(FileSource source) throws IOException {
    return new SleuthkitDriver().open(source, options(Map.of()));
  }

  /** All nodes by their paths, the root not among them. */
  static SequencedMap<String, Node> walk(FileSystem fileSystem) throws IOException {
    SequencedMap<String, Node> nodes = new TreeMap<>();
    walk(fileSystem, fileSystem.root(), "", nodes);
    return nodes;
  }

  private static void walk(
      FileSystem fileSystem, Node folder, String path, SequencedMap<String, Node> nodes)
      throws IOException {
    List<DirectorySink.Entry> entries = new ArrayList<>();
    folder.list(0, entries::add);
    for (DirectorySink.Entry entry : entries) {
      Node node = fileSystem.node(entry.id());
      String name = path + entry.name();
      nodes.put(name, node);
      if (node.attributes().type() == FileType.DIRECTORY && name.length() < 4096) {
        walk(fileSystem, node, name + "/", nodes);
      }
    }
  }

  static byte[] bytes(Node node) throws IOException {
    Attributes attributes = node.attributes();
    ByteBuffer all = ByteBuffer.allocate((int) attributes.size());
    while (all.hasRemaining()) {
      int count = node.read(all.position(), all);
      if (count <= 0) {
        throw new IOException("the file ends at " + all.position());
      }
    }
    return all.array();
  }
}
