package io.coldmount.fs.sleuthkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.coldmount.block.CorruptException;
import io.coldmount.fs.FileName;
import io.coldmount.fs.FileSystem;
import io.coldmount.fs.FileType;
import io.coldmount.fs.Node;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real disks by others, compared with {@code fls} and {@code icat}. */
final class TskCorpusTest {

  private static final Path CORPUS =
      Path.of(System.getProperty("coldmount.root", "/nonexistent"), "../shared/corpus");

  /** At least so many of each kind are there, or the test would show nothing. */
  private static final Map<Format, Integer> EXPECTED =
      Map.of(Format.HFS_PLUS, 4, Format.UFS, 3, Format.APFS, 2, Format.ISO9660, 10);

  private static final int MANY = 300;
  private static final int MANY_STEP = 10;

  /** Unpacked once for all tests. */
  @TempDir static Path images;

  @Test
  void everyFileOfEveryDiskIsAsTheToolsOfTheSleuthKitReadIt() throws IOException {
    assumeTrue(Files.isDirectory(CORPUS) && Tools.has("fls"));
    Tools.run(CORPUS.resolve("unpack").toString(), images.toString(), "hfs", "iso", "other-fs");
    Map<Format, Integer> counts = new TreeMap<>();
    List<String> differences = new ArrayList<>();
    try (Stream<Path> files = Files.walk(images)) {
      for (Path image : files.filter(Files::isRegularFile).sorted().toList()) {
        compare(image, counts, differences);
      }
    }
    assertThat(differences).isEmpty();
    EXPECTED.forEach(
        (format, least) -> assertThat(counts.get(format)).isGreaterThanOrEqualTo(least));
  }

  private static Path unpacked(String kind, String ending) throws IOException {
    assumeTrue(Files.isDirectory(CORPUS) && Tools.has("fls"));
    Tools.run(CORPUS.resolve("unpack").toString(), images.toString(), kind);
    try (Stream<Path> files = Files.walk(images)) {
      return files.filter(file -> file.toString().endsWith(ending)).findFirst().orElseThrow();
    }
  }

  @Test
  void aResourceForkIsAnAttribute() throws IOException {
    try (FileSource source = new FileSource(unpacked("other-fs", "dfvfs/test_data/apfs.raw"));
        FileSystem fileSystem = Tree.open(source)) {
      Node file = Objects.requireNonNull(Tree.walk(fileSystem).get("a_directory/a_resourcefork"));
      FileName name = FileName.of("user.com.apple.ResourceFork");
      assertThat(file.xattrNames()).contains(name);
      assertThat(new String(Objects.requireNonNull(file.xattr(name)), StandardCharsets.UTF_8))
          .isEqualTo("My resource fork\n");
    }
  }

  /** Its bytes only libtsk can give, for they are compressed. */
  @Test
  void aCopyWhoseProcessIsKilledFailsAndTheNextFileReads() throws Exception {
    try (FileSource source = new FileSource(unpacked("other-fs", "apfs_volume.bin"));
        FileSystem fileSystem = Tree.open(source)) {
      var nodes = Tree.walk(fileSystem);
      Node file = Objects.requireNonNull(nodes.get("compressed.txt"));
      assertThat(file.read(0, ByteBuffer.allocate(1000))).isEqualTo(1000);
      long pid = ((SleuthkitFileSystem) fileSystem).connection().pid();
      ProcessHandle process = ProcessHandle.of(pid).orElseThrow();
      process.destroyForcibly();
      process.onExit().get(10, TimeUnit.SECONDS);
      assertThatThrownBy(() -> file.read(1000, ByteBuffer.allocate(1000)))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("libtsk's process died");
      assertThat(Tree.bytes(Objects.requireNonNull(nodes.get("plain.txt")))).hasSize(35);
      assertThat(Tree.bytes(file)).hasSize(180_000);
    }
  }

  private static void compare(Path image, Map<Format, Integer> counts, List<String> differences)
      throws IOException {
    try (FileSource source = new FileSource(image)) {
      Optional<Found> found = Signatures.foreign(source);
      if (found.isEmpty()) {
        return;
      }
      List<String> type = Tools.typeOf(found.get(), image);
      SequencedMap<String, String> expected = Tools.listed(image, type);
      if (expected.isEmpty()) {
        return; // fls reads nothing of it: an image of a header alone
      }
      counts.merge(found.get().format(), 1, Integer::sum);
      try (FileSystem fileSystem = Tree.open(source)) {
        compare(image, type, expected, Tree.walk(fileSystem), differences);
      }
    }
  }

  private static void compare(
      Path image,
      List<String> type,
      SequencedMap<String, String> expected,
      SequencedMap<String, Node> nodes,
      List<String> differences)
      throws IOException {
    String name = String.valueOf(image.getFileName());
    expected.keySet().removeIf(TskCorpusTest::isHidden);
    if (!nodes.keySet().equals(expected.keySet())) {
      differences.add(name + ": " + nodes.keySet() + " instead of " + expected.keySet());
    }
    int step = nodes.size() > MANY ? MANY_STEP : 1; // a program is started for each
    int number = 0;
    for (var entry : nodes.entrySet()) {
      if (number++ % step != 0) {
        continue;
      }
      String inode = expected.getOrDefault(entry.getKey(), "?0");
      Node node = entry.getValue();
      if (node.attributes().type() != FileType.REGULAR) {
        continue;
      }
      byte[] bytes = Tools.icat(image, type, inode.substring(1));
      try {
        if (!Arrays.equals(Tree.bytes(node), bytes)) {
          differences.add(name + ": " + entry.getKey() + " has other bytes");
        }
      } catch (CorruptException e) {
        if (bytes.length == node.attributes().size()) {
          differences.add(name + ": " + entry.getKey() + " cannot be read: " + e.getMessage());
        }
      }
    }
  }

  /** What no guest sees. */
  private static boolean isHidden(String path) {
    return path.startsWith("$")
        || path.startsWith("^^^^HFS+ Private Data")
        || path.startsWith(".HFS+ Private Directory Data");
  }
}
