package io.coldmount.mountd.os.hive;

import io.coldmount.block.ByteView;
import io.coldmount.block.ImageException;
import java.nio.charset.StandardCharsets;

/** Names of keys and values: one byte or two a character. */
final class Names {

  private Names() {}

  static String decode(ByteView b, int offset, int length, boolean oneByte) throws ImageException {
    byte[] bytes = b.bytes(offset, length);
    return new String(bytes, oneByte ? StandardCharsets.ISO_8859_1 : StandardCharsets.UTF_16LE);
  }

  /** Whether two names are one to the registry, which looks at their capitals. */
  static boolean same(String one, String other) {
    if (one.length() != other.length()) {
      return false;
    }
    for (int i = 0; i < one.length(); i++) {
      if (Character.toUpperCase(one.charAt(i)) != Character.toUpperCase(other.charAt(i))) {
        return false;
      }
    }
    return true;
  }

  /** The hash in a hash leaf. regf specification, "Hash leaf". */
  static long hash(String name) {
    int hash = 0;
    for (int i = 0; i < name.length(); i++) {
      hash = 37 * hash + Character.toUpperCase(name.charAt(i));
    }
    return Integer.toUnsignedLong(hash);
  }
}
