package io.coldmount.fs.ntfs;

import static org.assertj.core.api.Assertions.assertThat;

import io.coldmount.block.BlockSource;
import io.coldmount.block.ByteView;
import io.coldmount.block.ImageException;
import io.coldmount.fs.Attributes;
import io.coldmount.fs.DirectorySink;
import io.coldmount.fs.FileSystem;
import io.coldmount.fs.FileType;
import io.coldmount.fs.Node;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real disks by others are read whole, and show what sleuthkit shows. */
final class CorpusTest {

  private static final Path CORPUS =
      Path.of(System.getProperty("coldmount.root", "."), "..", "shared", "corpus");

  @TempDir static Path folder;

  private static final String DFIR = "msuhanov+dfir_ntfs/test_data/";
  private static final String VSS3 = DFIR + "vss_3_volstor.tar.gz.d/vss_3_volstor.raw";

  /** Unpacks what the volumes below are read from, and no more: some of the others are huge. */
  @BeforeAll
  static void unpack() throws Exception {
    Assumptions.assumeTrue(Files.exists(CORPUS.resolve("unpack")), "the corpus");
    Assumptions.assumeTrue(Shell.has("zstd", "fls", "tsk_recover", "qemu-img"), "sleuthkit");
    Shell.text(
        folder,
        "corpus='"
            + CORPUS.toRealPath()
            + "'\n"
            + """
            (cd $corpus; find ntfs -name '*.zst' ; find vmdk/stroz* -name 'monolithicSparse.vmdk.zst') |
              while read -r f; do mkdir -p "${f%/*}"; zstd -q -d --sparse "$corpus/$f" -o "${f%.zst}"; done
            t=ntfs/msuhanov+dfir_ntfs/test_data/vss_3_volstor.tar.gz.d; mkdir -p $t
            tar -C $t -S -xzf $corpus/${t%.d}
            f=ntfs/fox-it+dissect.ntfs/@ed2deb47/tests/data/ntfs-cloud.bin; mkdir -p ${f%/*}
            gzip -dc $corpus/$f.gz | dd of=$f bs=1M conv=sparse iflag=fullblock status=none
            qemu-img convert -O raw $corpus/ntfs/log2*/@*/test_data/vsstest.qcow2 ntfs/vsstest.raw
            qemu-img convert -O raw vmdk/stroz*/data/monolithicSparse.vmdk ntfs/vmdk.raw
            """);
  }

  /** Boot sectors and records of volumes of which there is no more. */
  @Test
  void fragmentsOfVolumesAreUnderstood() throws Exception {
    Path out = Files.createDirectories(folder.resolve("fragments"));
    Shell.text(
        out,
        "corpus='"
            + CORPUS.toRealPath()
            + "'\n"
            + """
            for f in $corpus/ntfs-fragment/msu*/test_data/*.{boot,mft,mftmirr}.zst $corpus/ntfs/fox*/@3*/tests/data/boot_2m.bin.zst; do
              n=${f##*/}; zstd -q -d --sparse "$f" -o "${n%.zst}"; done
            """);
    assertThat(boot(out.resolve("boot_2m.bin")).clusterSize()).isEqualTo(2 << 20);
    assertThat(boot(out.resolve("128k.boot")).clusterSize()).isEqualTo(128 << 10);
    assertThat(boot(out.resolve("4k.boot")).clusterSize()).isEqualTo(4096);
    int records = 0;
    try (var list = Files.list(out)) {
      for (Path file : list.filter(f -> f.toString().contains("mft")).toList()) {
        int size = file.toString().contains("4k-large") ? 4096 : 1024;
        byte[] bytes = Files.readAllBytes(file);
        for (int at = 0; at + size <= bytes.length; at += size) {
          if (bytes[at] == 'F') {
            FixUp.apply("fragment", at, bytes, at, size, "FILE", "a record");
            var record =
                FileRecord.parse(new ByteView("fragment", 0, bytes).slice(at, size), at / size);
            assertThat(record.damage()).isNull();
            for (AttributeRecord attribute : record.attributes()) {
              if (!attribute.isResident() && attribute.lowestVcn() == 0) {
                assertThat(new Runs.Builder(1L << 40).add(attribute).build().end())
                    .isEqualTo(attribute.highestVcn() + 1);
              }
            }
            records++;
          }
        }
      }
    }
    assertThat(records).isGreaterThan(200);
  }

  private static BootSector boot(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    return BootSector.parse(new ByteView("fragment", 0, bytes).slice(0, 512));
  }

  private record Volume(String file, long offset) {}

  private static final List<Volume> VOLUMES =
      List.of(
          new Volume("ColinFinck+ntfs/testdata/testfs1", 0),
          new Volume("fox-it+dissect.ntfs/@33fbafdb/tests/data/ntfs.bin", 0),
          new Volume("fox-it+dissect.ntfs/@ed2deb47/tests/data/ntfs-cloud.bin", 0),
          new Volume(
              "jschicht+LogFileParser/SampleTinyNtfsVolume.zip.d/SampleTinyNtfsVolume/partition.dd",
              0),
          new Volume(DFIR + "ntfs3.raw", 0),
          new Volume(DFIR + "ntfs_index.raw", 128 * 512),
          new Volume(VSS3, 2048 * 512),
          new Volume(VSS3, 4196352L * 512),
          new Volume("vsstest.raw", 0),
          new Volume("vmdk.raw", 128 * 512),
          new Volume("util-linux+util-linux/tests/ts/blkid/images-fs/ntfs.img", 0));

  @Test
  void everyVolumeHasTheFilesThatSleuthkitFinds() throws Exception {
    var problems = new TreeMap<String, Object>();
    int files = 0;
    for (Volume volume : VOLUMES) {
      Path image = folder.resolve("ntfs").resolve(volume.file());
      if (!Files.exists(image)) {
        problems.put(volume.file(), "missing");
        continue;
      }
      try (var source = FileSource.open(image)) {
        BlockSource part = source.slice("p1", volume.offset(), source.size() - volume.offset());
        try (var fs = open(part)) {
          Map<String, String> ours = new TreeMap<>();
          Map<String, String> hashes = new TreeMap<>();
          walk(fs, fs.root(), "", ours, hashes, 0);
          Map<String, String> theirs = sleuthkit(image, volume.offset());
          files += ours.size();
          var differences = Tree.differences(ours, theirs);
          if (source.size() < 70_000_000) {
            differences.addAll(contents(image, volume.offset(), hashes));
          }
          if (!differences.isEmpty()) {
            problems.put(volume.file(), differences);
          }
        }
      }
    }
    assertThat(problems).isEmpty();
    assertThat(files).isGreaterThan(2000);
  }

  private static FileSystem open(BlockSource part) throws IOException {
    return new NtfsDriver()
        .open(
            part,
            new io.coldmount.fs.OpenOptions(
                Map.of("show_sys_files", ""), io.coldmount.block.ImageCache.ofBytes(32 << 20)));
  }

  private static void walk(
      FileSystem fs,
      Node node,
      String path,
      Map<String, String> lines,
      Map<String, String> hashes,
      int depth)
      throws IOException {
    for (DirectorySink.Entry entry : Tree.entries(node)) {
      Node child = fs.node(entry.id());
      String at = path + "/" + Tree.latin(entry.name());
      Attributes a = child.attributes();
      Node found = node.lookup(entry.name());
      assertThat(found).as(at).isNotNull();
      String data = "";
      if (a.type() == FileType.REGULAR && a.size() < 64 << 20) {
        try {
          data = Tree.sha256(child);
        } catch (ImageException e) {
          data = e.getClass().getSimpleName() + ": " + e.getMessage();
        }
      }
      if (at.equals("/OneDrive/created-online.txt")) {
        assertThat(data)
            .contains("are in a cloud store (reparse tag 0x9000401a), not on this disk");
        data = "";
      }
      hashes.put(at, data);
      lines.put(at, (child.id() & 0xFFFFFFFFL) + (data.startsWith("Un") ? " " + data : ""));
      if (a.type() == FileType.DIRECTORY && depth < 64) {
        walk(fs, child, at, lines, hashes, depth + 1);
      }
    }
  }

  private static Map<String, String> sleuthkit(Path image, long offset) throws Exception {
    String list =
        Shell.text(folder, "fls -u -r -p -f ntfs -o " + offset / 512 + " '" + image + "'");
    Map<String, String> lines = new HashMap<>();
    for (String line : list.lines().toList()) {
      // r/r 64-128-2:<tab>path, or path:stream, or path:index
      int tab = line.indexOf('\t');
      String[] address = line.substring(line.indexOf(' ') + 1, tab - 1).split("-", -1);
      String path = line.substring(tab + 1);
      int colon = path.indexOf(':');
      // A name that sleuthkit found behind the end of an index is none.
      boolean found = line.startsWith("-/");
      if (!found
          && !path.startsWith("$OrphanFiles")
          && !(path.equals(".") || path.contains("/.:"))) {
        lines.put("/" + (colon < 0 ? path : path.substring(0, colon)), address[0]);
      }
    }
    return lines;
  }

  /** The files whose content sleuthkit recovers, and differs. */
  private static List<String> contents(Path image, long offset, Map<String, String> ours)
      throws Exception {
    Path out = Files.createTempDirectory(folder, "recovered");
    Shell.text(
        folder, "tsk_recover -a -f ntfs -o " + offset / 512 + " '" + image + "' '" + out + "'");
    String list = Shell.text(out, "find . -type f -print0 | xargs -0r sha256sum -z");
    Map<String, String> theirs = new TreeMap<>();
    for (String line : list.split("\0", -1)) {
      String path = line.isEmpty() ? "" : line.substring(67);
      if (!path.isEmpty()
          && !path.contains("/$")
          && !path.contains(":")
          && ours.containsKey(path)) {
        theirs.put(path, line.substring(0, 64));
      }
    }
    Map<String, String> same = new TreeMap<>(ours);
    same.keySet().retainAll(theirs.keySet());
    return Tree.differences(same, theirs);
  }
}
