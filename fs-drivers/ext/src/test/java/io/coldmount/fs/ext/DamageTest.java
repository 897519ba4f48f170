package io.coldmount.fs.ext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.coldmount.block.CorruptException;
import io.coldmount.block.UnsupportedException;
import io.coldmount.fs.FileName;
import io.coldmount.fs.FileSystem;
import io.coldmount.fs.FileSystem.Condition;
import io.coldmount.fs.FileSystem.Condition.Kind;
import io.coldmount.fs.Node;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One field of a sound volume without checksums is changed at a time. */
final class DamageTest {

  private static final int INODE_XATTRS = 128 + 32;

  @TempDir static Path folder;

  private static Fixture ext4;
  private static Fixture ext2;

  @BeforeAll
  static void make() throws IOException {
    ext4 = Fixture.make(folder, "-t ext4 -O ^metadata_csum,^has_journal,^resize_inode");
    ext2 = Fixture.make(folder, "-t ext2 -O ^resize_inode -I 256");
  }

  private static void readAll(Node node) throws IOException {
    assertThat(Tree.sha256(node)).hasSize(64);
  }

  private static void list(Node node) throws IOException {
    node.list(0, entry -> true);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "38 | 00EF | s_magic of the superblock at offset 1080 is wrong: found 61184 (0xef00)",
        "18 | 07000000 | s_log_block_size of the superblock at offset 1048 is wrong: found 7 (0x7)",
        "20 | 00000000 | s_blocks_per_group of the superblock at offset 1056 is wrong: found 0 (0x0)",
        "20 | 01200000 | s_blocks_per_group of the superblock at offset 1056 is wrong: found 8193 (0x2001)",
        "04 | 01000000 | s_blocks_count of the superblock at offset 1028 is wrong: found 1 (0x1)",
        "28 | 00000000 | s_inodes_per_group of the superblock at offset 1064 is wrong: found 0 (0x0)",
        "28 | 01200000 | s_inodes_per_group of the superblock at offset 1064 is wrong: found 8193 (0x2001)",
        "00 | 01000000 | s_inodes_count of the superblock at offset 1024 is wrong: found 1 (0x1)",
        "00 | FFFF0000 | s_inodes_count of the superblock at offset 1024 is wrong: found 65535 (0xffff)",
        "58 | 4000 | s_inode_size of the superblock at offset 1112 is wrong: found 64 (0x40)",
        "58 | 8101 | s_inode_size of the superblock at offset 1112 is wrong: found 385 (0x181)",
        "58 | 0008 | s_inode_size of the superblock at offset 1112 is wrong: found 2048 (0x800)",
        "FE | 2000 | s_desc_size of the superblock at offset 1278 is wrong: found 32 (0x20)",
        "FE | 4100 | s_desc_size of the superblock at offset 1278 is wrong: found 65 (0x41)",
        "FE | 0008 | s_desc_size of the superblock at offset 1278 is wrong: found 2048 (0x800)",
      })
  void aDamagedSuperblockIsCorrupt(String offset, String bytes, String message) {
    Fixture damaged = ext4.with(Superblock.POSITION + Integer.parseInt(offset, 16), bytes);
    assertThatThrownBy(damaged::open)
        .isInstanceOf(CorruptException.class)
        .hasMessage("disk: " + message);
  }

  @ParameterizedTest
  @CsvSource({
    "C3020000, compression",
    "CA020000, journal_dev",
    "C2120000, dirdata",
    "C2020400, FEATURE_I18",
    "C2020080, FEATURE_I31",
    "CA020800, journal_dev",
  })
  void anUnknownFeatureIsRefusedByName(String bytes, String feature) throws IOException {
    Fixture changed = ext4.with(Superblock.POSITION + 0x60, bytes);
    assertThatThrownBy(changed::open)
        .isInstanceOf(UnsupportedException.class)
        .hasMessage("disk: the ext4 feature " + feature + " is not supported");
    assertThat(new ExtDriver().probe(changed.source())).isPresent();
  }

  @Test
  void anUnknownFeatureThatConcernsWritersDoesNotMatter() throws IOException {
    try (FileSystem fileSystem = ext4.with(Superblock.POSITION + 0x66, "FFFF").open()) {
      readAll(Tree.at(fileSystem, "file"));
    }
  }

  @Test
  void anUnknownEncodingIsRefused() {
    Fixture changed =
        ext4.with(Superblock.POSITION + 0x60, "C2020200").with(Superblock.POSITION + 0x27C, "02");
    assertThatThrownBy(changed::open)
        .isInstanceOf(UnsupportedException.class)
        .hasMessage("disk: the name encoding 2 of the feature casefold is not supported");
  }

  @ParameterizedTest
  @CsvSource({
    "3A, 0000, DIRTY",
    "3A, 0300, ERRORS_RECORDED",
    "194, 01000000, ERRORS_RECORDED",
    "34, 05000500, CHECK_SCHEDULED",
    "04, 00100000, TRUNCATED",
  })
  void theStateIsReported(String offset, String bytes, Kind kind) throws IOException {
    try (FileSystem fileSystem =
        ext4.with(Superblock.POSITION + Integer.parseInt(offset, 16), bytes).open()) {
      assertThat(fileSystem.conditions().stream().map(Condition::kind)).containsExactly(kind);
    }
  }

  @Test
  void aGroupDescriptorThatPointsOutsideTheVolumeCostsItsGroup() throws IOException {
    long descriptors = 2048;
    Fixture damaged = ext4.with(descriptors + 0x8, "FFFFFF7F");
    assertThatThrownBy(() -> damaged.open().root())
        .isInstanceOf(CorruptException.class)
        .hasMessage(
            "disk / ext4: bg_inode_table of group 0 at offset 2056 is wrong: found 2147483647"
                + " (0x7fffffff)");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "00 | 0000 | inode %d: its mode 0 has no file type",
        "00 | A4F1 | inode %d: its mode 170644 has no file type",
        "1A | 0000 | inode %d: it is deleted",
        "20 | 00002000 | inode %d: it holds an extended attribute and is no file",
        "80 | 2100 | i_extra_isize of inode %d at offset %d is wrong: found 33 (0x21)",
        "80 | 8400 | i_extra_isize of inode %d at offset %d is wrong: found 132 (0x84)",
        "6C | 00000080 | i_size of inode %d at offset %d is wrong: found -9223372036854770808 (0x8000000000001388)",
      })
  void aDamagedInodeCostsItself(String offset, String bytes, String message) throws IOException {
    int at = Integer.parseInt(offset, 16);
    long position = ext4.inodePosition("file");
    int field = at == 0x6C ? 0x4 : at;
    Fixture damaged = ext4.with(position + at, bytes);
    try (FileSystem fileSystem = damaged.open()) {
      assertThatThrownBy(() -> fileSystem.root().lookup(FileName.of("file")))
          .isInstanceOf(CorruptException.class)
          .hasMessage("disk / ext4: " + message, ext4.inode("file").number(), position + field);
      List<String> names = new ArrayList<>();
      fileSystem.root().list(0, entry -> names.add(entry.name().toString()));
      assertThat(names).contains("file", "comb", "dir");
      readAll(Tree.at(fileSystem, "comb"));
    }
  }

  @ParameterizedTest
  @CsvSource({"0", "1", "7", "65", "281474976710655", "-1"})
  void aNumberThatIsNoFilesIsNotFound(long number) throws IOException {
    try (FileSystem fileSystem = ext4.open()) {
      assertThatThrownBy(() -> fileSystem.node(number))
          .isInstanceOf(NoSuchFileException.class)
          .hasMessage("disk / ext4: there is no inode " + number);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0 | 0AF4 | eh_magic | found 62474 (0xf40a)",
        "4 | 0000 | eh_max | found 0 (0x0)",
        "4 | 0500 | eh_max | found 5 (0x5)",
        "2 | 0500 | eh_entries | found 5 (0x5)",
        "6 | 0600 | eh_depth | found 6 (0x6)",
        "16 | 0000 | ee_len | found 0 (0x0)",
        "20 | FFFFFF7F | ee_start | found 2147483647 (0x7fffffff)",
        "18 | FFFF | ee_start | ",
      })
  void aDamagedExtentCostsTheFilesData(int offset, String bytes, String field, String found)
      throws IOException {
    long position = ext4.inodePosition("file") + Inode.BLOCK_OFFSET;
    Fixture damaged = ext4.with(position + offset, bytes);
    try (FileSystem fileSystem = damaged.open()) {
      Node file = Tree.at(fileSystem, "file");
      assertThat(file.attributes().size()).isEqualTo(5000);
      int at = field.equals("ee_start") ? 20 : offset;
      assertThatThrownBy(() -> readAll(file))
          .isInstanceOf(CorruptException.class)
          .hasMessageStartingWith(
              "disk / ext4: %s in the extent tree of inode %d at offset %d is wrong: %s",
              field, file.id(), position + at, found == null ? "" : found);
    }
  }

  @Test
  void anIndexNodeThatPointsOutsideTheVolumeIsCorrupt() throws IOException {
    long position = ext4.inodePosition("comb") + Inode.BLOCK_OFFSET;
    ext4.with(position + 16, "FFFFFF7F")
        .fails(
            "comb",
            DamageTest::readAll,
            "disk / ext4: ei_leaf in the extent tree of inode %d at offset %d is wrong: found"
                    .formatted(ext4.inode("comb").number(), position + 16)
                + " 2147483647 (0x7fffffff)");
  }

  /** The leaf of the file {@code comb}, whose root has one entry. */
  private static long leaf() throws IOException {
    ByteBuffer root = ByteBuffer.wrap(ext4.inode("comb").block());
    return Integer.toUnsignedLong(Integer.reverseBytes(root.getInt(16)));
  }

  @Test
  void aNodeThatPointsToItselfIsCorrupt() throws IOException {
    // The leaf becomes an index of one entry that leads to itself: its depth gives it away.
    String index = "0AF3" + "0100" + "5400" + "0100" + "00000000" + "00000000";
    String self = HexLittle.of32(leaf()) + "0000" + "0000";
    ext4.with(leaf() * 1024, index + self)
        .fails(
            "comb",
            DamageTest::readAll,
            ("disk / ext4: inode %d: the extent tree's node in block %d has depth 1, but the one"
                    + " above it says 0")
                .formatted(ext4.inode("comb").number(), leaf()));
  }

  @Test
  void aLeafThatReachesOutOfItsRangeIsCorrupt() throws IOException {
    long position = ext4.inodePosition("comb") + Inode.BLOCK_OFFSET;
    ext4.with(position + 12, "02000000")
        .fails(
            "comb",
            node -> node.read(4096, ByteBuffer.allocate(10)),
            ("disk / ext4: inode %d: the extent tree's node in block %d reaches out of the file's"
                    + " blocks 2 to 4294967295 that the one above gives it")
                .formatted(ext4.inode("comb").number(), leaf()));
  }

  @Test
  void extentsOutOfOrderAreCorrupt() throws IOException {
    long second = leaf() * 1024 + 24;
    ext4.with(second, "00000000")
        .fails(
            "comb",
            DamageTest::readAll,
            "disk / ext4: ee_block in the extent tree of inode %d at offset %d is wrong: found 0 (0x0)"
                .formatted(ext4.inode("comb").number(), second));
  }

  @Test
  void aPointerOutsideTheVolumeIsCorrupt() throws IOException {
    long position = ext2.inodePosition("comb") + Inode.BLOCK_OFFSET;
    String message =
        "disk / ext2: inode %d: its block map points to block %d, which is outside the volume";
    long number = ext2.inode("comb").number();
    ext2.with(position, "FFFFFFFF")
        .fails("comb", DamageTest::readAll, message.formatted(number, 0xFFFFFFFFL));
    ext2.with(position, "01000000")
        .fails("comb", DamageTest::readAll, message.formatted(number, 1));
    ext2.with(position + 48, "FFFF0000")
        .fails("comb", DamageTest::readAll, message.formatted(number, 0xFFFF));
    ext2.with(position + 52, "FFFF0000")
        .fails("comb", DamageTest::readAll, message.formatted(number, 0xFFFF));
  }

  @Test
  void aBlockBeyondTripleIndirectionIsCorrupt() throws IOException {
    long position = ext2.inodePosition("comb");
    long blocks = 12 + 256 + 256 * 256 + 256L * 256 * 256;
    ext2.with(position + 0x6C, "FF000000")
        .fails(
            "comb",
            node -> node.read(blocks * 1024, ByteBuffer.allocate(1)),
            "disk / ext2: inode %d: block %d is beyond what its block map can hold"
                .formatted(ext2.inode("comb").number(), blocks));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "4 | 0000 | a directory entry has the record length 0",
        "4 | 0800 | a directory entry has the record length 8",
        "4 | 0D00 | a directory entry has the record length 13",
        "4 | 0004 | a directory entry has the record length 1024, but 1000 bytes are left",
        "4 | E403 | a directory entry has the record length 996, but 1000 bytes are left",
        "6 | 09 | a directory entry of 12 bytes has a name of 9 bytes",
      })
  void aDamagedEntryCostsTheRestOfItsBlock(int offset, String bytes, String message)
      throws IOException {
    long first = ext4.blockPosition("dir", 0) + 24;
    Fixture damaged = ext4.with(first + offset, bytes);
    try (FileSystem fileSystem = damaged.open()) {
      Node dir = Tree.at(fileSystem, "dir");
      assertThatThrownBy(() -> list(dir))
          .isInstanceOf(CorruptException.class)
          .hasMessage("disk / ext4: inode %d: %s at offset %d", dir.id(), message, first);
      assertThatThrownBy(() -> dir.lookup(FileName.of("c")))
          .isInstanceOf(CorruptException.class)
          .hasMessage("disk / ext4: inode %d: %s at offset %d", dir.id(), message, first);
      assertThat(dir.parentId()).isEqualTo(2);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "8 | 2F | has a name that no file can have",
        "8 | 00 | has a name that no file can have",
        "6 | 00 | has a name that no file can have",
        "0 | FFFF0000 | X names inode 65535",
        "0 | 01000000 | X names inode 1",
      })
  void anEntryThatNamesNothingCostsItself(int offset, String bytes, String message)
      throws IOException {
    long first = ext4.blockPosition("dir", 0) + 24;
    Fixture damaged = ext4.with(first + offset, bytes);
    try (FileSystem fileSystem = damaged.open()) {
      Node dir = Tree.at(fileSystem, "dir");
      List<String> names = new ArrayList<>();
      assertThatThrownBy(() -> dir.list(0, entry -> names.add(entry.name().toString())))
          .isInstanceOf(CorruptException.class)
          .hasMessageContaining(message.startsWith("X") ? message.substring(1) : message)
          .hasMessageEndingWith(" at offset " + first);
      assertThat(names).hasSize(2).isSubsetOf("a", "b", "c");
    }
  }

  @Test
  void anEntryThatNamesAFreeInodeFailsWhenItIsLookedUp() throws IOException {
    long first = ext4.blockPosition("dir", 0) + 24;
    ext4.with(first, "3F000000")
        .fails(
            "dir",
            node -> {
              List<String> names = new ArrayList<>();
              node.list(0, entry -> names.add(entry.name().toString()));
              assertThat(names).hasSize(3);
              node.lookup(FileName.of(names.getFirst()));
            },
            "disk / ext4: inode 63: it is not in use");
  }

  @Test
  void aDirectoryInItselfIsCorrupt() throws IOException {
    long first = ext4.blockPosition("dir", 0) + 24;
    long number = ext4.inode("dir").number();
    ext4.with(first, HexLittle.of32(number) + "0C00" + "0102" + "7A")
        .fails(
            "dir",
            node -> node.lookup(FileName.of("z")),
            "disk / ext4: inode %d: the directory has itself as its child z".formatted(number));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "8 | 01000001 | e_value_size | 16777217 (0x1000001)",
        "8 | 00010000 | e_value_offs | 84 (0x54)",
        "2 | FF7F | e_value_offs | 32767 (0x7fff)",
        "2 | 0000 | e_value_offs | 0 (0x0)",
      })
  void aDamagedAttributeInAnInodeCostsTheAttributes(
      int offset, String bytes, String field, String found) throws IOException {
    long entry = ext4.inodePosition("file") + INODE_XATTRS + 4;
    int at = field.equals("e_value_size") ? 8 : 2;
    String message =
        "disk / ext4: %s of an extended attribute of inode %d at offset %d is wrong: found"
            .formatted(field, ext4.inode("file").number(), entry + at);
    try (FileSystem fileSystem = ext4.with(entry + offset, bytes).open()) {
      Node file = Tree.at(fileSystem, "file");
      assertThatThrownBy(file::xattrNames)
          .isInstanceOf(CorruptException.class)
          .hasMessageStartingWith(message);
      assertThatThrownBy(() -> file.xattr(FileName.of("user.small")))
          .isInstanceOf(CorruptException.class)
          .hasMessageStartingWith(message);
      assertThat(message + " " + found).contains(field);
      readAll(file);
    }
  }

  @ParameterizedTest
  @CsvSource({"0, 00, h_magic, 3925999616 (0xea020000)", "8, 02, h_blocks, 2 (0x2)"})
  void aDamagedBlockOfAttributesCostsTheAttributes(
      int offset, String bytes, String field, String found) throws IOException {
    long position = ext4.inode("file").xattrBlock() * 1024;
    Fixture damaged =
        ext4.with(position + offset + (offset == 0 ? 1 : 0), offset == 0 ? "01" : bytes);
    damaged.fails(
        "file",
        Node::xattrNames,
        "disk / ext4: %s of the extended attributes of inode %d at offset %d is wrong: found %s"
            .formatted(
                field,
                ext4.inode("file").number(),
                position + offset,
                offset == 0 ? "3925999872 (0xea020100)" : found));
  }

  @Test
  void attributesInABlockOutsideTheVolumeAreCorrupt() throws IOException {
    ext4.with(ext4.inodePosition("file") + 0x68, "FFFFFF00")
        .fails(
            "file",
            Node::xattrNames,
            ("disk / ext4: inode %d: its extended attributes are in block 16777215, which is"
                    + " outside the volume")
                .formatted(ext4.inode("file").number()));
  }

  @Test
  void aLinkWhoseTargetHoldsAZeroByteIsCorrupt() throws IOException {
    long number = ext4.inode("link").number();
    ext4.with(ext4.inodePosition("link") + Inode.BLOCK_OFFSET + 2, "00")
        .fails(
            "link",
            Node::readLink,
            "disk / ext4: inode %d: the target of the link holds a zero byte".formatted(number));
  }

  @ParameterizedTest
  @CsvSource({"link, 0, 60", "link, 61, 60", "long-link, 5000, 1024"})
  void aLinkOfAnImpossibleLengthIsCorrupt(String path, int size, int most) throws IOException {
    long number = ext4.inode(path).number();
    ext4.with(ext4.inodePosition(path) + 0x4, HexLittle.of32(size))
        .fails(
            path,
            Node::readLink,
            ("disk / ext4: inode %d: the target of the link has %d bytes, and at most %d are"
                    + " stored")
                .formatted(number, size, most));
  }

  @Test
  void inlineDataWithoutItsAttributeIsCorrupt() throws IOException {
    long number = ext4.inode("dir/a").number();
    ext4.with(ext4.inodePosition("dir/a") + 0x20, "00000010")
        .fails(
            "dir/a",
            DamageTest::readAll,
            ("disk / ext4: inode %d: it says that its data is inline, but has no attribute"
                    + " system.data")
                .formatted(number));
  }

  @Test
  void aVolumeThatIsCutOffFailsOnlyBehindItsEnd() throws IOException {
    long end = ext4.blockPosition("file", 4);
    Fixture cut = ext4.cut((int) end);
    try (FileSystem fileSystem = cut.open()) {
      assertThat(fileSystem.conditions().getFirst().kind()).isEqualTo(Kind.TRUNCATED);
      Node file = Tree.at(fileSystem, "file");
      assertThat(file.read(0, ByteBuffer.allocate(4096))).isEqualTo(4096);
      assertThatThrownBy(() -> file.read(4096, ByteBuffer.allocate(904)))
          .isInstanceOf(CorruptException.class)
          .hasMessage("disk / ext4: 904 bytes at offset %d lie outside its %d bytes", end, end);
    }
  }

  @ParameterizedTest
  @CsvSource({"x", "0", "-1", "1.5", "99999999999999999999"})
  void aSuperblockThatIsNoNumberIsRefused(String value) {
    assertThatThrownBy(() -> ext4.open(Map.of("sb", value)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("The option sb takes the number of a block of 1 KiB, not " + value + ".");
  }
}
