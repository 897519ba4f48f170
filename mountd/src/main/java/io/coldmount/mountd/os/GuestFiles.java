package io.coldmount.mountd.os;

import io.coldmount.fs.DirectorySink;
import io.coldmount.fs.FileName;
import io.coldmount.fs.FileSystem;
import io.coldmount.fs.FileType;
import io.coldmount.fs.Node;
import io.coldmount.mountd.guest.GuestPath;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemLoopException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Small files of a guest's system, read with bounds. */
final class GuestFiles {

  /** Configuration is shorter. */
  static final int MAX_TEXT = 256 * 1024;

  private final FileSystem fileSystem;

  GuestFiles(FileSystem fileSystem) {
    this.fileSystem = fileSystem;
  }

  /** The node at {@code path}, with links followed inside the guest, or empty if there is none. */
  Optional<Node> find(String path) throws IOException {
    try {
      return Optional.of(GuestPath.find(fileSystem, FileName.of(path), true).node());
    } catch (NoSuchFileException | NotDirectoryException | FileSystemLoopException e) {
      return Optional.empty();
    }
  }

  boolean isFile(String path) throws IOException {
    Optional<Node> node = find(path);
    return node.isPresent() && node.get().attributes().type() == FileType.REGULAR;
  }

  boolean isFolder(String path) throws IOException {
    Optional<Node> node = find(path);
    return node.isPresent() && node.get().attributes().type() == FileType.DIRECTORY;
  }

  /** The first {@code most} bytes of a regular file, or none. */
  byte[] bytes(String path, int most) throws IOException {
    Optional<Node> node = find(path);
    if (node.isEmpty() || node.get().attributes().type() != FileType.REGULAR) {
      return new byte[0];
    }
    int length = (int) Math.min(most, node.get().attributes().size());
    ByteBuffer content = ByteBuffer.allocate(length);
    while (content.hasRemaining()) {
      if (node.get().read(content.position(), content) <= 0) {
        break;
      }
    }
    return java.util.Arrays.copyOf(content.array(), content.position());
  }

  /** The beginning of a text file, or empty. */
  String text(String path) throws IOException {
    return new String(bytes(path, MAX_TEXT), StandardCharsets.UTF_8);
  }

  /** Its first line that is neither empty nor a comment, without blanks around it, or empty. */
  String firstLine(String path) throws IOException {
    return text(path)
        .lines()
        .map(String::strip)
        .filter(line -> !line.isEmpty() && !line.startsWith("#"))
        .findFirst()
        .orElse("");
  }

  /** The names in a folder, at most {@code most} of them; none if there is no such folder. */
  List<String> names(String path, int most) throws IOException {
    List<String> names = new ArrayList<>();
    if (isFolder(path)) {
      DirectorySink sink =
          entry -> {
            names.add(entry.name().toString());
            return names.size() < most;
          };
      find(path).orElseThrow().list(0, sink);
    }
    return names;
  }
}
