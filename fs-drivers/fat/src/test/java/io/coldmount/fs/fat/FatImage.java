package io.coldmount.fs.fat;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.coldmount.block.BlockSource;
import io.coldmount.block.MemorySource;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** A small FAT volume with clusters of one sector, written byte by byte; tests change parts. */
final class FatImage {

  static final int SECTOR = 512;
  static final int DATE = ((2023 - 1980) << 9) | (7 << 5) | 9;
  static final int TIME = (13 << 11) | (14 << 5) | 8;

  final Clusters.Width width;
  final int clusters;
  final int reserved;
  final int tableSectors;
  final int rootSectors;
  final ByteBuffer bytes;

  private FatImage(Clusters.Width width, int clusters, int tableSectors) {
    this.width = width;
    this.clusters = clusters;
    this.reserved = width == Clusters.Width.FAT32 ? 8 : 1;
    this.tableSectors = tableSectors;
    this.rootSectors = width == Clusters.Width.FAT32 ? 0 : 4;
    this.bytes =
        ByteBuffer.allocate((reserved + tableSectors + rootSectors + clusters) * SECTOR)
            .order(ByteOrder.LITTLE_ENDIAN);
  }

  static FatImage make(Clusters.Width width) {
    FatImage image =
        switch (width) {
          case FAT12 -> new FatImage(width, 200, 1);
          case FAT16 -> new FatImage(width, 4200, 17);
          case FAT32, EXFAT -> new FatImage(width, 200, 2);
        };
    image.boot();
    return image;
  }

  /** A FAT32 volume of so many clusters. */
  static FatImage large(int clusters) {
    FatImage image = new FatImage(Clusters.Width.FAT32, clusters, clusters / 128 + 1);
    image.boot();
    return image;
  }

  private void boot() {
    boolean fat32 = width == Clusters.Width.FAT32;
    bytes.putShort(11, (short) SECTOR).put(13, (byte) 1).putShort(14, (short) reserved);
    bytes.put(16, (byte) 1).putShort(17, (short) (rootSectors * 16)).put(21, (byte) 0xF8);
    bytes.putInt(32, bytes.capacity() / SECTOR);
    int extended = fat32 ? 64 : 36;
    if (fat32) {
      bytes.putInt(36, tableSectors).putInt(44, 2).putShort(48, (short) 1);
      bytes.putShort(50, (short) 6).putInt(SECTOR, 0x41615252).putInt(SECTOR + 484, 0x61417272);
      link(2, 0xFFFFFFF);
    } else {
      bytes.putShort(22, (short) tableSectors);
    }
    bytes.put(extended + 2, (byte) 0x29).putInt(extended + 3, 0x1A2B3C4D);
    bytes.putShort(510, (short) 0xAA55);
    link(0, 0xFFFFFF8);
    link(1, 0xFFFFFFF);
    if (fat32) {
      bytes.put(6 * SECTOR, bytes.array(), 0, SECTOR);
    }
  }

  /** Sets the table's entry of {@code cluster}. */
  FatImage link(int cluster, int value) {
    int table = reserved * SECTOR;
    switch (width) {
      case FAT12 -> {
        int at = table + cluster + cluster / 2;
        int old = (bytes.get(at) & 0xFF) | ((bytes.get(at + 1) & 0xFF) << 8);
        int both =
            (cluster & 1) == 0
                ? (old & 0xF000) | (value & 0xFFF)
                : (old & 0xF) | ((value & 0xFFF) << 4);
        bytes.put(at, (byte) both).put(at + 1, (byte) (both >> 8));
      }
      case FAT16 -> bytes.putShort(table + 2 * cluster, (short) value);
      case FAT32, EXFAT -> bytes.putInt(table + 4 * cluster, value);
    }
    return this;
  }

  /** Chains the clusters one after the other and ends the chain. */
  FatImage chain(int... chain) {
    for (int i = 0; i < chain.length; i++) {
      link(chain[i], i + 1 < chain.length ? chain[i + 1] : 0xFFFFFFF);
    }
    return this;
  }

  int position(int cluster) {
    return (reserved + tableSectors + rootSectors + cluster - 2) * SECTOR;
  }

  int root() {
    return width == Clusters.Width.FAT32 ? position(2) : (reserved + tableSectors) * SECTOR;
  }

  /** Fills {@code cluster} with its number. */
  FatImage data(int... all) {
    for (int cluster : all) {
      for (int i = 0; i < SECTOR; i++) {
        bytes.put(position(cluster) + i, (byte) cluster);
      }
    }
    return this;
  }

  /** A short entry at {@code at}. */
  FatImage entry(int at, String name, int attributes, int cluster, int size) {
    bytes.put(at, name.getBytes(ISO_8859_1)).put(at + 11, (byte) attributes);
    bytes.put(at + 13, (byte) 123).putShort(at + 14, (short) TIME).putShort(at + 16, (short) DATE);
    bytes.putShort(at + 18, (short) DATE).putShort(at + 20, (short) (cluster >> 16));
    bytes.putShort(at + 22, (short) TIME).putShort(at + 24, (short) DATE);
    bytes.putShort(at + 26, (short) cluster).putInt(at + 28, size);
    return this;
  }

  /** Entries of a long name from {@code at} on; the short one is to follow. */
  FatImage longName(int at, String name, String shortName) {
    int parts = (name.length() + 12) / 13;
    int[] offsets = {1, 3, 5, 7, 9, 14, 16, 18, 20, 22, 24, 28, 30};
    for (int part = parts; part > 0; part--) {
      int entry = at + (parts - part) * 32;
      bytes.put(entry, (byte) (part | (part == parts ? 0x40 : 0)));
      bytes.put(entry + 11, (byte) 0x0F).put(entry + 13, checksum(shortName));
      for (int i = 0; i < 13; i++) {
        int index = (part - 1) * 13 + i;
        int unit = index < name.length() ? name.charAt(index) : index == name.length() ? 0 : 0xFFFF;
        bytes.putShort(entry + offsets[i], (short) unit);
      }
    }
    return this;
  }

  private static byte checksum(String shortName) {
    int sum = 0;
    for (byte b : shortName.getBytes(ISO_8859_1)) {
      sum = (((sum & 1) << 7) | (sum >> 1)) + (b & 0xFF) & 0xFF;
    }
    return (byte) sum;
  }

  BlockSource volume() {
    return new MemorySource("volume", bytes.array());
  }
}
