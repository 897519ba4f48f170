package io.coldmount.mountd.check;

import io.coldmount.block.Extent;
import io.coldmount.block.UnavailableException;
import io.coldmount.fs.Attributes;
import io.coldmount.fs.DirectorySink;
import io.coldmount.fs.FileName;
import io.coldmount.fs.FileSystem;
import io.coldmount.fs.FileType;
import io.coldmount.fs.Node;
import io.coldmount.mountd.guest.IdSet;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;

/** Walks a whole file system. */
final class FileSystemCheck {

  private static final int BUFFER = 1 << 20;

  private record Folder(long id, long parentId, String path) {}

  private final String volume;
  private final FileSystem fileSystem;
  private final boolean withData;
  private final Consumer<Problem> reporter;
  private final CheckCounts counts;
  private final CheckLog log;
  private final Deque<Folder> folders = new ArrayDeque<>();
  private final IdSet seen = new IdSet();
  private final byte[] buffer;

  FileSystemCheck(
      String volume,
      FileSystem fileSystem,
      boolean withData,
      Consumer<Problem> reporter,
      CheckCounts counts,
      CheckLog log) {
    this.volume = volume;
    this.fileSystem = fileSystem;
    this.withData = withData;
    this.reporter = reporter;
    this.counts = counts;
    this.log = log;
    this.buffer = new byte[withData ? BUFFER : 0];
  }

  /** Ends: a folder is entered once, however often a damaged image names it. */
  void check() {
    Node root;
    try {
      root = fileSystem.root();
    } catch (IOException e) {
      reporter.accept(Problem.of(where("/"), e));
      return;
    }
    seen.add(root.id());
    folders.push(new Folder(root.id(), root.id(), ""));
    while (!folders.isEmpty()) {
      folder(folders.pop());
    }
  }

  private void folder(Folder folder) {
    counts.folders++;
    log.looking(counts);
    List<DirectorySink.Entry> entries = new ArrayList<>();
    String path = folder.path.isEmpty() ? "/" : folder.path;
    attempt(
        path,
        () -> {
          Node node = fileSystem.node(folder.id);
          xattrs(node);
          node.list(0, entries::add);
        });
    attempt(path, () -> parent(folder));
    for (DirectorySink.Entry entry : entries) {
      String child = folder.path + "/" + entry.name();
      attempt(child, () -> entry(folder, entry, child));
    }
  }

  private void parent(Folder folder) throws IOException {
    long parent = fileSystem.node(folder.id).parentId();
    if (parent != folder.parentId) {
      corrupt(
          folder.path,
          "the folder names inode "
              + parent
              + " as its parent, but lies in the folder of inode "
              + folder.parentId
              + ".");
    }
  }

  private void entry(Folder folder, DirectorySink.Entry entry, String path) throws IOException {
    Node node = fileSystem.node(entry.id());
    Attributes attributes = node.attributes();
    FileType type = attributes.type();
    if (entry.type() != null && entry.type() != type) {
      corrupt(path, "the folder calls it " + entry.type() + ", but its inode says " + type + ".");
    }
    if (type == FileType.DIRECTORY) {
      if (seen.add(node.id())) {
        folders.push(new Folder(node.id(), folder.id, path));
      } else {
        corrupt(path, "the folder of inode " + node.id() + " is also reached on another way.");
      }
      return;
    }
    counts.files++;
    if (attributes.linkCount() > 1 && !seen.add(node.id())) {
      return; // another name of a file that was looked at
    }
    xattrs(node);
    switch (type) {
      case REGULAR -> data(node, attributes.size());
      case SYMBOLIC_LINK -> node.readLink();
      case DIRECTORY, FIFO, SOCKET, CHARACTER_DEVICE, BLOCK_DEVICE -> {}
    }
  }

  private static void xattrs(Node node) throws IOException {
    for (FileName name : node.xattrNames()) {
      node.xattr(name);
    }
  }

  private void data(Node node, long size) throws IOException {
    for (long position = 0; position < size; ) {
      Extent extent = node.extent(position, size - position);
      if (!extent.isHole()) {
        counts.dataBytes += extent.length();
        if (withData) {
          read(node, extent);
        }
      }
      position = extent.end();
    }
  }

  private void read(Node node, Extent extent) throws IOException {
    for (long position = extent.position(); position < extent.end(); ) {
      int wanted = (int) Math.min(BUFFER, extent.end() - position);
      int count = node.read(position, ByteBuffer.wrap(buffer, 0, wanted));
      if (count <= 0) {
        throw new IOException("the file ends at " + position + ", before its size says");
      }
      position += count;
      counts.bytesRead += count;
      log.looking(counts);
    }
  }

  private void corrupt(String path, String detail) {
    reporter.accept(new Problem(Problem.Kind.CORRUPT, where(path), detail));
  }

  private String where(String path) {
    return volume + ":" + (path.isEmpty() ? "/" : path);
  }

  /** Part of a check, which ends alone if it fails. */
  @FunctionalInterface
  private interface Part {
    void run() throws IOException;
  }

  private void attempt(String path, Part part) {
    try {
      part.run();
    } catch (UnavailableException e) {
      log.note(where(path), Problem.of(path, e).detail());
    } catch (IOException e) {
      reporter.accept(Problem.of(where(path), e));
    }
  }
}
