package io.coldmount.fs.fat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.coldmount.fs.FileName;
import io.coldmount.fs.FileSystem;
import io.coldmount.fs.FileSystemDriver.Probe;
import io.coldmount.fs.Node;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Volumes made by mkfs.vfat and filled by mtools show what was put in. */
final class MkfsFatOracleTest {

  private static final long MIB = 1 << 20;
  private static final Instant WRITTEN = Instant.parse("2023-07-09T13:14:16Z");

  @TempDir Path folder;

  @BeforeAll
  static void toolsAreThere() {
    assumeTrue(Tool.exists("mkfs.vfat") && Tool.exists("mcopy"), "dosfstools or mtools missing");
  }

  @Test
  void fat12OnAFloppy() throws Exception {
    compare("fat12", 1440 * 1024, "-F", "12", "-n", "FLOPPY");
  }

  @Test
  void fat16() throws Exception {
    compare("fat16", 64 * MIB, "-F", "16", "-n", "SIXTEEN");
  }

  @Test
  void fat16OfSmallClusters() throws Exception {
    compare("fat16", 16 * MIB, "-F", "16", "-s", "1", "-r", "2048", "-n", "SMALL");
  }

  @Test
  void fat32() throws Exception {
    compare("fat32", 512 * MIB, "-F", "32", "-n", "THIRTYTWO");
  }

  @Test
  void fat32OfLargeSectorsAndOneTable() throws Exception {
    compare("fat32", 512 * MIB, "-F", "32", "-S", "4096", "-f", "1", "-n", "LARGE");
  }

  @Test
  void aVolumeOfTwoTerabytesOpens() throws Exception {
    compare("fat32", 2L << 40, "-F", "32", "-s", "128", "-n", "HUGE");
  }

  private void compare(String format, long size, String... arguments) throws Exception {
    Path image = Tool.sparse(folder.resolve("image"), size);
    var command = new ArrayList<>(List.of("mkfs.vfat", "-i", "1a2b3c4d"));
    command.addAll(List.of(arguments));
    command.add(image.toString());
    Tool.must("", command.toArray(String[]::new));
    Path source = source(size > 4 * MIB ? 300_000 : 20_000);
    copyIn(image, source);
    try (FileVolume volume = FileVolume.open(image);
        FileSystem fileSystem = Tree.open(volume, Map.of())) {
      String label = arguments[arguments.length - 1];
      assertThat(new FatDriver().probe(volume)).contains(new Probe(format, label, "1A2B-3C4D"));
      assertThat(fileSystem.format()).isEqualTo(format);
      assertThat(fileSystem.label()).isEqualTo(label);
      assertThat(fileSystem.uuid()).isEqualTo("1A2B-3C4D");
      assertThat(fileSystem.conditions()).isEmpty();
      Tree tree = Tree.of(fileSystem);
      assertThat(tree.problems()).isEmpty();
      assertThat(Tree.differences(Tree.ofHost(source), tree.checksums())).isEmpty();
      assertThat(tree.entry("/Readme First.txt").attributes().modified()).isEqualTo(WRITTEN);
      assertThat(fileSystem.statistics().freeBlocks() * fileSystem.statistics().blockSize())
          .isEqualTo(freeBytes(image));
    }
  }

  private static long freeBytes(Path image) throws Exception {
    String text = Tool.must("", "mdir", "-i", image.toString(), "::");
    String last = text.lines().filter(l -> l.endsWith("bytes free")).findFirst().orElseThrow();
    return Long.parseLong(last.replaceAll("[^0-9]", ""));
  }

  private Path source(int most) throws Exception {
    Path source = Files.createDirectory(folder.resolve("source"));
    var random = new Random(7);
    for (String name :
        List.of(
            "Readme First.txt",
            "UPPER.TXT",
            "lower.txt",
            "MiXeD.TxT",
            "no_extension",
            "two.dots.in.name",
            "größe.dat",
            "日本語.txt",
            "n".repeat(255))) {
      byte[] content = new byte[random.nextInt(most)];
      random.nextBytes(content);
      Files.write(source.resolve(name), content);
    }
    Files.createFile(source.resolve("empty"));
    Files.setLastModifiedTime(source.resolve("Readme First.txt"), FileTime.from(WRITTEN));
    Path deep = source;
    for (int i = 0; i < 12; i++) {
      deep = Files.createDirectory(deep.resolve("level " + i));
      Files.writeString(deep.resolve("leaf"), "leaf " + i);
    }
    Path many = Files.createDirectory(source.resolve("many"));
    for (int i = 0; i < 300; i++) {
      Files.createFile(many.resolve("entry with a long name " + i));
    }
    return source;
  }

  private static void copyIn(Path image, Path source) throws Exception {
    var command = new ArrayList<>(List.of("mcopy", "-i", image.toString(), "-s", "-m", "-Q"));
    try (var children = Files.list(source)) {
      children.sorted().forEach(child -> command.add(child.toString()));
    }
    command.add("::");
    Tool.must("", command.toArray(String[]::new));
  }

  @Test
  void namesAreLookedUpInAnyCaseAndByTheirShortName() throws Exception {
    Path image = Tool.sparse(folder.resolve("image"), 16 * MIB);
    Tool.must("", "mkfs.vfat", image.toString());
    Path file = Files.writeString(folder.resolve("Größe of a File.text"), "x");
    Tool.must("", "mcopy", "-i", image.toString(), file.toString(), "::");
    try (FileVolume volume = FileVolume.open(image);
        FileSystem fileSystem = Tree.open(volume, Map.of())) {
      Node root = fileSystem.root();
      Node node = root.lookup(FileName.of("Größe of a File.text"));
      assertThat(node).isNotNull();
      for (String name : List.of("GRÖßE OF A FILE.TEXT", "größe of a file.TEXT")) {
        assertThat(root.lookup(FileName.of(name))).as(name).isSameAs(node);
      }
      String alias = Tool.must("", "mdir", "-i", image.toString(), "-b", "::").strip();
      assertThat(alias).contains("Größe of a File.text");
      assertThat(root.lookup(FileName.of("Grösse of a File.text"))).isNull();
      assertThat(root.lookup(FileName.of(new byte[] {(byte) 0xFF}))).isNull();
      assertThat(root.lookup(FileName.of(new byte[] {'a', (byte) 0xC3}))).isNull();
    }
  }

  @Test
  void attributesOfDosAreShown() throws Exception {
    Path image = Tool.sparse(folder.resolve("image"), 16 * MIB);
    Tool.must("", "mkfs.vfat", image.toString());
    Path file = Files.writeString(folder.resolve("file"), "x");
    Tool.must("", "mcopy", "-i", image.toString(), file.toString(), "::");
    Tool.must("", "mattrib", "-i", image.toString(), "+r", "+h", "+s", "::file");
    try (FileVolume volume = FileVolume.open(image);
        FileSystem fileSystem = Tree.open(volume, Map.of())) {
      Node node = Tree.child(fileSystem.root(), "file");
      assertThat(node.attributes().mode()).isEqualTo(0100555);
      assertThat(node.xattrNames()).containsExactly(FileName.of("system.dos_attrib"));
      assertThat(node.xattr(FileName.of("system.dos_attrib"))).containsExactly(0x27);
      assertThat(node.xattr(FileName.of("user.other"))).isNull();
      assertThat(fileSystem.root().attributes().mode()).isEqualTo(040755);
    }
  }

  @Test
  void aListingGoesOnFromEveryCursor() throws Exception {
    Path image = Tool.sparse(folder.resolve("image"), 64 * MIB);
    Tool.must("", "mkfs.vfat", image.toString());
    copyIn(image, source(100));
    try (FileVolume volume = FileVolume.open(image);
        FileSystem fileSystem = Tree.open(volume, Map.of())) {
      Node many = Tree.child(fileSystem.root(), "many");
      var whole = new ArrayList<io.coldmount.fs.DirectorySink.Entry>();
      many.list(0, whole::add);
      assertThat(whole).hasSize(300);
      var stepwise = new ArrayList<io.coldmount.fs.DirectorySink.Entry>();
      long[] cursor = {0};
      int before;
      do {
        before = stepwise.size();
        many.list(
            cursor[0],
            entry -> {
              stepwise.add(entry);
              cursor[0] = entry.next();
              return false;
            });
      } while (stepwise.size() > before);
      assertThat(stepwise).isEqualTo(whole);
    }
  }
}
