package io.coldmount.partitions;

import io.coldmount.block.BlockSource;
import io.coldmount.block.MemorySource;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32;

/** A small disk with a GPT, written byte by byte; tests change one field of it. */
final class GptImage {

  static final String DISK_GUID = "03020100-0504-0706-0809-0a0b0c0d0e0f";

  final int sectorSize;
  final int sectors;
  final int entrySize;
  final int entryCount;
  final ByteBuffer bytes;

  private GptImage(int sectorSize, int sectors, int entrySize, int entryCount) {
    this.sectorSize = sectorSize;
    this.sectors = sectors;
    this.entrySize = entrySize;
    this.entryCount = entryCount;
    this.bytes = ByteBuffer.allocate(sectorSize * sectors).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** Protective MBR, both copies, and two Linux partitions: sectors 64 to 79 and 96 to 99. */
  static GptImage make(int sectorSize, int entrySize, int entryCount) {
    var image = new GptImage(sectorSize, 256, entrySize, entryCount);
    image.mbrEntry(0, 0, 0xEE, 1, 255);
    image.bytes.putShort(510, (short) 0xAA55);
    image.entry(0, 64, 79, "root");
    image.entry(1, 96, 99, "data");
    image.header(1, 255, 2);
    image.header(255, 1, image.backupArray());
    image.seal();
    return image;
  }

  static GptImage usual() {
    return make(512, 128, 128);
  }

  int arraySectors() {
    return (entrySize * entryCount + sectorSize - 1) / sectorSize;
  }

  int backupArray() {
    return sectors - 1 - arraySectors();
  }

  GptImage mbrEntry(int slot, int indicator, int type, int start, int size) {
    int at = 446 + (16 * slot);
    bytes.put(at, (byte) indicator).put(at + 4, (byte) type);
    bytes.putInt(at + 8, start).putInt(at + 12, size);
    return this;
  }

  /** Writes the entry to both arrays. */
  GptImage entry(int index, long first, long last, String name) {
    for (int array : new int[] {2, backupArray()}) {
      int at = array * sectorSize + index * entrySize;
      bytes.putLong(at, 0x477284830FC63DAFL).putLong(at + 8, 0xE47D47D8693D798EL);
      bytes.putLong(at + 16, 0x1111222233334444L).putLong(at + 24, 0x5555666677778800L + index);
      bytes.putLong(at + 32, first).putLong(at + 40, last);
      for (int i = 0; i < name.length(); i++) {
        bytes.putChar(at + 56 + (2 * i), name.charAt(i));
      }
    }
    return this;
  }

  private void header(int lba, int alternate, int array) {
    int at = lba * sectorSize;
    bytes.putLong(at, 0x5452415020494645L).putInt(at + 8, 0x10000).putInt(at + 12, 92);
    bytes.putLong(at + 24, lba).putLong(at + 32, alternate);
    bytes.putLong(at + 40, 2 + arraySectors()).putLong(at + 48, backupArray() - 1);
    for (int i = 0; i < 16; i++) {
      bytes.put(at + 56 + i, (byte) i);
    }
    bytes.putLong(at + 72, array).putInt(at + 80, entryCount).putInt(at + 84, entrySize);
  }

  /** Computes all checksums anew. */
  GptImage seal() {
    seal(1, 2);
    seal(255, backupArray());
    return this;
  }

  private void seal(int lba, int array) {
    int at = lba * sectorSize;
    bytes.putInt(at + 88, crc(array * sectorSize, entrySize * entryCount));
    sealHeader(lba);
  }

  GptImage sealHeader(int lba) {
    int at = lba * sectorSize;
    bytes.putInt(at + 16, 0).putInt(at + 16, crc(at, 92));
    return this;
  }

  private int crc(int offset, int length) {
    var crc = new CRC32();
    crc.update(bytes.array(), offset, length);
    return (int) crc.getValue();
  }

  GptImage wipe(int lba) {
    for (int i = 0; i < sectorSize; i++) {
      bytes.put(lba * sectorSize + i, (byte) 0);
    }
    return this;
  }

  BlockSource disk() {
    return new MemorySource("disk", bytes.array());
  }

  PartitionTable read() throws java.io.IOException {
    return PartitionTable.read(disk());
  }
}
