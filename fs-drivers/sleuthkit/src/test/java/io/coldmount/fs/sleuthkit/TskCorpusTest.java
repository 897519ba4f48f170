package io.coldmount.fs.sleuthkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.coldmount.block.CorruptException;
import io.coldmount.fs.FileSystem;
import io.coldmount.fs.FileType;
import io.coldmount.fs.Node;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.TreeMap;
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

  @TempDir Path images;

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
