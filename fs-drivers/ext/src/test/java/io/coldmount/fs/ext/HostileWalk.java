package io.coldmount.fs.ext;

import io.coldmount.block.Extent;
import io.coldmount.block.ImageException;
import io.coldmount.fs.Attributes;
import io.coldmount.fs.DirectorySink;
import io.coldmount.fs.FileName;
import io.coldmount.fs.FileSystem;
import io.coldmount.fs.FileType;
import io.coldmount.fs.Node;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Looks at everything in a volume that may be damaged. Errors of the image are counted; anything
 * else that is thrown is a fault of the driver.
 */
final class HostileWalk {

  private final int mostNodes;
  private final ByteBuffer buffer = ByteBuffer.allocate(5000);
  private final Set<Long> seen = new HashSet<>();
  private final ArrayDeque<Node> folders = new ArrayDeque<>();
  final List<String> errors = new ArrayList<>();

  HostileWalk(int mostNodes) {
    this.mostNodes = mostNodes;
  }

  /** The number of nodes found. */
  int of(FileSystem fileSystem) throws IOException {
    attempt(() -> fileSystem.statistics());
    attempt(() -> look(fileSystem.root()));
    while (!folders.isEmpty() && seen.size() < mostNodes) {
      Node folder = folders.remove();
      List<DirectorySink.Entry> entries = new ArrayList<>();
      attempt(
          () ->
              folder.list(
                  0,
                  entry -> {
                    entries.add(entry);
                    return entries.size() < mostNodes;
                  }));
      for (DirectorySink.Entry entry : entries) {
        attempt(() -> visit(folder, entry));
      }
      attempt(folder::parentId);
      attempt(() -> folder.lookup(FileName.of("no such name")));
    }
    return seen.size();
  }

  private void visit(Node folder, DirectorySink.Entry entry) throws IOException {
    if (seen.size() < mostNodes) {
      Node child = folder.lookup(entry.name());
      if (child == null) {
        errors.add(entry.name() + " is listed and not found");
      } else {
        look(child);
      }
    }
  }

  private void look(Node node) throws IOException {
    if (!seen.add(node.id())) {
      return;
    }
    Attributes attributes = node.attributes();
    attempt(
        () -> {
          for (FileName name : node.xattrNames()) {
            attempt(() -> node.xattr(name));
          }
        });
    if (attributes.type() == FileType.DIRECTORY) {
      folders.add(node);
    } else if (attributes.type() == FileType.SYMBOLIC_LINK) {
      attempt(node::readLink);
    } else if (attributes.type() == FileType.REGULAR) {
      attempt(() -> read(node, attributes.size()));
    }
  }

  /** Some of the data, and the runs it lies in. */
  private void read(Node node, long size) throws IOException {
    long position = 0;
    for (int i = 0; i < 16 && position < size; i++) {
      Extent extent = node.extent(position, size - position);
      node.read(position, buffer.clear());
      position = extent.end();
    }
    node.read(Math.max(0, size - 10), buffer.clear());
  }

  @FunctionalInterface
  private interface Attempt {
    void run() throws IOException;
  }

  private void attempt(Attempt attempt) throws IOException {
    try {
      attempt.run();
    } catch (ImageException e) {
      errors.add(e.getMessage());
    }
  }
}
