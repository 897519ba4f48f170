package io.coldmount.fs.ntfs;

import static org.assertj.core.api.Assertions.assertThat;

import io.coldmount.fs.FileName;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Volumes filled through ntfs-3g show the same tree here as there. */
final class OracleTest {

  @TempDir Path folder;

  private void sameAsNtfs3g(NtfsImage image) throws Exception {
    try (var source = FileSource.open(image.file());
        var fs = NtfsImage.open(source, Map.of())) {
      var tree = Tree.ofDriver(fs);
      assertThat(tree).isNotEmpty();
      assertThat(Tree.differences(tree, Tree.ofNtfs3g(image, "noatime"))).isEmpty();
    }
  }

  private static final String FILES =
      """
      echo resident > small
      seq 1 100000 > large
      mkdir -p deep/a/b/c/d/e/f/g/h/i/j/k/l/m/n/o/p
      echo x > deep/a/b/c/d/e/f/g/h/i/j/k/l/m/n/o/p/file
      ln small hard; ln small deep/hard
      ln -s small link; ln -s ../small deep/link
      mkfifo fifo; mknod chr c 1 3; mknod blk b 8 17
      truncate -s 40M sparse; echo data | dd of=sparse bs=1 oflag=seek_bytes seek=20000000 conv=notrunc status=none
      touch empty 'a name with  spaces ' $'new\\nline' $'tab\\t' 'quote"colon:' 'ÄÖÜ ß € 𝄞 日本' .hidden
      touch $'lone\\xed\\xa0\\x80surrogate'
      touch "$(printf 'n%.0s' $(seq 255))"
      touch CaseName casename2
      touch -d '1980-01-01 00:00:00.1234567' old; touch -d '2300-01-01' future
      mkdir many; (cd many; seq 1 300 | xargs touch)
      for i in 1 2 3; do for f in x y; do head -c 70000 /dev/urandom >> frag$f; done; done
      """;

  @Test
  void aVolumeOfManyKindsOfFilesIsTheSame() throws Exception {
    var image = NtfsImage.make(folder, "96M", "");
    image.fill(FILES);
    sameAsNtfs3g(image);
  }

  @Test
  void aVolumeOfClustersOf512BytesIsTheSame() throws Exception {
    var image = NtfsImage.make(folder, "32M", "-c 512");
    image.fill(FILES);
    sameAsNtfs3g(image);
  }

  @Test
  void aVolumeOfClustersOf64KiBIsTheSame() throws Exception {
    var image = NtfsImage.make(folder, "256M", "-c 65536");
    image.fill(FILES);
    sameAsNtfs3g(image);
  }

  @Test
  void aVolumeOfSectorsOf4KiBIsTheSame() throws Exception {
    var image = NtfsImage.make(folder, "64M", "-s 4096 -c 4096");
    image.fill(FILES);
    sameAsNtfs3g(image);
  }

  private static final String COMPRESSED =
      """
      mkdir packed; setfattr -n system.ntfs_attrib_be -v 0x00000810 packed; cd packed
      seq 1 200000 > numbers
      cp /bin/bash program
      head -c 300000 /dev/urandom > random
      head -c 300000 /dev/zero > zeros
      (head -c 100000 /dev/urandom; head -c 200000 /dev/zero; seq 1 40000) > mixed
      yes 'one line again and again' | head -c 65536 > unit
      yes 'one line again and again' | head -c 65537 > unit1
      echo short > short
      truncate -s 10M sparse; seq 1 30000 | dd of=sparse bs=64k iflag=fullblock seek=5000000 oflag=seek_bytes conv=notrunc status=none
      for i in 1 2 3 4; do seq $i 20000 >> appended; head -c 3000 /dev/urandom >> ../gap$i; done
      """;

  @Test
  void compressedFilesAreTheSame() throws Exception {
    var image = NtfsImage.make(folder, "64M", "");
    image.mounted("rw,compression", COMPRESSED);
    sameAsNtfs3g(image);
  }

  @Test
  void compressedFilesInSmallClustersAreTheSame() throws Exception {
    var image = NtfsImage.make(folder, "64M", "-c 1024");
    image.mounted("rw,compression", COMPRESSED);
    sameAsNtfs3g(image);
  }

  @Test
  void aFileWhoseRunsNeedSeveralRecordsIsTheSame() throws Exception {
    var image = NtfsImage.make(folder, "6M", "-c 512");
    image.fill(
        """
        head -c 4500000 /dev/urandom | split -b 1024 -a 4 - f 2>/dev/null || :
        rm -f f*[acegikmoqsuwy]
        head -c 1400000 /dev/urandom > pieces || :
        """);
    sameAsNtfs3g(image);
    try (var source = FileSource.open(image.file());
        var fs = NtfsImage.open(source, Map.of())) {
      var node = fs.root().lookup(FileName.of("pieces"));
      assertThat(node).isNotNull();
      long position = 0;
      int runs = 0;
      while (position < node.attributes().size()) {
        position = node.extent(position, Long.MAX_VALUE - position).end();
        runs++;
      }
      assertThat(runs).isGreaterThan(80);
    }
  }

  @Test
  void aFolderOfThousandsIsSearchedWithoutReadingIt() throws Exception {
    var image = NtfsImage.make(folder, "64M", "");
    image.fill("mkdir many; cd many; seq -f 'file number %.0f' 1 5000 | xargs -d '\\n' touch");
    try (var source = FileSource.open(image.file());
        var fs = NtfsImage.open(source, Map.of())) {
      var many = java.util.Objects.requireNonNull(fs.root().lookup(FileName.of("MANY")));
      assertThat(Tree.entries(many)).hasSize(5000).doesNotHaveDuplicates();
    }
    try (var source = FileSource.open(image.file());
        var fs = NtfsImage.open(source, Map.of())) {
      var many = java.util.Objects.requireNonNull(fs.root().lookup(FileName.of("many")));
      long before = source.bytesRead.get();
      for (int i = 1; i < 5000; i += 999) {
        assertThat(many.lookup(FileName.of("File Number " + i))).isNotNull();
      }
      assertThat(many.lookup(FileName.of("file number 0"))).isNull();
      assertThat(source.bytesRead.get() - before).isLessThan(500_000);
    }
  }

  @Test
  void theDriverIsFoundAsAService() {
    assertThat(java.util.ServiceLoader.load(io.coldmount.fs.FileSystemDriver.class))
        .hasAtLeastOneElementOfType(NtfsDriver.class);
  }
}
