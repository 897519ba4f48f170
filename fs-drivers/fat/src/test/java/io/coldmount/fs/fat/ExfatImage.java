package io.coldmount.fs.fat;

import io.coldmount.block.BlockSource;
import io.coldmount.block.MemorySource;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** A small exFAT volume with clusters of one sector, written byte by byte; tests change parts. */
final class ExfatImage {

  static final int SECTOR = 512;
  static final int TABLE = 24;
  static final int HEAP = 32;
  static final int CLUSTERS = 200;
  static final int ROOT = 4;
  static final int TIME = (((2023 - 1980) << 9 | 7 << 5 | 9) << 16) | (13 << 11 | 14 << 5 | 8);

  final ByteBuffer bytes =
      ByteBuffer.allocate((HEAP + CLUSTERS) * SECTOR).order(ByteOrder.LITTLE_ENDIAN);
  private int slot; // of the root, where the next entry goes

  static ExfatImage make() {
    var image = new ExfatImage();
    image.boot();
    image.chain(2).chain(3).chain(ROOT, ROOT + 1, ROOT + 2, ROOT + 3);
    image.system();
    return image;
  }

  private void boot() {
    bytes.putLong(0, 0x5441_4658_4590_76EBL).putInt(8, 0x2020_2020).put(11, (byte) 0);
    bytes.put(3, "EXFAT   ".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
    bytes.putLong(72, HEAP + CLUSTERS).putInt(80, TABLE).putInt(84, HEAP - TABLE);
    bytes.putInt(88, HEAP).putInt(92, CLUSTERS).putInt(96, ROOT).putInt(100, 0x1A2B3C4D);
    bytes.putShort(104, (short) 0x100).put(108, (byte) 9).put(109, (byte) 0).put(110, (byte) 1);
    for (int sector = 0; sector < 9; sector++) {
      bytes.putInt(sector * SECTOR + 508, 0xAA550000);
    }
    bytes.putShort(508, (short) 0);
    sealBoot();
  }

  /** Computes the checksum of the main boot region and copies the region to the backup. */
  ExfatImage sealBoot() {
    int sum = 0;
    for (int i = 0; i < 11 * SECTOR; i++) {
      if (i != 106 && i != 107 && i != 112) {
        sum = Integer.rotateRight(sum, 1) + (bytes.get(i) & 0xFF);
      }
    }
    for (int i = 0; i < SECTOR; i += 4) {
      bytes.putInt(11 * SECTOR + i, sum);
    }
    bytes.put(12 * SECTOR, bytes.array(), 0, 12 * SECTOR);
    return this;
  }

  /** Bitmap in cluster 2; an up-case table in cluster 3 that knows a to z; a label. */
  private void system() {
    for (int i = 0; i < 8; i++) {
      bytes.put(position(2), (byte) 0b0011_1111);
    }
    int at = position(3);
    bytes.putShort(at, (short) 0xFFFF).putShort(at + 2, (short) 'a');
    int sum = 0;
    for (int i = 0; i < 26; i++) {
      bytes.putShort(at + 4 + 2 * i, (short) ('A' + i));
    }
    for (int i = 0; i < 56; i++) {
      sum = Integer.rotateRight(sum, 1) + (bytes.get(at + i) & 0xFF);
    }
    int entry = rootSlot(1);
    bytes.put(entry, (byte) 0x81).putInt(entry + 20, 2).putLong(entry + 24, 25);
    entry = rootSlot(1);
    bytes.put(entry, (byte) 0x82).putInt(entry + 4, sum).putInt(entry + 20, 3);
    bytes.putLong(entry + 24, 56);
    entry = rootSlot(1);
    bytes.put(entry, (byte) 0x83).put(entry + 1, (byte) 2).putShort(entry + 2, (short) 'O');
    bytes.putShort(entry + 4, (short) 'K');
  }

  private int rootSlot(int count) {
    int at = position(ROOT) + slot * 32;
    slot += count;
    return at;
  }

  int position(int cluster) {
    return (HEAP + cluster - 2) * SECTOR;
  }

  ExfatImage link(int cluster, int value) {
    bytes.putInt(TABLE * SECTOR + 4 * cluster, value);
    return this;
  }

  ExfatImage chain(int... chain) {
    for (int i = 0; i < chain.length; i++) {
      link(chain[i], i + 1 < chain.length ? chain[i + 1] : -1);
    }
    return this;
  }

  /** Fills each cluster with its number. */
  ExfatImage data(int... all) {
    for (int cluster : all) {
      for (int i = 0; i < SECTOR; i++) {
        bytes.put(position(cluster) + i, (byte) cluster);
      }
    }
    return this;
  }

  /** Adds a file to the root and gives the place of its entries. */
  int file(String name, int attributes, int flags, int cluster, long written, long size) {
    int parts = (name.length() + 14) / 15;
    int at = rootSlot(2 + parts);
    file(at, name, attributes, flags, cluster, written, size);
    return at;
  }

  void file(int at, String name, int attributes, int flags, int cluster, long written, long size) {
    int parts = (name.length() + 14) / 15;
    bytes.put(at, (byte) 0x85).put(at + 1, (byte) (1 + parts)).putShort(at + 4, (short) attributes);
    bytes.putInt(at + 8, TIME).putInt(at + 12, TIME).putInt(at + 16, TIME);
    bytes.put(at + 20, (byte) 123).put(at + 21, (byte) 50);
    bytes.put(at + 32, (byte) 0xC0).put(at + 33, (byte) flags).put(at + 35, (byte) name.length());
    bytes.putLong(at + 40, written).putInt(at + 52, cluster).putLong(at + 56, size);
    bytes.putShort(at + 36, (short) nameHash(name));
    for (int i = 0; i < name.length(); i++) {
      int entry = at + 64 + (i / 15) * 32;
      bytes.put(entry, (byte) 0xC1).putChar(entry + 2 + 2 * (i % 15), name.charAt(i));
    }
    seal(at);
  }

  /** As the image's up-case table has it, which knows a to z. */
  private static int nameHash(String name) {
    int hash = 0;
    for (int i = 0; i < name.length(); i++) {
      char unit = name.charAt(i);
      char upper = unit >= 'a' && unit <= 'z' ? (char) (unit - 32) : unit;
      for (int part : new int[] {upper & 0xFF, upper >> 8}) {
        hash = ((((hash & 1) << 15) | (hash >> 1)) + part) & 0xFFFF;
      }
    }
    return hash;
  }

  /** Computes the checksum of the set at {@code at} anew. */
  ExfatImage seal(int at) {
    int length = ((bytes.get(at + 1) & 0xFF) + 1) * 32;
    int sum = 0;
    for (int i = 0; i < length; i++) {
      if (i != 2 && i != 3) {
        sum = ((((sum & 1) << 15) | (sum >> 1)) + (bytes.get(at + i) & 0xFF)) & 0xFFFF;
      }
    }
    bytes.putShort(at + 2, (short) sum);
    return this;
  }

  BlockSource volume() {
    return new MemorySource("volume", bytes.array());
  }
}
