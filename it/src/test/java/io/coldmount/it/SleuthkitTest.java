package io.coldmount.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Volumes that libtsk reads, in a mount beside one that kills it. */
final class SleuthkitTest {

  /** Where bytes of an APFS were changed, and to what, so that fls 4.11.1 dies of it. */
  private static final int[][] DEADLY = {{446502, 255}, {16439, 151}, {26035, 255}};

  private static final int MEBIBYTE = 1 << 20;

  @TempDir Path folder;

  @BeforeEach
  void theLibraryIsHere() throws IOException {
    Host.assumeMounts();
    Host.assumeTools("fls", "icat", "sgdisk", "mkfs.ext4", "mcopy");
    assumeTrue(Coldmount.run("inspect", "--drivers").output().contains("sleuthkit  libtsk"));
  }

  private Path corpus(String ending) throws IOException {
    Path corpus = Host.project().resolve("../shared/corpus");
    assumeTrue(Files.isDirectory(corpus));
    Host.run(
        corpus.resolve("unpack").toString(),
        folder.resolve("corpus").toString(),
        "other-fs",
        "hfs");
    try (Stream<Path> files = Files.walk(folder.resolve("corpus"))) {
      return files.filter(file -> file.toString().endsWith(ending)).findFirst().orElseThrow();
    }
  }

  private static void put(Path part, Path disk, long megabyte) throws IOException {
    try (FileChannel target = FileChannel.open(disk, StandardOpenOption.WRITE)) {
      target.write(ByteBuffer.wrap(Files.readAllBytes(part)), megabyte * MEBIBYTE);
    }
  }

  private Path disk(Path first, Path second, Path third) throws IOException {
    Path disk = folder.resolve("disk.raw");
    try (RandomAccessFile file = new RandomAccessFile(disk.toFile(), "rw")) {
      file.setLength(64L * MEBIBYTE);
    }
    Host.run("sgdisk", "-n", "1:1M:+15M", "-n", "2:16M:+15M", "-n", "3:32M:+16M", disk.toString());
    put(first, disk, 1);
    put(second, disk, 16);
    put(third, disk, 32);
    return disk;
  }

  @Test
  void aVolumeThatKillsLibtskLeavesTheOthersAlone() throws IOException {
    Path deadly = corpus("dfvfs/test_data/apfs.raw");
    Path hfs = corpus("hfsplus.raw");
    try (RandomAccessFile file = new RandomAccessFile(deadly.toFile(), "rw")) {
      for (int[] change : DEADLY) {
        file.seek(change[0]);
        file.write(change[1]);
      }
    }
    Path ext = new Images(folder).ext4("ext.raw", 16);
    Host.run("debugfs", "-w", "-R", "write /etc/hostname name", ext.toString());
    Path disk = disk(deadly, hfs, ext);
    String killed = "apfs -P apfs -B 107 " + deadly;
    assertThat(Host.result(List.of("bash", "-c", "fls -r -f " + killed)).exit()).isNotZero();
    String expected =
        Host.result(List.of("bash", "-c", "icat -f hfs " + hfs + " 20 | sha256sum")).output();
    try (Coldmount mount = Coldmount.mount(disk, "--layout", "volumes")) {
      Path root = mount.mountpoint();
      assertThat(Files.readAllBytes(root.resolve("p3/name"))).isNotEmpty();
      assertThat(
              Host.result(List.of("bash", "-c", "sha256sum <" + root.resolve("p2/passwords.txt")))
                  .output())
          .isEqualTo(expected);
      Host.result(List.of("bash", "-c", "ls -lR " + root + "/p1 2>/dev/null"));
      assertThat(Files.isDirectory(root.resolve("p2/a_directory"))).isTrue();
    }
  }

  @Test
  void deletedFilesAreInTheMountAndCopied() throws IOException {
    Path fat = new Images(folder).fileSystem("fat.raw", 16, List.of("mkfs.vfat"));
    Path content = Files.write(folder.resolve("content"), new byte[50_000]);
    Host.run("mcopy", "-i", fat.toString(), content.toString(), "::/GONE.TXT");
    Host.run("mdel", "-i", fat.toString(), "::/GONE.TXT");
    try (Coldmount mount = Coldmount.mount(fat, "-o", "deleted")) {
      Path gone = mount.mountpoint().resolve(".deleted/_ONE.TXT");
      assertThat(Files.readAllBytes(gone)).isEqualTo(new byte[50_000]);
      assertThat(Files.readString(mount.mountpoint().resolve(".deleted/deleted-files.tsv")))
          .contains("_ONE.TXT\t", "\t50000\t50000\n");
    }
    Host.Result copied = Coldmount.run("cp", "--deleted", fat, "/_ONE.TXT", folder.resolve("copy"));
    assertThat(copied.errors()).contains("50000 of 50000 bytes are intact");
    assertThat(Files.readAllBytes(folder.resolve("copy"))).isEqualTo(new byte[50_000]);
  }

  @Test
  void aSecondOpinionOfOurDriversIsTheSame() throws IOException {
    Images images = new Images(folder);
    Path ext = images.ext4("ext.raw", 16);
    Path fat = images.fileSystem("fat.raw", 16, List.of("mkfs.vfat"));
    Path content = Files.write(folder.resolve("content"), new byte[300_001]);
    Host.run("debugfs", "-w", "-R", "write " + content + " file", ext.toString());
    Host.run("mcopy", "-i", fat.toString(), content.toString(), "::/a long name.txt");
    for (Path disk : List.of(ext, fat)) {
      Host.Result result = Coldmount.run("check", "--against", "sleuthkit", disk);
      assertThat(result.output()).contains(": no problems.");
      assertThat(Coldmount.run("ls", "--driver", "sleuthkit", disk, "/").exit()).isZero();
    }
  }
}
