package io.coldmount.block;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

final class BlockSourceTest {

  private final BlockSource disk = new MemorySource("web01.vmdk", new byte[] {1, 2, 3, 4, 5, 6});

  @Test
  void aSliceKnowsItsContainmentAndItsOwnPositions() throws Exception {
    BlockSource inner = disk.slice("p2", 2, 3).slice("ext4", 1, 2);
    assertThat(inner.name()).isEqualTo("web01.vmdk / p2 / ext4");
    assertThat(inner.bytes(0, 2)).containsExactly(4, 5);
    Extent extent = inner.extent(1, 1);
    assertThat(extent.position()).isEqualTo(1);
    assertThat(extent.stored()).isEqualTo(new Extent.Storage("web01.vmdk", "", 4, false));
  }

  @Test
  void aRangeOutsideIsCorruptAndNamed() throws Exception {
    BlockSource part = disk.slice("p1", 1, 4);
    for (long position : new long[] {-1, 4, Long.MAX_VALUE, Long.MIN_VALUE}) {
      assertThatThrownBy(() -> part.read(position, ByteBuffer.allocate(1)))
          .isInstanceOf(CorruptException.class)
          .hasMessage(
              "web01.vmdk / p1: 1 bytes at offset " + position + " lie outside its 4 bytes");
    }
    assertThatThrownBy(() -> part.slice("x", 2, Long.MAX_VALUE))
        .isInstanceOf(CorruptException.class);
    assertThat(part.bytes(4, 0)).isEmpty();
  }

  @Test
  void aViewBeyondItsStructureIsCorrupt() throws Exception {
    ByteView view = disk.view(2, 4);
    assertThat(view.u16le(0)).isEqualTo(0x0403);
    assertThat(view.u32be(0)).isEqualTo(0x03040506);
    assertThat(view.matches(1, "\u0004\u0005")).isTrue();
    assertThat(view.matches(3, "\u0006\u0007")).isFalse();
    assertThatThrownBy(() -> view.u64le(0)).isInstanceOf(CorruptException.class);
    assertThatThrownBy(() -> view.slice(3, 2)).isInstanceOf(CorruptException.class);
    assertThatThrownBy(() -> view.require(false, "magic", 1, view.u8(1)))
        .hasMessage("web01.vmdk: magic at offset 3 is wrong: found 4 (0x4)");
  }

  @Test
  void anExtentIsClippedWithItsStorage() {
    var stored = new Extent.Storage("a", "a", 1000, false);
    var extent = new Extent(10, 20, stored);
    assertThat(extent.clip(15, 5)).isEqualTo(new Extent(15, 5, stored.plus(5)));
    assertThat(extent.clip(0, Long.MAX_VALUE)).isSameAs(extent);
    assertThat(extent.clip(25, Long.MAX_VALUE)).isEqualTo(new Extent(25, 5, stored.plus(15)));
  }

  @Test
  void aRegionOfTheCacheIsItsOwn() throws Exception {
    ImageCache cache = ImageCache.ofBytes(1 << 20);
    ImageCache.Region<String> one = cache.region(String::length);
    ImageCache.Region<String> two = cache.region(String::length);
    assertThat(one.get(7, key -> "seven")).isEqualTo("seven");
    assertThat(two.peek(7)).isNull();
    assertThat(one.get(7, key -> "again")).isEqualTo("seven");
    one.clear();
    assertThat(one.peek(7)).isNull();
  }
}
