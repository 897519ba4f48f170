package io.coldmount.partitions;

import io.coldmount.block.ByteView;
import io.coldmount.block.CorruptException;
import java.util.HexFormat;

/** A GUID as UEFI stores it: three little-endian fields, then bytes. UEFI 2.10, appendix A. */
final class Guid {

  static final String ZERO = "00000000-0000-0000-0000-000000000000";

  private Guid() {}

  /** The GUID at {@code offset} as text in lower case. */
  static String text(ByteView b, int offset) throws CorruptException {
    HexFormat hex = HexFormat.of();
    return hex.toHexDigits((int) b.u32le(offset))
        + "-"
        + hex.toHexDigits((short) b.u16le(offset + 4))
        + "-"
        + hex.toHexDigits((short) b.u16le(offset + 6))
        + "-"
        + hex.formatHex(b.bytes(offset + 8, 2))
        + "-"
        + hex.formatHex(b.bytes(offset + 10, 6));
  }
}
