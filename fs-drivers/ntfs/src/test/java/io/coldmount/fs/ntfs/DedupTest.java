package io.coldmount.fs.ntfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.coldmount.block.CorruptException;
import io.coldmount.block.UnavailableException;
import io.coldmount.block.UnsupportedException;
import io.coldmount.fs.FileName;
import io.coldmount.fs.Node;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Deduplicated files are put together again from the chunk store, or are an error. */
final class DedupTest {

  @TempDir Path folder;

  private final StringBuilder script = new StringBuilder("cp -r \"$S/.\" .\n");
  private final DedupStore store = new DedupStore();

  /** The examples of [MS-XCA] section 3.1, and what the packer of the tests makes. */
  @Test
  void plainLz77IsInflated() throws Exception {
    byte[] alphabet = "abcdefghijklmnopqrstuvwxyz".getBytes(StandardCharsets.US_ASCII);
    assertThat(inflate("3f0000006162636465666768696a6b6c6d6e6f707172737475767778797a", 26))
        .isEqualTo(alphabet);
    byte[] abc = "abc".repeat(100).getBytes(StandardCharsets.US_ASCII);
    assertThat(inflate("ffffff1f61626317000fff2601", 300)).isEqualTo(abc);
    assertThat(PlainLz77Packer.pack(abc))
        .isEqualTo(HexFormat.of().parseHex("ffffff1f61626317000fff2601"));
    var random = new Random(5);
    for (int i = 0; i < 300; i++) {
      byte[] plain = sample(random, 1 + random.nextInt(100_000));
      byte[] out = new byte[plain.length];
      PlainLz77.inflate("test", PlainLz77Packer.pack(plain), out);
      assertThat(out).isEqualTo(plain);
    }
  }

  private static byte[] inflate(String hex, int size) throws Exception {
    byte[] out = new byte[size];
    PlainLz77.inflate("test", HexFormat.of().parseHex(hex), out);
    return out;
  }

  @Test
  void damagedLz77IsRefused() {
    for (String[] each :
        new String[][] {
          {"ffffff1f61626317000fff26", "its input ends too early"},
          {"ffffff1f6162632700" + "0fff2601", "a match of 297 from 5 back at 3"},
          {"ffffff1f61626317000fff1500", "a match of 21 is written as a long one"},
          {"3f00000061626364", "it makes 4 bytes instead of 300"},
          {"ffffff1f61626317000fff2701", "a match of 298 from 3 back at 3"},
        }) {
      assertThatThrownBy(() -> inflate(each[0], 300))
          .isInstanceOf(CorruptException.class)
          .hasMessage("test: its LZ77 data is damaged: " + each[1]);
    }
  }

  /** Runs, words and noise. */
  private static byte[] sample(Random random, int size) {
    byte[] bytes = new byte[size];
    int at = 0;
    while (at < size) {
      int count = Math.min(size - at, 1 + random.nextInt(3000));
      switch (random.nextInt(3)) {
        case 0 -> Arrays.fill(bytes, at, at + count, (byte) random.nextInt(256));
        case 1 -> {
          for (int i = 0; i < count; i++) {
            bytes[at + i] = (byte) random.nextInt(256);
          }
        }
        default -> {
          for (int i = 0; i < count; i++) {
            bytes[at + i] = at > 200 ? bytes[at + i - 199] : (byte) ('a' + i % 7);
          }
        }
      }
      at += count;
    }
    return bytes;
  }

  private void file(String name, int size, byte[] reparse) {
    script.append("truncate -s %d %s; ".formatted(size, name));
    script.append("setfattr -n system.ntfs_reparse_data -v 0x");
    script.append(HexFormat.of().formatHex(reparse)).append(' ').append(name).append('\n');
  }

  private NtfsImage image() throws Exception {
    Path files = Files.createDirectories(folder.resolve("store"));
    store.write(files);
    var image = NtfsImage.make(folder, "64M", "");
    image.fill("S='" + files + "'\n" + script);
    return image;
  }

  @Test
  void filesAreReadFromTheirChunks() throws Exception {
    var random = new Random(11);
    byte[] one = sample(random, 1_000_000);
    byte[] several = sample(random, 2_500_000);
    byte[] moved = sample(random, 300_000);
    file("one", one.length, DedupStore.shortReparse(store.add(one, 0, one.length, 65_000)));
    List<DedupStore.Part> parts = new ArrayList<>();
    for (int at = 0; at < several.length; at += 1_000_000) {
      parts.add(store.add(several, at, Math.min(several.length, at + 1_000_000), 100_001));
    }
    file("several", several.length, DedupStore.reparse(parts));
    var part = store.add(moved, 0, moved.length, 131_072);
    var stale =
        new DedupStore.Part(part.number(), 0x5000, part.size(), part.digest(), 0, moved.length);
    file("moved", moved.length, DedupStore.reparse(List.of(stale))); // the index has its place
    var image = image();
    try (var source = FileSource.open(image.file());
        var fs = NtfsImage.open(source, Map.of("case", "sensitive"))) {
      for (var each : Map.of("one", one, "several", several, "moved", moved).entrySet()) {
        Node node = Objects.requireNonNull(fs.root().lookup(FileName.of(each.getKey())));
        byte[] expected = each.getValue();
        assertThat(node.attributes().size()).isEqualTo(expected.length);
        ByteBuffer all = ByteBuffer.allocate(expected.length + 10);
        assertThat(node.read(0, all)).isEqualTo(expected.length);
        assertThat(Arrays.copyOf(all.array(), expected.length)).isEqualTo(expected);
        for (int i = 0; i < 50; i++) {
          int at = random.nextInt(expected.length);
          int count = Math.min(1 + random.nextInt(200_000), expected.length - at);
          ByteBuffer buffer = ByteBuffer.allocate(count);
          assertThat(node.read(at, buffer)).isEqualTo(count);
          assertThat(Arrays.mismatch(buffer.array(), 0, count, expected, at, at + count))
              .isEqualTo(-1);
          assertThat(node.extent(at, count).stored()).matches(s -> s != null && s.packed());
        }
      }
    }
  }

  /** Its chunks lie in other files, which can change under it. */
  @Test
  void theBytesOfADeduplicatedFileAreNotAllTold() throws Exception {
    byte[] content = sample(new Random(12), 100_000);
    file("one", content.length, DedupStore.shortReparse(store.add(content, 0, 100_000, 65_000)));
    script.append("echo plain > plain\n");
    var image = image();
    try (var source = FileSource.open(image.file());
        var fs = NtfsImage.open(source, Map.of())) {
      var footprints = Objects.requireNonNull(fs.footprints());
      for (String name : List.of("one", "plain")) {
        Node node = Objects.requireNonNull(fs.root().lookup(FileName.of(name)));
        assertThat(footprints.of(node.id(), (at, length) -> true)).isEqualTo(name.equals("plain"));
      }
    }
  }

  private interface Change {
    void on(ByteBuffer bytes);
  }

  private static byte[] changed(byte[] reparse, Change change) {
    byte[] bytes = reparse.clone();
    change.on(ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN));
    return DedupStore.seal(bytes);
  }

  @Test
  void whatDoesNotFitTogetherIsAnErrorAndNeverZeros() throws Exception {
    byte[] content = sample(new Random(3), 200_000);
    var part = store.add(content, 0, content.length, 70_000);
    byte[] good = DedupStore.reparse(List.of(part));
    int entry = 8 + 0x94;
    file("good", 200_000, good);
    file("longer", 200_001, good);
    byte[] torn = good.clone();
    torn[50] ^= 1;
    file("torn", 200_000, torn);
    file("later", 200_000, changed(good, b -> b.putShort(8, (short) 0x0103)));
    file("elsewhere", 200_000, changed(good, b -> b.put(8 + 0x74, (byte) 1)));
    file("nocontainer", 200_000, changed(good, b -> b.putInt(entry + 4, 9)));
    file("otherdigest", 200_000, changed(good, b -> b.put(entry + 0x20, (byte) 99)));
    file("badsize", 200_000, changed(good, b -> b.putInt(entry + 0x18, 100)));
    file("gap", 200_000, changed(good, b -> b.putLong(entry + 0x38, 5)));
    script.append(
        "head -c 200000 /dev/urandom > written; setfattr -n system.ntfs_reparse_data -v 0x");
    script.append(HexFormat.of().formatHex(good)).append(" written\n");
    // A chunk of the data container whose header is not the one the list knows.
    byte[] other = sample(new Random(4), 100_000);
    int at = store.data.size();
    file("badchunk", 100_000, DedupStore.reparse(List.of(store.add(other, 0, 100_000, 100_000))));
    byte[] data = store.data.toByteArray();
    data[at + 0x28] ^= 1;
    store.data.reset();
    store.data.writeBytes(data);
    var image = image();
    try (var source = FileSource.open(image.file());
        var fs = NtfsImage.open(source, Map.of())) {
      Class<CorruptException> corrupt = CorruptException.class;
      read(fs.root(), "good", null, "");
      read(fs.root(), "longer", corrupt, "its chunks have 200000 bytes, but the file has 200001");
      read(fs.root(), "torn", corrupt, "the CRC of deduplication data at offset ");
      read(
          fs.root(),
          "later",
          UnsupportedException.class,
          "version 3.1 of deduplication data is not supported");
      read(
          fs.root(),
          "elsewhere",
          UnavailableException.class,
          "the chunk store {01234501-89AB-CDEF-0123-456789ABCDEF}.ddp of deduplicated files is"
              + " not");
      read(
          fs.root(),
          "nocontainer",
          corrupt,
          "no container 9 of its chunk store has its list of chunks 7");
      read(
          fs.root(),
          "otherdigest",
          corrupt,
          "no container 1 of its chunk store has its list of chunks 7");
      read(fs.root(), "badsize", corrupt, "the size of a list of chunks at offset ");
      read(fs.root(), "gap", corrupt, "the beginning of a part of a file at offset ");
      read(
          fs.root(),
          "written",
          UnsupportedException.class,
          "a deduplicated file that was written to again is not supported");
      read(
          fs.root(),
          "badchunk",
          corrupt,
          "Data/00000003.00000004.ccc: there is no chunk at offset " + at + " that is chunk 0 of");
    }
  }

  private static void read(
      Node root, String name, @org.jspecify.annotations.Nullable Class<?> error, String message)
      throws Exception {
    Node node = Objects.requireNonNull(root.lookup(FileName.of(name)));
    if (error == null) {
      assertThat(node.read(0, ByteBuffer.allocate(10))).isEqualTo(10);
    } else {
      assertThatThrownBy(() -> node.read(0, ByteBuffer.allocate(10)))
          .as(name)
          .isInstanceOf(error)
          .hasMessageContaining(message);
    }
  }
}
