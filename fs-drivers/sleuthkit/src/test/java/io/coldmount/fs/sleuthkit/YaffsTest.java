package io.coldmount.fs.sleuthkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.coldmount.fs.FileSystem;
import io.coldmount.fs.FileType;
import io.coldmount.fs.Node;
import io.coldmount.fs.sleuthkit.process.Library;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A YAFFS2 image made here, as {@code mkyaffs2image} lays them out: no other tool writes one. */
final class YaffsTest {

  private static final int PAGE = 2048;
  private static final int SPARE = 64;
  private static final int SEQUENCE = 0x1000;
  private static final int CHUNKS = 64;

  private static final int FILE = 1;
  private static final int FOLDER = 3;

  @TempDir Path folder;
  private final ByteBuffer flash =
      ByteBuffer.allocate((PAGE + SPARE) * CHUNKS).order(ByteOrder.LITTLE_ENDIAN);

  private void chunk(byte[] data, int object, int number, int count) {
    ByteBuffer page = flash.slice(flash.position(), PAGE + SPARE).order(ByteOrder.LITTLE_ENDIAN);
    Arrays.fill(flash.array(), flash.position(), flash.position() + PAGE + SPARE, (byte) 0xFF);
    page.put(0, data);
    page.putInt(PAGE, SEQUENCE).putInt(PAGE + 4, object).putInt(PAGE + 8, number);
    page.putInt(PAGE + 12, count);
    flash.position(flash.position() + PAGE + SPARE);
  }

  /** {@code yaffs_obj_hdr} of {@code yaffs_guts.h}. */
  private void header(int object, int type, int parent, String name, int mode, int size) {
    ByteBuffer header = ByteBuffer.allocate(512).order(ByteOrder.LITTLE_ENDIAN);
    header.putInt(0, type).putInt(4, parent).putShort(8, (short) 0xFFFF);
    header.put(10, name.getBytes(StandardCharsets.UTF_8));
    header.putInt(0x10C, mode).putInt(0x110, 1000).putInt(0x114, 1001);
    header.putInt(0x118, 1_000_000_000).putInt(0x11C, 1_000_000_001).putInt(0x120, 1_000_000_002);
    header.putInt(0x124, size).putInt(0x128, -1);
    chunk(header.array(), object, 0, 0xFFFF);
  }

  private Path image() throws IOException {
    header(1, FOLDER, 1, "", 040755, -1);
    header(257, FOLDER, 1, "dir", 040755, -1);
    byte[] content = new byte[5 * PAGE + 100];
    Arrays.fill(content, (byte) 'y');
    header(258, FILE, 257, "file", 0100640, content.length);
    for (int i = 0; i * PAGE < content.length; i++) {
      int count = Math.min(PAGE, content.length - i * PAGE);
      chunk(Arrays.copyOfRange(content, i * PAGE, i * PAGE + count), 258, i + 1, count);
    }
    for (int i = 0; i < 12; i++) {
      header(300 + i, FILE, 1, "empty" + i, 0100644, 0);
    }
    Arrays.fill(flash.array(), flash.position(), flash.capacity(), (byte) 0xFF);
    return Files.write(folder.resolve("flash.yaffs2"), flash.array());
  }

  @Test
  void yaffs2IsListedAndRead() throws IOException {
    assumeTrue(Library.find().usable());
    try (FileSource source = new FileSource(image());
        FileSystem fileSystem = Tree.open(source)) {
      assertThat(fileSystem.format()).isEqualTo("yaffs2");
      var nodes = Tree.walk(fileSystem);
      assertThat(nodes.keySet()).contains("dir", "dir/file", "empty0", "empty11");
      Node file = Objects.requireNonNull(nodes.get("dir/file"));
      assertThat(Tree.bytes(file)).hasSize(5 * PAGE + 100).containsOnly('y');
      assertThat(file.attributes().type()).isEqualTo(FileType.REGULAR);
      assertThat(file.attributes().permissions()).isEqualTo(0640);
      assertThat(file.attributes().userId()).isEqualTo(1000);
      assertThat(file.attributes().modified().getEpochSecond()).isEqualTo(1_000_000_001);
    }
  }
}
