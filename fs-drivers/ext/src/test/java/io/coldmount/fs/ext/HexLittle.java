package io.coldmount.fs.ext;

import java.util.HexFormat;

/** Numbers as the bytes of a little-endian volume. */
final class HexLittle {

  private HexLittle() {}

  static String of32(long number) {
    return HexFormat.of().toHexDigits(Integer.reverseBytes((int) number));
  }
}
