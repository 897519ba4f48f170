package io.coldmount.mountd.restore;

import static org.assertj.core.api.Assertions.assertThat;

import io.coldmount.block.BlockSource;
import io.coldmount.block.Extent;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** What lies at one place is the same, if the place tells which bytes it is. */
final class SameBytesTest {

  private static final int SIZE = 200_000;

  /** A volume of one byte's value. */
  private static final class Volume extends BlockSource {
    private final byte value;
    private final boolean packed;
    private int reads;

    Volume(int value, boolean packed) {
      super("volume", SIZE);
      this.value = (byte) value;
      this.packed = packed;
    }

    @Override
    protected void readInside(long position, ByteBuffer target) {
      reads++;
      byte[] bytes = new byte[target.remaining()];
      Arrays.fill(bytes, value);
      target.put(bytes);
    }

    @Override
    protected Extent extentInside(long position, long length) {
      long offset = packed ? 512 : position;
      return new Extent(position, length, new Extent.Storage("link", "/file", offset, packed));
    }
  }

  /** So lie two parts of one compressed grain, of which a partition table shows now this. */
  @Test
  void packedBytesOfOnePlaceAreCompared() throws Exception {
    assertThat(new SameBytes(new Volume(1, true), new Volume(2, true)).in(70_000, 9000)).isFalse();
    assertThat(new SameBytes(new Volume(1, true), new Volume(1, true)).in(70_000, 9000)).isTrue();
  }

  @Test
  void otherBytesOfOnePlaceAreNotRead() throws Exception {
    Volume before = new Volume(1, false);
    Volume after = new Volume(1, false);
    assertThat(new SameBytes(before, after).in(0, SIZE)).isTrue();
    assertThat(before.reads + after.reads).isZero();
  }
}
