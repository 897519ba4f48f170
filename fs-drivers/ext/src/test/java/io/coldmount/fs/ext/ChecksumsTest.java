package io.coldmount.fs.ext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.coldmount.block.CorruptException;
import io.coldmount.fs.FileName;
import io.coldmount.fs.FileSystem;
import io.coldmount.fs.FileSystem.Condition;
import io.coldmount.fs.FileSystem.Condition.Kind;
import io.coldmount.fs.Node;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A byte of each structure with a checksum is changed. */
final class ChecksumsTest {

  private static final Map<String, String> IGNORE = Map.of("ignore_checksums", "");

  @TempDir static Path folder;

  private static Fixture sound;

  @BeforeAll
  static void make() throws IOException {
    sound = Fixture.make(folder, "-t ext4 -O metadata_csum,^has_journal,^resize_inode");
  }

  private static void fails(Fixture damaged, Fixture.Use use, String message) throws IOException {
    try (FileSystem fileSystem = damaged.open()) {
      assertThatThrownBy(() -> use.of(fileSystem.root()))
          .isInstanceOf(CorruptException.class)
          .hasMessage(message);
    }
    try (FileSystem fileSystem = damaged.open(IGNORE)) {
      assertThat(fileSystem.conditions().stream().map(Condition::kind))
          .containsExactly(Kind.CHECKSUMS_IGNORED);
      use.of(fileSystem.root());
    }
  }

  private static int u16(byte[] bytes, int offset) {
    return (bytes[offset] & 0xFF) | ((bytes[offset + 1] & 0xFF) << 8);
  }

  private static Node child(Node root, String name) throws IOException {
    Node child = root.lookup(FileName.of(name));
    if (child == null) {
      throw new AssertionError(name);
    }
    return child;
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, -1, 0x12345678, Integer.MIN_VALUE})
  void aSumCanBeginWithAnyValue(int seed) {
    byte[] data = "123456789".getBytes(java.nio.charset.StandardCharsets.US_ASCII);
    var crc = new CRC32C();
    crc.update(Crc32cSeed.prefix(seed));
    assertThat(Checksums.value(crc)).isEqualTo(seed);
    crc.update(data);
    int expected = seed;
    for (byte b : data) {
      expected ^= b & 0xFF;
      for (int i = 0; i < 8; i++) {
        expected = (expected >>> 1) ^ ((expected & 1) != 0 ? 0x82F63B78 : 0);
      }
    }
    assertThat(Checksums.value(crc)).isEqualTo(expected);
  }

  @Test
  void theChecksumOfTheSuperblockIsVerified() throws IOException {
    Fixture damaged = sound.with(Superblock.POSITION + 0x78, "41");
    assertThatThrownBy(damaged::open)
        .isInstanceOf(CorruptException.class)
        .hasMessage("disk: the checksum of the superblock at offset 1024 does not match");
    try (FileSystem fileSystem = damaged.open(IGNORE)) {
      assertThat(fileSystem.label()).isEqualTo("A");
    }
  }

  @Test
  void theChecksumOfAGroupDescriptorIsVerified() throws IOException {
    int found = u16(sound.bytes(), 2048 + 0x1E);
    Fixture damaged = sound.with(2048 + 0xC, "FF");
    assertThatThrownBy(() -> damaged.open().root())
        .isInstanceOf(CorruptException.class)
        .hasMessage(
            "disk / ext4: bg_checksum of group 0 at offset 2078 is wrong: found %d (0x%x)",
            found, found);
    try (FileSystem fileSystem = damaged.open(IGNORE)) {
      assertThat(fileSystem.root().id()).isEqualTo(2);
    }
  }

  @Test
  void theOlderChecksumOfAGroupDescriptorIsVerified() throws IOException {
    Fixture old =
        Fixture.make(folder, "-t ext4 -O ^metadata_csum,uninit_bg,^has_journal,^resize_inode");
    assertThat(old.open().root().id()).isEqualTo(2);
    assertThatThrownBy(() -> old.with(2048 + 0xC, "FF").open().root())
        .isInstanceOf(CorruptException.class)
        .hasMessageStartingWith("disk / ext4: bg_checksum of group 0 at offset 2078 is wrong");
  }

  @Test
  void theChecksumOfAnInodeIsVerified() throws IOException {
    long position = sound.inodePosition("file");
    byte[] bytes = sound.bytes();
    int found = u16(bytes, (int) position + 0x7C);
    fails(
        sound.with(position + 0x8, "00"),
        root -> child(root, "file"),
        "disk / ext4: i_checksum_lo of inode %d at offset %d is wrong: found %d (0x%x)"
            .formatted(sound.inode("file").number(), position + 0x7C, found, found));
  }

  @Test
  void theChecksumOfAnExtentTreesNodeIsVerified() throws IOException {
    byte[] root = sound.inode("comb").block();
    int leaf = u16(root, 16);
    fails(
        sound.with(leaf * 1024L + 8, "01"),
        node -> Tree.sha256(child(node, "comb")),
        "disk / ext4: inode %d: the checksum of the extent tree's node in block %d does not match"
            .formatted(sound.inode("comb").number(), leaf));
  }

  @Test
  void theChecksumOfADirectorysBlockIsVerified() throws IOException {
    fails(
        sound.with(sound.blockPosition("dir", 0) + 1020, "00000000"),
        root -> child(root, "dir").list(0, entry -> true),
        "disk / ext4: inode %d: the checksum of block 0 of the directory does not match"
            .formatted(sound.inode("dir").number()));
  }

  @Test
  void theChecksumOfABlockOfAttributesIsVerified() throws IOException {
    long position = sound.inode("file").xattrBlock() * 1024 + 0x10;
    fails(
        sound.with(position, "00000000"),
        root -> child(root, "file").xattrNames(),
        "disk / ext4: h_checksum of the extended attributes of inode %d at offset %d is wrong: found 0 (0x0)"
            .formatted(sound.inode("file").number(), position));
  }
}
