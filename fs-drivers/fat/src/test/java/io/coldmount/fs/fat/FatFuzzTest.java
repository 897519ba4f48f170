package io.coldmount.fs.fat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import io.coldmount.block.ImageException;
import io.coldmount.block.MemorySource;
import io.coldmount.fs.FileSystem;
import io.coldmount.fs.FileType;
import io.coldmount.fs.Node;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.Map;

/** Hostile volumes: everything that can be reached is listed and read, or gives a typed error. */
final class FatFuzzTest {

  private static final int MOST_NODES = 300;

  /** Arbitrary chains below sound directory entries. */
  @FuzzTest(maxDuration = "1m")
  void chains(FuzzedDataProvider data) throws Exception {
    FatImage image = FatImage.make(data.pickValue(widths()));
    for (int i = 0; i < 8; i++) {
      image.entry(
          image.root() + i * 32,
          "FILE" + i + "      ",
          data.consumeBoolean() ? 0x10 : 0x20,
          data.consumeInt(0, 12),
          data.consumeInt());
    }
    for (int cluster = 2; cluster < 14; cluster++) {
      image.link(cluster, data.consumeBoolean() ? data.consumeInt(0, 15) : data.consumeInt());
    }
    use(image.bytes.array());
  }

  /** An arbitrary root directory. */
  @FuzzTest(maxDuration = "1m")
  void directory(FuzzedDataProvider data) throws Exception {
    FatImage image = FatImage.make(data.pickValue(widths()));
    image.chain(5, 6);
    byte[] entries = data.consumeBytes(512);
    image.bytes.put(image.root(), entries);
    use(image.bytes.array());
  }

  /** An arbitrary boot sector. */
  @FuzzTest(maxDuration = "1m")
  void boot(FuzzedDataProvider data) throws Exception {
    boolean exfat = data.consumeBoolean();
    byte[] volume =
        exfat
            ? ExfatImage.make().bytes.array()
            : FatImage.make(data.pickValue(widths())).bytes.array();
    while (data.remainingBytes() > 0) {
      volume[data.consumeInt(0, 127)] = data.consumeByte();
    }
    if (exfat) {
      var image = ExfatImage.make();
      image.bytes.put(0, volume);
      image.sealBoot();
      volume = image.bytes.array();
    }
    use(volume);
  }

  /** Entry sets of exFAT with arbitrary fields and right checksums, and arbitrary chains. */
  @FuzzTest(maxDuration = "1m")
  void exfatSets(FuzzedDataProvider data) throws Exception {
    ExfatImage image = ExfatImage.make();
    int at = image.file("directory", 0x10, 1, 20, 1024, 1024);
    int second = image.file("file", 0x20, 1, 30, 3000, 3000);
    for (int cluster = 4; cluster < 40; cluster++) {
      if (data.consumeBoolean()) {
        image.link(cluster, data.consumeInt(-2, 45));
      }
    }
    boolean seal = data.consumeBoolean();
    image.bytes.put(image.position(20), data.consumeBytes(512));
    while (data.remainingBytes() > 0) {
      image.bytes.put(at + data.consumeInt(0, 191), data.consumeByte());
    }
    if (seal && image.bytes.get(at + 1) >= 0) {
      image.seal(at).seal(second);
    }
    use(image.bytes.array());
  }

  /**
   * A sound exFAT volume with some bytes changed, three bytes of {@code data} for each: so even the
   * shortest input reaches directories, chains and contents.
   */
  @FuzzTest(maxDuration = "1m")
  void exfatPatches(byte[] data) throws Exception {
    use(patched(data));
  }

  static byte[] patched(byte[] data) {
    ExfatImage image = ExfatImage.make().chain(20, 21).chain(30, 31, 32, 33);
    int[] sets = {
      image.file("directory", 0x10, 1, 20, 1024, 1024),
      image.file("FILE1", 0x20, 1, 30, 1500, 2048),
      image.file("run without a chain", 0x21, 3, 40, 3000, 3000),
      image.file("flat", 0x10, 3, 50, 512, 512)
    };
    image.file(image.position(20) + 448, "across two clusters", 0x20, 1, 60, 10, 10);
    image.file(image.position(50), "inner", 0x20, 3, 70, 100, 700);
    int[] areas = {image.position(4), image.position(20), image.position(50), 24 * 512};
    for (int i = 0; i + 3 <= data.length; i += 3) {
      int offset = ((data[i] & 0x3F) << 8 | (data[i + 1] & 0xFF)) % 640;
      image.bytes.put(areas[(data[i] >> 6) & 3] + offset, data[i + 2]);
    }
    for (int set : sets) {
      if (image.bytes.get(set + 1) >= 0) {
        image.seal(set);
      }
    }
    return image.bytes.array();
  }

  /** Arbitrary up-case tables and system entries. */
  @FuzzTest(maxDuration = "1m")
  void exfatSystem(FuzzedDataProvider data) throws Exception {
    ExfatImage image = ExfatImage.make();
    image.bytes.put(image.position(3), data.consumeBytes(56));
    while (data.remainingBytes() > 0) {
      image.bytes.put(image.position(4) + data.consumeInt(0, 95), data.consumeByte());
    }
    image.file("file", 0x20, 1, 30, 3000, 3000);
    use(image.bytes.array());
  }

  private static Clusters.Width[] widths() {
    return new Clusters.Width[] {Clusters.Width.FAT12, Clusters.Width.FAT16, Clusters.Width.FAT32};
  }

  static void use(byte[] bytes) throws Exception {
    var volume = new MemorySource("volume", bytes);
    new FatDriver().probe(volume);
    for (String option : new String[] {"tz", "ignore_checksums", "ignore_crosslinks"}) {
      try (FileSystem fileSystem = Tree.open(volume, Map.of(option, "UTC"))) {
        fileSystem.label();
        statistics(fileSystem);
        walk(fileSystem);
      } catch (ImageException e) {
        // the volume shows nothing
      }
    }
  }

  private static void statistics(FileSystem fileSystem) throws Exception {
    try {
      fileSystem.statistics();
    } catch (ImageException e) {
      return; // a volume without a bitmap
    }
  }

  private static void walk(FileSystem fileSystem) throws Exception {
    var waiting = new ArrayDeque<Long>();
    var seen = new HashSet<Long>();
    waiting.add(fileSystem.root().id());
    while (!waiting.isEmpty() && seen.size() < MOST_NODES) {
      long id = waiting.remove();
      try {
        Node node = fileSystem.node(id);
        if (node.attributes().type() != FileType.DIRECTORY) {
          node.read(0, ByteBuffer.allocate(700));
          node.read(node.attributes().size() - 1, ByteBuffer.allocate(7));
          continue;
        }
        node.list(
            0,
            entry -> {
              if (seen.add(entry.id())) {
                waiting.add(entry.id());
              }
              return true;
            });
        node.lookup(io.coldmount.fs.FileName.of("FILE1"));
        node.parentId();
      } catch (ImageException | NoSuchFileException e) {
        // this node alone
      }
    }
  }
}
