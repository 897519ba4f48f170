package io.coldmount.partitions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The tables of real disks, against what mmls said of them and what sfdisk says. */
final class CorpusTest {

  private static final Path CORPUS =
      Path.of(System.getProperty("coldmount.root", "."), "../shared/corpus");
  private static final Pattern PART = Pattern.compile("@(\\d+) ([^;]*?)(?:;|$)");

  @TempDir Path folder;

  @Test
  void everyTableIsReadAsMmlsAndSfdiskReadIt() throws Exception {
    assumeTrue(Files.isExecutable(CORPUS.resolve("unpack")), "the corpus is not here");
    Tool.must("", CORPUS.resolve("unpack").toString(), folder.toString(), "volumes");
    int parts = 0;
    int dumped = 0;
    for (String line : Files.readAllLines(CORPUS.resolve("MANIFEST.tsv"))) {
      List<String> columns = List.of(line.split("\t", -1));
      Path image = folder.resolve(columns.get(0).replaceFirst("\\.zst$", ""));
      if (!columns.get(0).startsWith("volumes/") || image.toString().endsWith(".qcow2")) {
        continue;
      }
      try (FileDisk disk = FileDisk.open(image, Math.max(Files.size(image), 1L << 40))) {
        PartitionTable table = PartitionTable.read(disk);
        parts += compareWithMmls(image, table, columns.getLast());
        dumped += compareWithSfdisk(image, table);
      }
      try (FileDisk disk = FileDisk.open(image)) { // truncated, as it is
        for (Volume volume : PartitionTable.read(disk).volumes()) {
          assertThat(volume.offset() + volume.content().size()).isLessThanOrEqualTo(disk.size());
        }
      }
    }
    assertThat(parts).as("partitions that mmls lists").isGreaterThan(20);
    assertThat(dumped).as("images that sfdisk reads").isGreaterThan(5);
  }

  private static int compareWithMmls(Path image, PartitionTable table, String note) {
    int begin = note.indexOf("mmls[");
    if (begin < 0) {
      return 0;
    }
    int count = 0;
    Matcher part = PART.matcher(note.substring(begin));
    while (part.find()) {
      if (!part.group(2).contains("0xee")) { // mmls missed the GPT
        count++;
        long offset = Long.parseLong(part.group(1)) * table.sectorSize();
        assertThat(table.volumes()).as("%s", image).extracting(Volume::offset).contains(offset);
      }
    }
    return count;
  }

  private static int compareWithSfdisk(Path image, PartitionTable table) throws Exception {
    if (!Tool.exists("sfdisk") || table.sectorSize() != 512) {
      return 0;
    }
    Path padded = image.resolveSibling("padded");
    Files.copy(image, padded);
    Tool.must("", "truncate", "--size", "1T", padded.toString());
    Tool.Result result = Tool.run("", "sfdisk", "--dump", padded.toString());
    Files.delete(padded);
    Sfdisk expected = Sfdisk.parse(result.output());
    if (result.exit() != 0 || !List.of("dos", "gpt").contains(expected.label())) {
      return 0;
    }
    if (expected.label().equals("dos") && table.scheme() == PartitionTable.Scheme.GPT) {
      // sfdisk takes the MBR of a hybrid one, and where both copies of the GPT are damaged
      assertThat(table.findings()).as("%s", image).isNotEmpty();
      return 0;
    }
    if (table.scheme() == PartitionTable.Scheme.NONE) {
      // sfdisk shows an empty table, and takes the code of a boot sector for one
      try (FileDisk disk = FileDisk.open(image)) {
        boolean bootSector = FileSystemBootSector.is(disk.view(0, 512));
        assertThat(bootSector || expected.volumes().isEmpty()).as("%s", image).isTrue();
      }
      return 0;
    }
    assertThat(table.volumes())
        .as("%s", image)
        .extracting(v -> v.offset() / 512, v -> v.length() / 512)
        .containsExactlyElementsOf(
            expected.volumes().stream()
                .map(row -> org.assertj.core.groups.Tuple.tuple(row.start(), row.size()))
                .toList());
    return 1;
  }
}
