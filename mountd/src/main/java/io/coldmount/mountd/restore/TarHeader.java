package io.coldmount.mountd.restore;

import io.coldmount.fs.FileName;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * One header block of a tar archive. Format: POSIX.1-2017, pax, "ustar Interchange Format". What a
 * field cannot hold goes to the extended header before it.
 *
 * @param path its bytes beyond the field are cut off
 * @param linkPath likewise
 */
record TarHeader(
    FileName path,
    int mode,
    long user,
    long group,
    long size,
    long modified,
    char type,
    FileName linkPath,
    int major,
    int minor) {

  static final int BLOCK = 512;

  static final char REGULAR = '0';
  static final char LINK = '1';
  static final char SYMBOLIC_LINK = '2';
  static final char CHARACTER_DEVICE = '3';
  static final char BLOCK_DEVICE = '4';
  static final char DIRECTORY = '5';
  static final char FIFO = '6';
  static final char EXTENDED = 'x';

  static final FileName NONE = FileName.of("");

  static final int NAME_FIELD = 100;
  static final long SEVEN_DIGITS = 07777777;
  static final long ELEVEN_DIGITS = 077777777777L;

  /** Puts the 512 bytes of the block. */
  void putTo(ByteBuffer target) {
    byte[] block = new byte[BLOCK];
    text(block, 0, NAME_FIELD, path);
    octal(block, 100, 8, mode);
    octal(block, 108, 8, user);
    octal(block, 116, 8, group);
    octal(block, 124, 12, size);
    octal(block, 136, 12, modified);
    Arrays.fill(block, 148, 156, (byte) ' ');
    block[156] = (byte) type;
    text(block, 157, NAME_FIELD, linkPath);
    text(block, 257, 6, FileName.of("ustar"));
    text(block, 263, 2, FileName.of("00"));
    octal(block, 329, 8, major);
    octal(block, 337, 8, minor);
    int chksum = 0;
    for (byte b : block) {
      chksum += b & 0xFF;
    }
    octal(block, 148, 7, chksum);
    target.put(block);
  }

  private static void text(byte[] block, int offset, int length, FileName text) {
    System.arraycopy(text.bytes(), 0, block, offset, Math.min(length, text.length()));
  }

  /** Octal digits and a NUL; a number that does not fit is 0 here, and in the extended header. */
  private static void octal(byte[] block, int offset, int length, long number) {
    int digits = length - 1;
    boolean fits = number >= 0 && number < 1L << (3 * digits);
    String text = Long.toOctalString(fits ? number : 0);
    Arrays.fill(block, offset, offset + digits, (byte) '0');
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(bytes, 0, block, offset + digits - bytes.length, bytes.length);
  }

  /** How many bytes follow {@code length} bytes of content to the next block. */
  static int padding(long length) {
    return (int) (-length & (BLOCK - 1));
  }
}
