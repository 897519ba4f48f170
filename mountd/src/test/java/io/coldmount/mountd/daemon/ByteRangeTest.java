package io.coldmount.mountd.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;

@NullUnmarked // a missing header is null
final class ByteRangeTest {

  @Test
  void aRangeIsCutAtTheEndOfTheFile() throws ApiException {
    assertThat(ByteRange.of("bytes=0-0", 10)).isEqualTo(new ByteRange(0, 1));
    assertThat(ByteRange.of("bytes=3-100", 10)).isEqualTo(new ByteRange(3, 10));
    assertThat(ByteRange.of("bytes=3-", 10)).isEqualTo(new ByteRange(3, 10));
    assertThat(ByteRange.of("bytes=-3", 10)).isEqualTo(new ByteRange(7, 10));
    assertThat(ByteRange.of("bytes=-300", 10)).isEqualTo(new ByteRange(0, 10));
    assertThat(ByteRange.of("bytes=0-999999999999999999", 10)).isEqualTo(new ByteRange(0, 10));
  }

  @Test
  void whatIsNoSingleRangeIsTheWholeFile() throws ApiException {
    for (String header :
        new String[] {
          null,
          "",
          "bytes=-",
          "bytes=5-3",
          "bytes=0-1,3-4",
          "lines=0-1",
          "bytes=a-b",
          "bytes=9999999999999999999-"
        }) {
      assertThat(ByteRange.of(header, 10)).as(header).isNull();
    }
  }

  @Test
  void aRangeWithoutAByteOfTheFileIsRefused() {
    for (String header : new String[] {"bytes=10-", "bytes=10-20", "bytes=-0"}) {
      assertThatThrownBy(() -> ByteRange.of(header, 10))
          .hasMessage("the file has 10 bytes, none of them in the range.");
    }
    assertThatThrownBy(() -> ByteRange.of("bytes=0-0", 0)).isInstanceOf(ApiException.class);
  }
}
