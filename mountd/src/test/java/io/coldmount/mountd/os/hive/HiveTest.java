package io.coldmount.mountd.os.hive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.coldmount.block.CorruptException;
import io.coldmount.block.UnsupportedException;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@SuppressWarnings("NullAway") // a key that is missing fails the test
final class HiveTest {

  private static final byte[] BIG = new byte[40_000];

  static {
    for (int i = 0; i < BIG.length; i++) {
      BIG[i] = (byte) (i * 7);
    }
  }

  private static final TestHive HIVE =
      new TestHive(
          TestHive.Key.of(
              "root",
              List.of(),
              TestHive.Key.of(
                  "A",
                  List.of(
                      TestHive.Value.text("Name", "Windows 7"),
                      TestHive.Value.number("Number", 601),
                      new TestHive.Value("", 3, new byte[] {1, 2}),
                      new TestHive.Value("Big", 3, BIG)),
                  TestHive.Key.of("Deep", List.of(TestHive.Value.text("x", "y")))),
              new TestHive.Key(
                  "Many",
                  "ri",
                  List.of(),
                  List.of(
                      TestHive.Key.of("k1", List.of()),
                      TestHive.Key.of("k2", List.of()),
                      TestHive.Key.of("k3", List.of()),
                      TestHive.Key.of("k4", List.of())))));

  private static Hive open(byte[] bytes) throws IOException {
    return Hive.open(TestHive.source(bytes), List.of());
  }

  private static Hive open() throws IOException {
    return open(HIVE.bytes());
  }

  @Test
  void keysAndValuesAreFoundInAnyCase() throws IOException {
    HiveKey key = open().find("a");
    assertThat(key.name()).isEqualTo("A");
    assertThat(key.text("NAME")).isEqualTo("Windows 7");
    assertThat(key.number("number")).isEqualTo(601);
    assertThat(key.find("DEEP").text("x")).isEqualTo("y");
  }

  @Test
  void aValueOfTheWrongTypeIsNeitherTextNorNumber() throws IOException {
    HiveKey key = open().find("A");
    assertThat(key.text("Number")).isEmpty();
    assertThat(key.number("Name")).isNull();
    assertThat(key.text("none")).isEmpty();
  }

  @Test
  void theDefaultValueHasNoName() throws IOException {
    assertThat(open().find("A").value("").data()).containsExactly(1, 2);
  }

  @Test
  void dataOfSeveralSegmentsIsJoined() throws IOException {
    assertThat(open().find("A").value("Big").data()).isEqualTo(BIG);
  }

  @Test
  void everyKindOfListIsWalked() throws IOException {
    HiveKey many = open().find("Many");
    assertThat(many.subkeys()).extracting(HiveKey::name).containsExactly("k1", "k2", "k3", "k4");
    assertThat(many.subkey("K3")).isNotNull();
    assertThat(many.subkey("k5")).isNull();
    assertThat(open().find("Many\\k2\\none")).isNull();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0  | 4 | 0x66676573 | the signature of a registry hive at offset 0",
        "20 | 4 | 2          | the major version of a registry hive at offset 20",
        "24 | 4 | 7          | the minor version of a hive at offset 24",
        "28 | 4 | 6          | this is a transaction log, not a registry hive",
        "28 | 4 | 9          | the file type of a registry hive at offset 28",
        "32 | 4 | 0          | the file format of a registry hive at offset 32",
        "40 | 4 | 1000       | the size of the hive bins at offset 40",
      })
  void aHeaderWithAWrongFieldIsRefused(int offset, int width, String value, String error) {
    byte[] bytes = HIVE.with(offset, width, Long.decode(value));
    assertThatThrownBy(() -> open(bytes))
        .isInstanceOf(CorruptException.class)
        .hasMessageContaining(error);
  }

  @Test
  void aHiveOfWindowsNt31IsNotSupported() {
    byte[] bytes = HIVE.with(24, 4, 1);
    assertThatThrownBy(() -> open(bytes))
        .isInstanceOf(UnsupportedException.class)
        .hasMessageContaining("a registry hive of version 1.1 is not supported");
  }

  @Test
  void aWrongChecksumIsRefused() {
    byte[] bytes = HIVE.bytes();
    bytes[100] ^= 1;
    assertThatThrownBy(() -> open(bytes))
        .isInstanceOf(CorruptException.class)
        .hasMessageContaining("the checksum of a registry hive at offset 508");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "4          | a key cannot lie at 4 of 65536 bytes",
        "0x10000    | a key cannot lie at 65536 of 65536 bytes",
        "0xFFFFFFF8 | a key cannot lie at 4294967288",
      })
  void aRootOutsideTheBinsIsRefused(String offset, String error) {
    byte[] bytes = HIVE.with(36, 4, Long.decode(offset));
    assertThatThrownBy(() -> open(bytes).root()).hasMessageContaining(error);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "key \\A        | -4 | 4 | 8          | the size of the cell of a key",
        "key \\A        | -4 | 4 | 0x80000000 | the size of the cell of a key",
        "key \\A        | -4 | 4 | 0          | the size of the cell of a key",
        "key \\A        | 0  | 2 | 0          | the signature of a registry key",
        "key \\A        | 20 | 4 | 0x7FFFFFFF | the number of subkeys",
        "key \\A        | 36 | 4 | 0x7FFFFFFF | the number of values",
        "key \\A        | 40 | 4 | 12         | a list of values cannot lie at 12",
        "key \\A        | 72 | 2 | 0xFFFF     | ends before its field",
        "list           | 0  | 2 | 0          | the signature of a leaf of subkeys",
        "list           | 2  | 2 | 3          | the lists of a key hold more subkeys than the key has",
        "list           | 4  | 4 | 3          | a key cannot lie at 3",
        "value \\A@Name | 0  | 2 | 0          | the signature of a registry value",
        "value \\A@Name | 4  | 4 | 0x80000005 | the size of a value in its own field",
        "value \\A@Name | 8  | 4 | 0x20000    | the data of a value cannot lie at 131072",
        "value \\A@Name | 4  | 4 | 0x200      | ends before its field",
        "value \\A@Big  | 4  | 4 | 0x7FFFFFFF | a registry value of 2147483647 bytes is not supported",
        "data \\A@Big   | 2  | 2 | 2          | has segments of 32688 bytes only",
        "data \\A@Big   | 0  | 2 | 0          | the signature of big data",
        "data \\A@Big   | 4  | 4 | 5          | a list of data segments cannot lie at 5",
      })
  void oneWrongFieldIsAnErrorOfItsStructureAlone(
      String structure, int offset, int width, String value, String error) throws IOException {
    String place = structure.equals("list") ? "list " : structure;
    byte[] bytes = HIVE.with(HIVE.place(place) + offset, width, Long.decode(value));
    assertThatThrownBy(() -> HiveText.of(open(bytes))).hasMessageContaining(error);
    if (!structure.equals("list") && !structure.equals("key \\A")) {
      assertThat(open(bytes).find("Many\\k4")).isNotNull();
      assertThat(open(bytes).find("A\\Deep").text("x")).isEqualTo("y");
    }
  }

  @Test
  void aHiveThatWasCutShortFailsWhereItEnds() throws IOException {
    byte[] cut = Arrays.copyOf(HIVE.bytes(), 4096 + 64);
    assertThatThrownBy(() -> open(cut).root())
        .isInstanceOf(CorruptException.class)
        .hasMessageContaining("HIVE");
  }
}
