package io.coldmount.mountd.fuse;

import static org.assertj.core.api.Assertions.assertThat;

import io.coldmount.fs.Attributes;
import io.coldmount.fs.FileType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Instant;
import java.util.HexFormat;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

final class AttributeEncoderTest {

  private static final Attributes FILE =
      new Attributes(
          FileType.REGULAR,
          04755,
          2,
          1000,
          1001,
          0x123456,
          0x2200,
          0,
          0,
          Instant.ofEpochSecond(0x0102030405L, 1),
          Instant.ofEpochSecond(-2, 2),
          Instant.ofEpochSecond(3, 3),
          Instant.ofEpochSecond(4, 5),
          9,
          Attributes.IMMUTABLE | Attributes.COMPRESSED);

  /** {@code struct fuse_attr}, field by field. */
  private static final String ATTR =
      "1100000000000000" // ino
          + "5634120000000000" // size
          + "1100000000000000" // blocks
          + "0504030201000000" // atime
          + "feffffffffffffff" // mtime
          + "0300000000000000" // ctime
          + "010000000200000003000000" // nanoseconds
          + "ed890000" // mode
          + "02000000" // nlink
          + "e8030000" // uid
          + "e9030000" // gid
          + "00000000" // rdev
          + "00100000" // blksize
          + "00000000"; // flags

  private static final String VALID = "803a090000000000";

  private final ByteBuffer b = ByteBuffer.allocate(1024).order(ByteOrder.LITTLE_ENDIAN);

  private String hex() {
    return HexFormat.of().formatHex(b.array(), 0, b.position());
  }

  @Test
  void anEntryIsNodeTimeoutsAndAttributes() {
    new AttributeEncoder(MountOptions.of("x")).entry(b, 0x0001000000000011L, 0x11, FILE);
    assertThat(hex())
        .isEqualTo(
            "1100000000000100" // nodeid
                + "0900000000000000" // generation
                + VALID
                + VALID
                + "0000000000000000" // nanoseconds of both
                + ATTR);
    assertThat(b.position()).isEqualTo(AttributeEncoder.ENTRY);
  }

  @Test
  void noEntryIsAsLongAsAnEntry() {
    AttributeEncoder.noEntry(b, 5);
    assertThat(hex()).isEqualTo("00".repeat(16) + "0500000000000000" + "00".repeat(104));
  }

  @Test
  void getattrIsATimeoutAndAttributes() {
    new AttributeEncoder(MountOptions.of("x")).reply(b, 0x11, FILE);
    assertThat(hex()).isEqualTo(VALID + "0000000000000000" + ATTR);
  }

  @Test
  void statxTellsBirthAndFlags() {
    new AttributeEncoder(MountOptions.of("x")).statx(b, 0x11, FILE);
    assertThat(hex())
        .isEqualTo(
            VALID
                + "00".repeat(24)
                + "ff0f0000" // mask: the basics and birth
                + "00100000" // blksize
                + "1400000000000000" // attributes
                + "02000000e8030000e9030000" // nlink, uid, gid
                + "ed890000" // mode, spare
                + "1100000000000000" // ino
                + "5634120000000000" // size
                + "1100000000000000" // blocks
                + "7408100000000000" // attributes_mask
                + "05040302010000000100000000000000" // atime
                + "04000000000000000500000000000000" // btime
                + "03000000000000000300000000000000" // ctime
                + "feffffffffffffff0200000000000000" // mtime
                + "00".repeat(16) // rdev, dev
                + "00".repeat(112));
    assertThat(b.position()).isEqualTo(288);
  }

  @Test
  void deviceNumbersAreEncodedAsTheKernelDoes() {
    Attributes device =
        new Attributes(
            FileType.BLOCK_DEVICE,
            0660,
            1,
            0,
            6,
            0,
            0,
            0xABC,
            0xDEF12,
            Instant.EPOCH,
            Instant.EPOCH,
            Instant.EPOCH,
            null,
            0,
            0);
    new AttributeEncoder(MountOptions.of("x")).reply(b, 1, device);
    assertThat(b.getInt(16 + 76)).isEqualTo(0xDEFABC12);
  }

  @Test
  void ownerAndModesAreWhatTheUserAsksFor() {
    MountOptions options =
        new MountOptions(
            "x",
            false,
            false,
            false,
            false,
            OptionalLong.of(0),
            OptionalLong.of(7),
            0133,
            022,
            1,
            MountOptions.Symlinks.RAW,
            Backend.Choice.NATIVE,
            MountOptions.Rings.AUTO,
            false,
            java.time.Duration.ZERO);
    new AttributeEncoder(options).reply(b, 1, FILE);
    assertThat(b.getInt(16 + 60)).isEqualTo(0104644);
    assertThat(b.getInt(16 + 68)).isEqualTo(0);
    assertThat(b.getInt(16 + 72)).isEqualTo(7);
  }
}
