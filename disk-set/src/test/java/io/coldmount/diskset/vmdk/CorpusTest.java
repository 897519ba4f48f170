package io.coldmount.diskset.vmdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.coldmount.block.BlockSource;
import io.coldmount.block.CorruptException;
import io.coldmount.block.Extent;
import io.coldmount.diskset.Disk;
import io.coldmount.diskset.DiskSet;
import io.coldmount.diskset.TestFiles;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Real VMDK files made by others: each reads as qemu-img reads it, or fails as its row predicts.
 */
final class CorpusTest {

  private static final Path CORPUS =
      Path.of(System.getProperty("coldmount.root", ".")).resolve("../shared/corpus");

  private static final Pattern ZERO_RUN =
      Pattern.compile("\"start\": (\\d+), \"length\": (\\d+)[^}]*\"zero\": true");

  @TempDir static Path folder;

  /** A row of the manifest. */
  private record Row(String file, String sha256, String what) {

    Path unpacked() {
      return folder.resolve(file.replaceFirst("\\.zst$", ""));
    }

    boolean hostile() {
      return file.startsWith("vmdk-hostile/");
    }
  }

  @BeforeAll
  static void unpack() throws Exception {
    assumeTrue(Files.isDirectory(CORPUS), "the corpus is not here");
    TestFiles.run(
        CORPUS, CORPUS.resolve("unpack").toString(), folder.toString(), "vmdk", "vmdk-hostile");
  }

  @TestFactory
  List<DynamicTest> everyFileReadsAsQemuReadsItOrFailsAsPredicted() throws Exception {
    return Files.readAllLines(CORPUS.resolve("MANIFEST.tsv")).stream()
        .filter(line -> line.startsWith("vmdk/") || line.startsWith("vmdk-hostile/"))
        .map(line -> line.split("\t", -1))
        .map(fields -> new Row(fields[0], fields[1], fields[6]))
        .map(row -> DynamicTest.dynamicTest(row.file(), () -> check(row)))
        .toList();
  }

  private static void check(Row row) throws Exception {
    Path file = row.unpacked();
    FileTime before = Files.getLastModifiedTime(file);
    if (row.what().contains("qemu-img: ok")) {
      equalsQemu(file);
    } else if (file.endsWith("sesparse.vmdk")) {
      sixteenMebibytesOfA(file);
    } else if (row.hostile() || row.what().contains("qemu-img refuses")) {
      refused(row, file);
    } else {
      try (DiskSet set = TestFiles.open(file)) {
        assertThat(set.disks().getFirst().links().getFirst().format()).isEqualTo("raw");
      }
    }
    assertThat(Files.getLastModifiedTime(file)).isEqualTo(before);
    assertThat(sha256(file)).isEqualTo(row.sha256());
  }

  private static void refused(Row row, Path file) {
    var thrown = assertThatThrownBy(() -> TestFiles.open(file).close());
    if (row.what().contains("No such file")
        || row.what().contains("descriptor only")
        || row.what().contains("VMFS \"vmfs_thick-flat.vmdk\" 0")) {
      thrown.isInstanceOf(NoSuchFileException.class).hasMessageContaining("its extent \"");
    } else if (row.what().contains("fullDevice")) {
      thrown.isInstanceOf(FileSystemException.class).hasMessageContaining("--device");
    } else if (row.file().contains("-s001.vmdk")) {
      thrown.hasMessageContaining("is one extent of a disk; open its descriptor instead: ");
    } else if (row.what().contains("Invalid footer")) {
      thrown.isInstanceOf(CorruptException.class).hasMessageEndingWith("the file is truncated");
    } else {
      thrown.isInstanceOf(CorruptException.class);
    }
  }

  private static void sixteenMebibytesOfA(Path file) throws IOException {
    try (DiskSet set = TestFiles.open(file)) {
      Disk disk = set.disks().getFirst();
      assertThat(disk.content().size()).isEqualTo(512L << 20);
      assertThat(disk.content().bytes(0, 16 << 20)).containsOnly('a');
      assertThat(disk.content().extent(16 << 20, 496 << 20).isHole()).isTrue();
      assertThat(disk.warnings()).hasSize(1);
    }
  }

  private static void equalsQemu(Path file) throws Exception {
    Path raw = Files.createTempFile(folder, "qemu", ".raw");
    TestFiles.run(folder, "qemu-img", "convert", "-O", "raw", file.toString(), raw.toString());
    try (DiskSet set = TestFiles.open(file);
        FileChannel expected = FileChannel.open(raw)) {
      BlockSource content = set.disks().getFirst().content();
      assertThat(set.disks().getFirst().warnings()).isEmpty();
      assertThat(content.size()).isEqualTo(expected.size());
      NavigableMap<Long, Long> zeros = zeros(file);
      ByteBuffer one = ByteBuffer.allocateDirect(1 << 20);
      ByteBuffer two = ByteBuffer.allocateDirect(1 << 20);
      for (long at = 0; at < content.size(); at += one.limit()) {
        int count = (int) Math.min(one.capacity(), content.size() - at);
        var zero = zeros.floorEntry(at);
        if (zero != null
            && zero.getValue() >= at + count
            && content.extent(at, count).equals(Extent.hole(at, count))) {
          one.limit(count);
          continue; // both say that nothing is there
        }
        content.read(at, one.clear().limit(count));
        expected.read(two.clear().limit(count), at);
        assertThat(one.flip().mismatch(two.flip())).as("after %s", at).isEqualTo(-1);
      }
    } finally {
      Files.delete(raw);
    }
  }

  /** The runs that qemu-img says are zeros: where each begins and ends. */
  private static NavigableMap<Long, Long> zeros(Path file) throws Exception {
    Path map = folder.resolve("map.json");
    TestFiles.run(
        folder,
        "sh",
        "-c",
        "qemu-img map --output=json \"$0\" > \"$1\"",
        file.toString(),
        map.toString());
    NavigableMap<Long, Long> zeros = new TreeMap<>();
    ZERO_RUN
        .matcher(Files.readString(map))
        .results()
        .forEach(
            run -> {
              long start = Long.parseLong(run.group(1));
              zeros.put(start, start + Long.parseLong(run.group(2)));
            });
    return zeros;
  }

  private static String sha256(Path file) throws Exception {
    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    digest.update(Files.readAllBytes(file));
    return HexFormat.of().formatHex(digest.digest());
  }
}
