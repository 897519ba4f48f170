package io.coldmount.fs.fat;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.nio.charset.Charset;
import java.util.Locale;

/** Reads the 8.3 names of FAT, which are in the code page of the guest. */
record ShortNames(Charset codePage) {

  private static final int LOWER_BASE = 0x08;
  private static final int LOWER_EXTENSION = 0x10;

  /** The name as a user sees it: with a dot, without padding, the lower-case flags applied. */
  String text(ShortEntry entry) {
    byte[] name = bytes(entry);
    String base = part(name, 0, 8, (entry.lowerCase() & LOWER_BASE) != 0);
    String extension = part(name, 8, 3, (entry.lowerCase() & LOWER_EXTENSION) != 0);
    return extension.isEmpty() ? base : base + "." + extension;
  }

  /** A volume label: eleven bytes without a dot. */
  String label(ShortEntry entry) {
    return part(bytes(entry), 0, 11, false);
  }

  private static byte[] bytes(ShortEntry entry) {
    byte[] name = entry.name().getBytes(ISO_8859_1);
    if (name[0] == 0x05) {
      name[0] = (byte) 0xE5; // which would mean a free entry
    }
    return name;
  }

  private String part(byte[] name, int offset, int length, boolean lower) {
    int end = offset + length;
    while (end > offset && name[end - 1] == ' ') {
      end--;
    }
    String text = new String(name, offset, end - offset, codePage);
    return lower ? text.toLowerCase(Locale.ROOT) : text;
  }
}
