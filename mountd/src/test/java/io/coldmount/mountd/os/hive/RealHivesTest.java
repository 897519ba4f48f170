package io.coldmount.mountd.os.hive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.coldmount.block.BlockSource;
import io.coldmount.block.CorruptException;
import io.coldmount.block.MemorySource;
import io.coldmount.block.UnsupportedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Hives that Windows wrote, among them dirty ones with the state that Windows itself recovered: the
 * folder {@code hives_for_tests} of the project msuhanov/yarp, named by {@code -Dcoldmount.hives}.
 */
final class RealHivesTest {

  private static final Path HIVES = Path.of(System.getProperty("coldmount.hives", "/nowhere"));

  @BeforeAll
  static void theHivesAreHere() {
    assumeTrue(Files.isDirectory(HIVES), "there are no hives: see -Dcoldmount.hives");
  }

  @Test
  void whatIsRecoveredFromNewLogsIsWhatWindows10Recovered() throws IOException {
    Hive hive = open("NewDirtyHive1/NewDirtyHive");
    assertThat(hive.conditions())
        .singleElement()
        .asString()
        .contains("entries of its transaction logs were applied in memory");
    assertThat(HiveText.of(hive))
        .isEqualTo(HiveText.of(open("NewDirtyHive1/RecoveredHive_Windows10")));
  }

  @Test
  void whatIsRecoveredFromAnOldLogIsWhatWindows7Recovered() throws IOException {
    Hive hive = open("OldDirtyHive/OldDirtyHive");
    assertThat(hive.conditions())
        .singleElement()
        .asString()
        .contains("OldDirtyHive.LOG1 was applied in memory");
    assertThat(HiveText.of(hive))
        .isEqualTo(HiveText.of(open("OldDirtyHive/RecoveredHive_Windows7")));
  }

  @Test
  void bothNewLogsAreAppliedOneAfterTheOther() throws IOException {
    assertThat(open("NewDirtyHive2/NewDirtyHive").conditions())
        .singleElement()
        .asString()
        .contains("applied in memory");
  }

  @Test
  void aDamagedHeaderComesFromTheLog() throws IOException {
    Hive hive = open("BadBaseBlockHive/BadBaseBlockHive");
    assertThat(HiveText.of(hive)).isNotEmpty();
    assertThat(hive.conditions()).anyMatch(line -> line.contains("was applied in memory"));
  }

  @Test
  void everyOtherHiveIsReadOrRefusedWithASentence() throws IOException {
    List<String> read = new ArrayList<>();
    try (var files = Files.walk(HIVES)) {
      for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
        try {
          HiveText.of(Hive.open(source(file), List.of()));
          read.add(HIVES.relativize(file).toString());
        } catch (CorruptException | UnsupportedException e) {
          assertThat(e).hasMessageContaining(file.getFileName().toString());
        }
      }
    }
    assertThat(read)
        .contains(
            "BigDataHive",
            "UnicodeHive",
            "ExtendedASCIIHive",
            "ManySubkeysHive",
            "StringValuesHive");
  }

  @Test
  void namesInCyrillicAreFoundInAnyCase() throws IOException {
    Assertions.assertThat(open("UnicodeHive").find("ПриВет\\КлюЧ")).isNotNull();
  }

  private static Hive open(String name) throws IOException {
    List<BlockSource> logs = new ArrayList<>();
    for (String log : List.of(".LOG1", ".LOG2")) {
      Path file = HIVES.resolve(name + log);
      if (Files.exists(file)) {
        logs.add(source(file));
      }
    }
    return Hive.open(source(HIVES.resolve(name)), logs);
  }

  private static BlockSource source(Path file) throws IOException {
    return new MemorySource(file.getFileName().toString(), Files.readAllBytes(file));
  }
}
