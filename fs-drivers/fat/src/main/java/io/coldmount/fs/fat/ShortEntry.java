package io.coldmount.fs.fat;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.coldmount.block.ByteView;
import io.coldmount.block.CorruptException;

/**
 * The short directory entry of FAT, which is the file's. Layout: Microsoft FAT specification 1.03,
 * "FAT 32 Byte Directory Entry Structure".
 *
 * @param name the eleven bytes, as stored, each as the character of that number
 * @param lowerCase the bits by which Windows NT says that base or extension are in lower case
 * @param created in units of two seconds, {@code createdTenths} of 10 ms added; date 0 if unknown
 */
record ShortEntry(
    String name,
    int attributes,
    int lowerCase,
    int createdTenths,
    int created,
    int createdDate,
    int accessedDate,
    int written,
    int writtenDate,
    long cluster,
    long size) {

  static final int FREE = 0xE5;
  static final int END = 0;

  static final int READ_ONLY = 0x01;
  static final int VOLUME = 0x08;
  static final int DIRECTORY = 0x10;
  static final int LONG_NAME = 0x0F;

  private static final int ATTRIBUTE_MASK = 0x3F;

  static ShortEntry parse(ByteView b) throws CorruptException {
    String name = new String(b.bytes(0, 11), ISO_8859_1);
    int attr = b.u8(11);
    int ntRes = b.u8(12);
    int crtTimeTenth = b.u8(13);
    int crtTime = b.u16le(14);
    int crtDate = b.u16le(16);
    int lstAccDate = b.u16le(18);
    int fstClusHi = b.u16le(20);
    int wrtTime = b.u16le(22);
    int wrtDate = b.u16le(24);
    int fstClusLo = b.u16le(26);
    long fileSize = b.u32le(28);
    return new ShortEntry(
        name,
        attr,
        ntRes,
        crtTimeTenth,
        crtTime,
        crtDate,
        lstAccDate,
        wrtTime,
        wrtDate,
        ((long) fstClusHi << 16) | fstClusLo,
        fileSize);
  }

  static boolean isLongName(int attributes) {
    return (attributes & ATTRIBUTE_MASK) == LONG_NAME;
  }

  boolean isVolumeLabel() {
    return (attributes & VOLUME) != 0;
  }

  boolean isDirectory() {
    return (attributes & DIRECTORY) != 0;
  }

  /** Whether this is the entry {@code .} or {@code ..} of a directory. */
  boolean isDots() {
    return name.equals(".          ") || name.equals("..         ");
  }

  /** The checksum by which long-name entries belong to this one. */
  int checksum() {
    int sum = 0;
    for (int i = 0; i < name.length(); i++) {
      sum = (((sum & 1) << 7) + (sum >> 1) + name.charAt(i)) & 0xFF;
    }
    return sum;
  }
}
