package io.coldmount.fs.ext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.coldmount.block.ByteView;
import io.coldmount.block.CorruptException;
import io.coldmount.block.ImageException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Names that are folded or encrypted, and lists of access rights. */
final class NamesTest {

  private static byte[] fold(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    byte[] folded = CaseFolding.fold(bytes, 0, bytes.length);
    return folded == null ? new byte[0] : folded;
  }

  @ParameterizedTest
  @CsvSource({
    "ABC, abc",
    "straße, STRASSE",
    "ΣΑΣ, σας",
    "e\u0301, É",
    "Ⅷ, ⅷ",
    "a\u200Bb, AB",
    "K, k",
  })
  void namesThatDifferInCaseFoldToTheSame(String one, String other) {
    assertThat(fold(one)).isEqualTo(fold(other)).isNotEmpty();
  }

  @ParameterizedTest
  @CsvSource({"a, b", "ı, i", "e, é", "Ｓ, s"})
  void otherNamesDoNot(String one, String other) {
    assertThat(fold(one)).isNotEqualTo(fold(other));
  }

  @Test
  void bytesThatAreNoTextDoNotFold() {
    assertThat(CaseFolding.fold(new byte[] {'a', (byte) 0xC3}, 0, 2)).isNull();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 16, 148, 149, 150, 255})
  void anEncryptedNameIsFoundByWhatItShows(int length) {
    byte[] name = new byte[length];
    new java.util.Random(length).nextBytes(name);
    byte[] shown = NokeyName.encode(0x1234_5678_9ABC_DEF0L, name, 0, length);
    assertThat(shown.length).isLessThanOrEqualTo(252);
    NokeyName query = NokeyName.decode(shown);
    assertThat(query).isNotNull();
    assertThat(query.matches(name, 0, length)).isTrue();
    assertThat(query.hash(DirectoryHash.SIPHASH, new HashSeed(new int[4], 0, false)))
        .isEqualTo(0x12345678);
    name[length - 1] ^= 1;
    assertThat(query.matches(name, 0, length)).isFalse();
    assertThat(query.matches(name, 0, length - 1)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "AAAA", "AAAAAAAAAAA", "not*base64", "AAAAAAAAAAAB=", "AAAAAAAAAAAF"})
  void otherNamesAreInNoEncryptedDirectory(String name) {
    boolean shown = name.equals("AAAAAAAAAAAF");
    assertThat(NokeyName.decode(name.getBytes(StandardCharsets.UTF_8)) != null).isEqualTo(shown);
  }

  private static byte @Nullable [] list(String hex) throws ImageException {
    return AccessList.toXattr(new ByteView("list", 0, HexFormat.of().parseHex(hex)));
  }

  @Test
  void aListHasAnIdInEachEntry() throws ImageException {
    assertThat(
            list(
                "01000000"
                    + "01000600"
                    + "02000700D2040000"
                    + "04000400"
                    + "10000700"
                    + "20000000"))
        .asHexString()
        .isEqualTo(
            "02000000"
                + "01000600FFFFFFFF"
                + "02000700D2040000"
                + "04000400FFFFFFFF"
                + "10000700FFFFFFFF"
                + "20000000FFFFFFFF");
  }

  @Test
  void aListWithoutEntriesIsNone() throws ImageException {
    assertThat(list("01000000")).isNull();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "02000000 | list: a_version of the list at offset 0 is wrong: found 2 (0x2)",
        "0100000003000000 | list: e_tag of the list at offset 4 is wrong: found 3 (0x3)",
        "0100000040000000 | list: e_tag of the list at offset 4 is wrong: found 64 (0x40)",
        "0100000002000000 | list: a structure of 8 bytes at offset 0 ends before its field at 8 (4 bytes)",
        "01000000010000 | list: a structure of 7 bytes at offset 0 ends before its field at 6 (2 bytes)",
        "0100 | list: a structure of 2 bytes at offset 0 ends before its field at 0 (4 bytes)",
      })
  void aDamagedListIsCorrupt(String hex, String message) {
    assertThatThrownBy(() -> list(hex)).isInstanceOf(CorruptException.class).hasMessage(message);
  }
}
