package io.coldmount.fs.ntfs;

import static org.assertj.core.api.Assertions.assertThat;

import io.coldmount.block.Extent;
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
      p=deepest; for i in $(seq 300); do p=$p/d; done; mkdir -p $p; echo x > $p/file
      ln small hard; ln small deep/hard
      ln -s small link; ln -s ../small deep/link
      mkfifo fifo; mknod chr c 1 3; mknod blk b 8 17
      truncate -s 40M sparse; echo data | dd of=sparse bs=1 oflag=seek_bytes seek=20000000 conv=notrunc status=none
      touch empty 'a name with  spaces ' $'new\\nline' $'tab\\t' 'quote"colon:' 'ÄÖÜ ß € 𝄞 日本' .hidden
      touch 'trailing. ' 'dot.' CON com1.txt 'back\\slash' $'control\\x01' $'\\x7f' 'st*r' 'less<more>' 'p|pe' 'what?'
      touch $'lone\\xed\\xa0\\x80surrogate'
      touch "$(printf 'n%.0s' $(seq 255))"
      touch CaseName casename2
      touch -d '1980-01-01 00:00:00.1234567' old; touch -d '2300-01-01' future
      mkdir many; (cd many; seq 1 300 | xargs touch)
      for i in 1 2 3; do for f in x y; do head -c 70000 /dev/urandom >> frag$f; done; done
      head -c 300000 /dev/urandom > partly; head -c 300000 /dev/urandom > reserved; : > never
      """;

  /** Clusters that were allocated and never written hold what was there before. */
  private static final String DIRTY = "head -c 8000000 /dev/urandom > dirt; sync; rm dirt";

  private static void allocateUnwritten(NtfsImage image) throws Exception {
    image.tool("ntfsfallocate -l 1000000", "partly");
    image.tool("ntfsfallocate -n -l 2000000", "reserved");
    image.tool("ntfsfallocate -l 500001", "never");
  }

  @Test
  void aVolumeOfManyKindsOfFilesIsTheSame() throws Exception {
    var image = NtfsImage.make(folder, "96M", "");
    image.fill(DIRTY);
    image.fill(FILES);
    allocateUnwritten(image);
    sameAsNtfs3g(image);
    try (var source = FileSource.open(image.file());
        var fs = NtfsImage.open(source, Map.of())) {
      var partly = java.util.Objects.requireNonNull(fs.root().lookup(FileName.of("partly")));
      assertThat(partly.attributes().size()).isEqualTo(1_000_000);
      assertThat(partly.extent(300_000, 700_000)).isEqualTo(Extent.hole(300_000, 700_000));
    }
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
  void aFolderOf100000FilesIsListedWholeAndSearchedWithoutReadingIt() throws Exception {
    var image = NtfsImage.make(folder, "400M", "");
    var small = NtfsImage.make(folder, "400M", "");
    String few = "mkdir few; echo 1 > few/one; echo 2 > few/two\n";
    small.fill(few);
    image.fill(
        few
            + """
            mkdir many; perl -e 'chdir "many"; for (1..100000) { open(F, ">", "file number $_") or die; close F }'
            """);
    Map<String, String> theirs = new java.util.TreeMap<>();
    String found =
        new String(
            image.mounted("ro", "find many -mindepth 1 -printf '%f\\t%i\\n'"),
            java.nio.charset.StandardCharsets.US_ASCII);
    found.lines().forEach(line -> theirs.put(line.split("\t", -1)[0], line.split("\t", -1)[1]));
    try (var source = FileSource.open(image.file());
        var fs = NtfsImage.open(source, Map.of())) {
      var many = java.util.Objects.requireNonNull(fs.root().lookup(FileName.of("MANY")));
      Map<String, String> ours = new java.util.TreeMap<>();
      for (var entry : Tree.entries(many)) {
        assertThat(ours.put(entry.name().toString(), "" + entry.id())).isNull();
      }
      assertThat(Tree.differences(ours, theirs)).isEmpty();
      assertThat(ours).hasSize(100_000);
    }
    try (var source = FileSource.open(image.file());
        var fs = NtfsImage.open(source, Map.of())) {
      var many = java.util.Objects.requireNonNull(fs.root().lookup(FileName.of("many")));
      long before = source.bytesRead.get();
      for (int i = 1; i < 100_000; i += 19_999) {
        assertThat(many.lookup(FileName.of("File Number " + i))).isNotNull();
      }
      assertThat(many.lookup(FileName.of("file number 0"))).isNull();
      assertThat(source.bytesRead.get() - before).isLessThan(500_000);
    }
    // Opening the volume and listing another folder reads as much as on a volume without all these.
    assertThat(bytesToList(image, "few")).isLessThan(bytesToList(small, "few") + 70_000);
  }

  private static long bytesToList(NtfsImage image, String folder) throws Exception {
    try (var source = FileSource.open(image.file());
        var fs = NtfsImage.open(source, Map.of())) {
      var node = java.util.Objects.requireNonNull(fs.root().lookup(FileName.of(folder)));
      for (var entry : Tree.entries(node)) {
        assertThat(fs.node(entry.id()).attributes().size()).isEqualTo(2);
      }
      return source.bytesRead.get();
    }
  }

  @Test
  void theDriverIsFoundAsAService() {
    assertThat(java.util.ServiceLoader.load(io.coldmount.fs.FileSystemDriver.class))
        .hasAtLeastOneElementOfType(NtfsDriver.class);
  }
}
