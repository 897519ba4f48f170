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
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Volumes made by mkfs.exfat and filled by the FUSE driver of exFAT show what was put in. */
final class ExfatOracleTest {

  private static final long MIB = 1 << 20;
  private static final Instant WRITTEN = Instant.parse("2023-07-09T13:14:17Z");

  @TempDir Path folder;

  @BeforeEach
  void toolsAreThere() {
    assumeTrue(Tool.exists("mkfs.exfat"), "exfatprogs is not installed");
  }

  @Test
  void anEmptyVolumeOfEachSize() throws Exception {
    for (long size : new long[] {4 * MIB, 300 * MIB, 40_000 * MIB, 1L << 41}) {
      Path image = made(size, "-L", "Größe " + size % 97);
      try (FileVolume volume = FileVolume.open(image);
          FileSystem fileSystem = Tree.open(volume, Map.of())) {
        assertThat(new FatDriver().probe(volume))
            .contains(new Probe("exfat", blkid(image, "LABEL"), blkid(image, "UUID")));
        assertThat(fileSystem.label()).isEqualTo("Größe " + size % 97);
        assertThat(fileSystem.conditions()).isEmpty();
        assertThat(Tree.of(fileSystem).entries()).isEmpty();
        FileSystem.Statistics statistics = fileSystem.statistics();
        assertThat(statistics.freeBlocks()).isBetween(1L, statistics.blocks() - 3);
      }
      Files.delete(image);
    }
  }

  private static String blkid(Path image, String tag) throws Exception {
    return Tool.must("", "blkid", "-p", "-o", "value", "-s", tag, image.toString()).strip();
  }

  private Path made(long size, String... arguments) throws Exception {
    Path image = Tool.sparse(folder.resolve("image"), size);
    var command = new java.util.ArrayList<>(List.of("mkfs.exfat"));
    command.addAll(List.of(arguments));
    command.add(image.toString());
    Tool.must("", command.toArray(String[]::new));
    return image;
  }

  @Test
  void whatTheFuseDriverWrote() throws Exception {
    compare("-c", "4096");
  }

  @Test
  void whatTheFuseDriverWroteInLargeClusters() throws Exception {
    compare("-c", "131072");
  }

  private void compare(String... arguments) throws Exception {
    Path image = made(256 * MIB, arguments);
    Path mounted = Files.createDirectory(folder.resolve("mounted"));
    Map<String, String> written;
    String device = mount(image, mounted);
    try {
      fill(mounted);
      written = Tree.ofHost(mounted);
    } finally {
      Tool.must("", "umount", mounted.toString());
      Tool.must("", "losetup", "--detach", device);
    }
    try (FileVolume volume = FileVolume.open(image);
        FileSystem fileSystem = Tree.open(volume, Map.of())) {
      Tree tree = Tree.of(fileSystem);
      assertThat(tree.problems()).isEmpty();
      assertThat(fileSystem.conditions()).isEmpty();
      assertThat(Tree.differences(written, tree.checksums())).isEmpty();
      assertThat(tree.entry("/Readme First.txt").attributes().modified()).isEqualTo(WRITTEN);
      Node root = fileSystem.root();
      assertThat(root.lookup(FileName.of("README FIRST.TXT")))
          .isSameAs(Tree.child(root, "Readme First.txt"));
      assertThat(root.lookup(FileName.of("GRÖßE.DAT"))).isSameAs(Tree.child(root, "größe.dat"));
      assertThat(root.lookup(FileName.of("grösse.dat"))).isNull();
    }
  }

  /** The FUSE driver wants a block device. */
  private static String mount(Path image, Path mounted) throws Exception {
    assumeTrue(Tool.exists("mount.exfat-fuse"), "exfat-fuse is not installed");
    Tool.Result loop = Tool.run("", "losetup", "--find", "--show", image.toString());
    assumeTrue(loop.exit() == 0, () -> "no loop device here: " + loop.output());
    String device = loop.output().strip();
    Tool.Result result = Tool.run("", "mount.exfat-fuse", device, mounted.toString());
    if (result.exit() != 0) {
      Tool.must("", "losetup", "--detach", device);
    }
    assumeTrue(result.exit() == 0, () -> "no FUSE mount here: " + result.output());
    return device;
  }

  private static void fill(Path mounted) throws Exception {
    var random = new Random(11);
    for (String name :
        List.of("Readme First.txt", "größe.dat", "日本語.txt", "emoji 😀.bin", "n".repeat(250))) {
      byte[] content = new byte[random.nextInt(400_000)];
      random.nextBytes(content);
      Files.write(mounted.resolve(name), content);
    }
    Files.createFile(mounted.resolve("empty"));
    try (var one = Files.newOutputStream(mounted.resolve("fragments 1"));
        var two = Files.newOutputStream(mounted.resolve("fragments 2"))) {
      byte[] piece = new byte[140_000];
      for (int i = 0; i < 20; i++) {
        random.nextBytes(piece);
        one.write(piece);
        two.write(piece);
      }
    }
    Path deep = mounted;
    for (int i = 0; i < 10; i++) {
      deep = Files.createDirectory(deep.resolve("level " + i));
      Files.writeString(deep.resolve("leaf"), "leaf " + i);
    }
    Path many = Files.createDirectory(mounted.resolve("many"));
    for (int i = 0; i < 400; i++) {
      Files.createFile(many.resolve("entry with a rather long name, so that sets cross " + i));
    }
    Files.setLastModifiedTime(mounted.resolve("Readme First.txt"), FileTime.from(WRITTEN));
  }
}
