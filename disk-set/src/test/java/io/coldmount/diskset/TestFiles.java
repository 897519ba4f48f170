package io.coldmount.diskset;

import static org.assertj.core.api.Assertions.assertThat;

import io.coldmount.block.BlockSource;
import io.coldmount.block.ImageCache;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/** What the tests of disks need: options, content, qemu-img, comparison. */
public final class TestFiles {

  private TestFiles() {}

  public static DiskOptions options() {
    return DiskOptions.strict(ImageCache.ofBytes(32 << 20));
  }

  public static DiskOptions forced() {
    return new DiskOptions(
        HostFiles.portable(), ImageCache.ofBytes(32 << 20), List.of(), true, Map.of());
  }

  public static DiskOptions searching(Path... directories) {
    return new DiskOptions(
        HostFiles.portable(), ImageCache.ofBytes(32 << 20), List.of(directories), false, Map.of());
  }

  public static DiskOptions withDevice(String name, Path path) {
    return new DiskOptions(
        HostFiles.portable(), ImageCache.ofBytes(32 << 20), List.of(), false, Map.of(name, path));
  }

  public static DiskSet open(Path path) throws IOException {
    return DiskSet.open(List.of(path), options());
  }

  public static DiskSet open(Path path, DiskOptions options) throws IOException {
    return DiskSet.open(List.of(path), options);
  }

  /** Bytes of which some stretches are random and some are zeros. */
  public static byte[] patchy(long seed, int size) {
    Random random = new Random(seed);
    byte[] bytes = new byte[size];
    for (int at = 0; at < size; ) {
      int run = Math.min(size - at, 512 * (1 + random.nextInt(600)));
      if (random.nextBoolean()) {
        byte[] piece = new byte[run];
        random.nextBytes(piece);
        if (random.nextBoolean()) {
          java.util.Arrays.fill(piece, (byte) random.nextInt(1, 256)); // compresses well
        }
        System.arraycopy(piece, 0, bytes, at, run);
      }
      at += run;
    }
    return bytes;
  }

  public static void run(Path folder, String... command) throws Exception {
    Process process =
        new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true).start();
    String output =
        new String(
            process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
    if (!process.waitFor(60, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new IOException("no end of " + String.join(" ", command));
    }
    assertThat(process.exitValue()).as("%s: %s", String.join(" ", command), output).isZero();
  }

  /** {@code disk} as qemu-img reads it. */
  public static byte[] viaQemu(Path disk) throws Exception {
    Path raw = Files.createTempFile("qemu", ".raw");
    try {
      run(
          Path.of("."),
          "qemu-img",
          "convert",
          "-O",
          "raw",
          disk.toAbsolutePath().toString(),
          raw.toString());
      return Files.readAllBytes(raw);
    } finally {
      Files.delete(raw);
    }
  }

  /** All of {@code source}, read in pieces of odd sizes through direct and heap buffers. */
  public static byte[] all(BlockSource source, long seed) throws IOException {
    byte[] result = new byte[Math.toIntExact(source.size())];
    Random random = new Random(seed);
    ByteBuffer direct = ByteBuffer.allocateDirect(1 << 20);
    for (int at = 0; at < result.length; ) {
      int count = Math.min(result.length - at, 1 + random.nextInt(1 << 20));
      if (random.nextBoolean()) {
        direct.clear().limit(count);
        source.read(at, direct);
        assertThat(direct.hasRemaining()).isFalse();
        direct.flip().get(result, at, count);
      } else {
        source.read(at, ByteBuffer.wrap(result, at, count));
      }
      at += count;
    }
    return result;
  }

  public static void assertContent(Path disk, byte[] expected) throws IOException {
    try (DiskSet set = open(disk)) {
      assertContent(set.disks().getFirst().content(), expected);
    }
  }

  public static void assertContent(BlockSource content, byte[] expected) throws IOException {
    assertThat(content.size()).isEqualTo(expected.length);
    byte[] actual = all(content, 7);
    int difference = java.util.Arrays.mismatch(actual, expected);
    assertThat(difference).as("first byte that differs").isEqualTo(-1);
  }

  public static void write(Path file, long offset, byte[] bytes) throws IOException {
    try (FileChannel channel =
        FileChannel.open(
            file,
            java.nio.file.StandardOpenOption.WRITE,
            java.nio.file.StandardOpenOption.CREATE)) {
      channel.write(ByteBuffer.wrap(bytes), offset);
    }
  }
}
