package io.coldmount.fs.ext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.coldmount.block.BlockSource;
import io.coldmount.block.ByteView;
import io.coldmount.block.ImageException;
import io.coldmount.fs.FileSystem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real and damaged volumes of other projects. */
final class CorpusTest {

  private static final Path CORPUS =
      Path.of(System.getProperty("coldmount.root", "."), "..", "shared", "corpus");

  /** What an image that this driver does not see as a volume begins with. */
  private static final List<String> OTHER = List.of(".E01", ".qcow2", ".7z", ".tgz", ".gz", ".bz2");

  @TempDir static Path folder;

  @BeforeAll
  static void unpack() throws IOException {
    assumeTrue(Files.exists(CORPUS.resolve("unpack")), "the corpus is not here");
    Shell.assumeTools("zstd");
    Shell.run(folder, CORPUS.resolve("unpack").toString(), folder.toString(), "ext", "fuzz-ext");
  }

  private static List<Path> images(String kind) throws IOException {
    try (Stream<Path> files = Files.walk(folder.resolve(kind))) {
      return files
          .filter(Files::isRegularFile)
          .filter(file -> OTHER.stream().noneMatch(file.toString()::endsWith))
          .filter(file -> file.toFile().length() >= 2048)
          .toList();
    }
  }

  /** The volume, which may be the first partition of a disk. */
  private static BlockSource volume(BlockSource disk) throws IOException {
    ByteView sector = disk.view(0, 512);
    boolean partitioned = sector.u16le(510) == 0xAA55 && sector.u8(0x1BE + 4) == 0x83;
    if (!partitioned) {
      return disk;
    }
    long start = sector.u32le(0x1BE + 8) * 512;
    return disk.slice("p1", start, sector.u32le(0x1BE + 12) * 512);
  }

  @Test
  void soundVolumesAreReadWhole() throws IOException {
    var faults = new TreeMap<String, List<String>>();
    int volumes = 0;
    int nodes = 0;
    for (Path image : images("ext")) {
      try (FileSource disk = FileSource.open(image)) {
        BlockSource volume = volume(disk);
        if (new ExtDriver().probe(volume).isEmpty()) {
          System.err.println("NOPROBE " + image);
          continue;
        }
        var walk = new HostileWalk(1_000_000);
        try (FileSystem fileSystem = Tree.open(volume, Map.of())) {
          nodes += walk.of(fileSystem);
          System.err.println("COND " + image + " " + fileSystem.conditions());
        } catch (ImageException e) {
          walk.errors.add(e.getMessage());
        }
        volumes++;
        walk.errors.removeIf(e -> e.endsWith("is encrypted, and its key is not in the image"));
        if (!walk.errors.isEmpty()) {
          faults.put(folder.relativize(image).toString(), walk.errors);
        }
      }
    }
    System.err.println("FOUND " + volumes + " " + nodes);
    assertThat(faults).isEmpty();
  }

  @Test
  void damagedVolumesGiveTypedErrorsOnly() throws IOException {
    int volumes = 0;
    int nodes = 0;
    for (Path image : images("fuzz-ext")) {
      try (FileSource disk = FileSource.open(image)) {
        var walk = new HostileWalk(100_000);
        long t0 = System.nanoTime();
        try (FileSystem fileSystem = Tree.open(disk, Map.of())) {
          nodes += walk.of(fileSystem);
          volumes++;
        } catch (ImageException e) {
          walk.errors.add(e.getMessage());
        }
        System.err.println(
            "FUZZ "
                + (System.nanoTime() - t0) / 1000000
                + " "
                + folder.relativize(image)
                + " "
                + walk.errors.stream().limit(4).toList());
      }
    }
    System.err.println("FOUND " + volumes + " " + nodes);
  }
}
