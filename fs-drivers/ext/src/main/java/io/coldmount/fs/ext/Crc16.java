package io.coldmount.fs.ext;

/**
 * The CRC-16 of group descriptors with the gdt_csum feature: polynomial 0x8005, reflected, no final
 * inversion. Definition: kernel documentation, filesystems/ext4/checksums.
 */
final class Crc16 {

  private static final int POLYNOMIAL = 0xA001;

  private Crc16() {}

  static int of(int seed, byte[] bytes, int offset, int length) {
    int crc = seed;
    for (int i = 0; i < length; i++) {
      crc ^= bytes[offset + i] & 0xFF;
      for (int bit = 0; bit < 8; bit++) {
        crc = (crc >>> 1) ^ ((crc & 1) != 0 ? POLYNOMIAL : 0);
      }
    }
    return crc;
  }
}
