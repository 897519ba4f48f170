package io.coldmount.fs.fat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.coldmount.block.BlockSource;
import io.coldmount.block.ImageException;
import io.coldmount.fs.FileSystem;
import io.coldmount.fs.FileType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Volumes that others made, sound and damaged, against what sleuthkit lists and recovers. */
final class CorpusTest {

  private static final Path CORPUS =
      Path.of(System.getProperty("coldmount.root", "."), "../shared/corpus");
  private static final long PARTITION = 2048 * 512;

  /** Where sleuthkit is another judge than the specification, and why. */
  private static final Map<String, String> OTHERWISE =
      Map.of(
          "exfat_encrypted.raw: /usual_dir/0.bin.PFILE has another content",
          "it does not know ValidDataLength",
          "exfat_lin_part.raw: /t",
          "it cuts the name of 256 units that Linux made",
          "fat32_full_test.raw: /1",
          "it leaves names of more than 190 characters out",
          "fat32_loop.raw: /test_dir/n40/4/T1",
          "it reads behind the entry that ends a directory",
          "fat_lfn_test.raw: /SHORT.TXT",
          "it does not check the checksum of long names",
          "fat_lfn_test.raw: /long_name_test.txt",
          "it does not check the checksum of long names");

  @TempDir Path folder;

  @BeforeEach
  void corpusAndOracleAreThere() {
    assumeTrue(Files.isExecutable(CORPUS.resolve("unpack")), "the corpus is not here");
    assumeTrue(Tool.exists("fls") && Tool.exists("tsk_recover"), "sleuthkit is not installed");
  }

  @Test
  void everySoundVolumeIsReadAsSleuthkitReadsIt() throws Exception {
    Tool.must("", CORPUS.resolve("unpack").toString(), folder.toString(), "fat");
    var differences = new ArrayList<String>();
    int compared = 0;
    for (Path image : images("fat")) {
      try (FileVolume file = FileVolume.open(image)) {
        Optional<BlockSource> volume = volume(file);
        if (volume.isPresent()) {
          compared++;
          compare(image, volume.get(), differences);
        }
      }
    }
    differences.removeIf(line -> OTHERWISE.keySet().stream().anyMatch(line::contains));
    assertThat(differences).isEmpty();
    assertThat(compared).isGreaterThan(25);
  }

  private List<Path> images(String kind) throws Exception {
    try (var all = Files.walk(folder.resolve(kind))) {
      return all.filter(f -> Files.isRegularFile(f) && f.toFile().length() > 32_768)
          .filter(f -> !f.toString().matches(".*\\.(gz|tgz|xz|txt)$"))
          .sorted()
          .toList();
    }
  }

  private static Optional<BlockSource> volume(FileVolume file) throws Exception {
    var driver = new FatDriver();
    if (driver.probe(file).isPresent()) {
      return Optional.of(file);
    }
    BlockSource partition = file.slice("p1", PARTITION, file.size() - PARTITION);
    return driver.probe(partition).isPresent() ? Optional.of(partition) : Optional.empty();
  }

  private void compare(Path image, BlockSource volume, List<String> differences) throws Exception {
    String where = folder.relativize(image).toString();
    try (FileSystem fileSystem = Tree.open(volume, Map.of())) {
      Tree tree = Tree.of(fileSystem);
      tree.problems().forEach(problem -> differences.add(where + ": " + problem));
      String offset = "" + (image.toFile().length() - volume.size()) / 512;
      Optional<Map<String, String>> listed = listed(fileSystem, image, offset);
      if (listed.isEmpty()) {
        return;
      }
      listed.get().remove("");
      var shown = new TreeMap<String, String>();
      tree.entries()
          .forEach(
              (path, entry) -> {
                boolean directory = entry.attributes().type() == FileType.DIRECTORY;
                shown.put(
                    path,
                    (directory ? "directory" : "" + entry.attributes().size())
                        + " "
                        + time(fileSystem, entry.attributes().modified().getEpochSecond()));
              });
      Tree.differences(listed.get(), shown).forEach(line -> differences.add(where + ": " + line));
      Path recovered = Files.createTempDirectory(folder, "recovered");
      Tool.must("", "tsk_recover", "-a", "-o", offset, image.toString(), recovered.toString());
      Map<String, String> contents = Tree.ofHost(recovered);
      for (var file : contents.entrySet()) {
        String mine = tree.checksums().get(file.getKey());
        if (mine != null && !mine.equals(file.getValue())) {
          differences.add(where + ": " + file.getKey() + " has another content");
        }
      }
    }
  }

  private static String parent(String path) {
    return path.substring(0, Math.max(0, path.lastIndexOf('/')));
  }

  /** Sleuthkit reads of exFAT's times neither the offset from UTC nor the odd second. */
  private static String time(FileSystem fileSystem, long seconds) {
    return fileSystem.format().equals("exfat") ? "" : "" + seconds;
  }

  private static Optional<Map<String, String>> listed(
      FileSystem fileSystem, Path image, String offset) throws Exception {
    var all = new TreeMap<String, String>();
    all.put("", "the root");
    Tool.Result result =
        Tool.run(
            "", "fls", "-o", offset, "-u", "-r", "-p", "-m", "/", "-z", "UTC", image.toString());
    if (result.exit() != 0) {
      return Optional.empty(); // sleuthkit knows fewer variants
    }
    for (String line : result.output().lines().toList()) {
      String[] fields = line.split("\\|", -1);
      String name = fields[1];
      boolean invented = name.matches("/\\$[A-Za-z0-9_]+(/.*)?| *") || name.endsWith("Entry)");
      if (!invented) {
        boolean directory = fields[3].startsWith("d");
        String time = time(fileSystem, Long.parseLong(fields[8]));
        all.put(name, (directory ? "directory" : fields[6]) + " " + time);
      }
    }
    all.keySet().removeIf(path -> !all.containsKey(parent(path))); // of deleted directories
    return Optional.of(all);
  }

  /** No hang, no crash: what can be listed is listed, and each file is read or has its error. */
  @Test
  void damagedVolumesGiveErrorsAndWhatCanBeRead() throws Exception {
    Tool.must("", CORPUS.resolve("unpack").toString(), folder.toString(), "fuzz-exfat");
    var results = new TreeMap<String, List<String>>();
    for (Path image : images("fuzz-exfat")) {
      String name = image.toString().replaceAll(".*/tests/|/exfat.*", "");
      try (FileVolume volume = FileVolume.open(image);
          FileSystem fileSystem = Tree.open(volume, Map.of())) {
        Tree tree = Tree.of(fileSystem);
        var lines = new ArrayList<>(tree.problems());
        fileSystem.conditions().forEach(condition -> lines.add(condition.detail()));
        lines.add(tree.entries().size() + " entries");
        results.put(name, lines);
      } catch (ImageException e) {
        results.put(name, List.of(e.getMessage()));
      }
    }
    assertThat(results).hasSizeGreaterThan(10);
    assertThat(results.get("loop_chain"))
        .containsExactly(
            "/dir_02/bad_child_02: exfat.img: the file with the directory entry at offset 2134112"
                + " can be read only up to byte 8192, because its chain comes back to cluster 24"
                + " after 2 clusters",
            "11 entries");
    assertThat(results.get("bad_num_chain"))
        .containsExactly(
            "/dir_01/bad_child_01: exfat.img: the file with the directory entry at offset 2121824"
                + " can be read only up to byte 4096, because its chain of 4 clusters leads to a"
                + " bad cluster after 1",
            "/dir_02/bad_child_02: exfat.img: the file with the directory entry at offset 2134112"
                + " can be read only up to byte 12288, because its chain of 4 clusters ends after"
                + " 3",
            "11 entries");
    assertThat(results.get("bs_bad_csum"))
        .containsExactly(
            "The backup boot region is used, because the main one is damaged (exfat.img: the boot"
                + " region's checksum at offset 5640 is wrong: found 3452816845 (0xcdcdcdcd)).",
            "0 entries");
    assertThat(results.get("de_bad_csum"))
        .containsExactly(
            "/: exfat.img: SetChecksum at offset 2109730 is wrong: found 52685 (0xcdcd)",
            "The volume was not cleanly unmounted.",
            "3 entries");
    assertThat(results.get("invalid_name")).contains("39 entries");
  }
}
