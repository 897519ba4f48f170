package io.coldmount.fs.ntfs;

import io.coldmount.block.ByteView;
import io.coldmount.block.ImageException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The value of {@code $EA}. Layout: [MS-FSCC] section 2.4.16, {@code FILE_FULL_EA_INFORMATION}. */
record ExtendedAttributes(Map<String, ByteView> values) {

  static final ExtendedAttributes NONE = new ExtendedAttributes(Map.of());
  static final int MAXIMUM = 64 << 10;

  /** Ends because each entry takes at least 8 bytes of {@code b}. */
  static ExtendedAttributes parse(ByteView b) throws ImageException {
    Map<String, ByteView> values = new LinkedHashMap<>();
    int offset = 0;
    while (b.length() - offset >= 8) {
      long nextEntryOffset = b.u32le(offset);
      int eaNameLength = b.u8(offset + 5);
      int eaValueLength = b.u16le(offset + 6);
      byte[] name = b.bytes(offset + 8, eaNameLength);
      values.put(
          new String(name, java.nio.charset.StandardCharsets.ISO_8859_1),
          b.slice(offset + 8 + eaNameLength + 1, eaValueLength));
      if (nextEntryOffset == 0) {
        break;
      }
      b.require(
          nextEntryOffset >= 8 && nextEntryOffset <= b.length() - offset,
          "the offset of the next extended attribute",
          offset,
          nextEntryOffset);
      offset += (int) nextEntryOffset;
    }
    return new ExtendedAttributes(values);
  }

  /** The 32-bit number that WSL keeps under {@code name}, or null if there is none. */
  @Nullable Long number(String name) throws ImageException {
    ByteView value = values.get(name);
    return value == null || value.length() < 4 ? null : value.u32le(0);
  }
}
