package io.coldmount.fs.ext;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.coldmount.block.CorruptException;
import io.coldmount.block.MemorySource;
import io.coldmount.fs.FileSystem;
import io.coldmount.fs.Node;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Map;

/** A small sound volume of which bytes are changed, a few at a time. */
final class Fixture {

  private final byte[] bytes;

  private Fixture(byte[] bytes) {
    this.bytes = bytes;
  }

  /**
   * A volume of 2 MiB in blocks of 1 KiB with {@code file} (5000 bytes, attributes in its inode and
   * in a block), {@code comb} (every other block is a hole), {@code link}, {@code long-link}, and
   * {@code dir} with {@code a}, {@code b} and {@code c}.
   */
  static Fixture make(Path folder, String options) throws IOException {
    Shell.assumeTools("mke2fs", "debugfs");
    Path source = Files.createTempDirectory(folder, "source");
    Files.write(
        source.resolve("file"), "0123456789".repeat(500).getBytes(StandardCharsets.US_ASCII));
    try (var comb = new RandomAccessFile(source.resolve("comb").toFile(), "rw")) {
      for (int i = 0; i < 60; i++) {
        comb.seek(i * 8192L);
        comb.write(("block " + i).repeat(100).getBytes(StandardCharsets.US_ASCII), 0, 700);
      }
    }
    Files.createSymbolicLink(source.resolve("link"), Path.of("target"));
    Files.createSymbolicLink(source.resolve("long-link"), Path.of("target".repeat(20)));
    Files.createDirectory(source.resolve("dir"));
    for (String name : new String[] {"a", "b", "c"}) {
      Files.write(source.resolve("dir").resolve(name), name.getBytes(StandardCharsets.US_ASCII));
    }
    String command = "-b 1024 -N 64 -d " + source + " " + options;
    Path image = Shell.image(folder, 2, command.split(" ", -1));
    Shell.debugfs(
        folder, image, "ea_set file user.small value", "ea_set file user.large " + "x".repeat(400));
    return new Fixture(Files.readAllBytes(image));
  }

  /** A volume with these bytes in place of those at {@code position}. */
  Fixture with(long position, String hex) {
    byte[] changed = bytes.clone();
    byte[] patch = HexFormat.of().parseHex(hex);
    System.arraycopy(patch, 0, changed, (int) position, patch.length);
    return new Fixture(changed);
  }

  /** The same cut off. */
  Fixture cut(int length) {
    return new Fixture(java.util.Arrays.copyOf(bytes, length));
  }

  byte[] bytes() {
    return bytes;
  }

  MemorySource source() {
    return new MemorySource("disk", bytes);
  }

  FileSystem open() throws IOException {
    return open(Map.of());
  }

  FileSystem open(Map<String, String> options) throws IOException {
    return Tree.open(source(), options);
  }

  /** What is decoded of the volume. */
  Volume volume() throws IOException {
    return ((ExtFileSystem) open()).volume();
  }

  /** The inode of a path. */
  Inode inode(String path) throws IOException {
    Volume volume = volume();
    return volume.inode(Tree.at(open(), path).id());
  }

  /** Where the inode of a path begins. */
  long inodePosition(String path) throws IOException {
    return volume().inodes.position(inode(path).number());
  }

  /** Where a block of a path's data begins. */
  long blockPosition(String path, long block) throws IOException {
    Volume volume = volume();
    Run run = new FileData(volume, inode(path)).map().run(block);
    return (run.physical() + (block - run.first())) << volume.blockSizeBits();
  }

  /** What is tried on the node of a path. */
  @FunctionalInterface
  interface Use {
    void of(Node node) throws IOException;
  }

  /** Asserts that a use of a path fails, and how. */
  void fails(String path, Use use, String message) throws IOException {
    try (FileSystem fileSystem = open()) {
      assertThatThrownBy(() -> use.of(Tree.at(fileSystem, path)))
          .isInstanceOf(CorruptException.class)
          .hasMessage(message);
    }
  }
}
