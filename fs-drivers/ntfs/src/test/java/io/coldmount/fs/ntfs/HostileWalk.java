package io.coldmount.fs.ntfs;

import io.coldmount.block.ImageException;
import io.coldmount.fs.Attributes;
import io.coldmount.fs.FileName;
import io.coldmount.fs.FileSystem;
import io.coldmount.fs.FileType;
import io.coldmount.fs.Node;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.Set;

/** Asks a volume that may be damaged for everything; only typed errors may come of it. */
final class HostileWalk {

  private HostileWalk() {}

  private interface Step {
    void run() throws IOException;
  }

  private static void typed(Step step) throws IOException {
    try {
      step.run();
    } catch (ImageException | NoSuchFileException expected) {
      if (String.valueOf(expected.getMessage()).isEmpty()) {
        throw new AssertionError("an error without a message");
      }
    }
  }

  /** Visits at most {@code limit} nodes. */
  static void walk(FileSystem fs, int limit) throws IOException {
    Set<Long> seen = new HashSet<>();
    var queue = new ArrayDeque<Long>();
    typed(() -> queue.add(fs.root().id()));
    for (long id = 1; id < 100; id++) {
      queue.add(id);
    }
    typed(fs::statistics);
    while (!queue.isEmpty() && seen.size() < limit) {
      long id = queue.poll();
      if (seen.add(id)) {
        typed(() -> visit(fs.node(id), queue, seen));
      }
    }
  }

  private static void visit(Node node, ArrayDeque<Long> queue, Set<Long> seen) throws IOException {
    Attributes a = node.attributes();
    typed(() -> node.xattrNames().forEach(n -> {}));
    typed(() -> node.xattr(FileName.of("system.ntfs_acl")));
    typed(() -> node.xattr(FileName.of("system.ntfs_ea")));
    typed(() -> node.xattr(FileName.of("user.coldmount.owner_sid")));
    typed(() -> node.streams().forEach(s -> {}));
    switch (a.type()) {
      case DIRECTORY -> {
        typed(
            () ->
                node.list(
                    0,
                    e -> {
                      queue.add(e.id());
                      return seen.size() + queue.size() < 20_000;
                    }));
        typed(() -> node.lookup(FileName.of("hiberfil.sys")));
        typed(node::parentId);
      }
      case REGULAR -> {
        ByteBuffer buffer = ByteBuffer.allocate(70_000);
        typed(() -> node.read(0, buffer.clear()));
        typed(() -> node.read(a.size() - 1000, buffer.clear()));
        if (a.size() > 0) {
          typed(() -> node.extent(0, a.size()));
        }
      }
      case SYMBOLIC_LINK -> typed(node::readLink);
      case FIFO, SOCKET, BLOCK_DEVICE, CHARACTER_DEVICE -> {
        if (a.type() == FileType.REGULAR) {
          throw new AssertionError();
        }
      }
    }
  }
}
