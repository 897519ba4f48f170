package io.coldmount.fs.ntfs;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * A volume of 64 KiB written here: a table of 32 records, a root with three names, a resident file,
 * a file in runs, and one that WOF compresses. For fuzzing, where no tool can run.
 */
final class SmallVolume {

  static final int SIZE = 64 << 10;
  static final int MFT = 8 << 10;
  private static final int RECORD = 1024;

  private final byte[] bytes = new byte[SIZE];
  private final ByteBuffer b = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  private int record;
  private int at;
  private int id;

  static byte[] make() {
    return new SmallVolume().build();
  }

  private byte[] build() {
    b.put(3, "NTFS    ".getBytes(StandardCharsets.US_ASCII));
    b.putShort(0x0B, (short) 512).put(0x0D, (byte) 2).putLong(0x28, SIZE / 512 - 1);
    b.putLong(0x30, MFT / 1024).putLong(0x38, 2).put(0x40, (byte) -10).put(0x44, (byte) -12);
    begin(0, 1);
    nonResident(AttributeType.DATA, "", 32 * RECORD, 0x21, 32, MFT / 1024);
    begin(3, 1);
    resident(AttributeType.VOLUME_INFORMATION, "", new byte[12]);
    begin(5, 3);
    byte[] root = new byte[32 + 3 * 88 + 16];
    ByteBuffer r = ByteBuffer.wrap(root).order(ByteOrder.LITTLE_ENDIAN);
    r.putInt(0, 0x30).putInt(4, 1).putInt(8, 4096).putInt(16, 16).putInt(20, root.length - 16);
    r.putInt(24, root.length - 16);
    for (int i = 0; i < 3; i++) {
      int entry = 32 + 88 * i;
      r.putLong(entry, 16 + i).putShort(entry + 8, (short) 88).putShort(entry + 10, (short) 68);
      r.put(entry + 16 + 64, (byte) 1).putChar(entry + 16 + 66, (char) ('a' + i));
    }
    r.putShort(32 + 3 * 88 + 8, (short) 16).putShort(32 + 3 * 88 + 12, (short) 2);
    resident(AttributeType.INDEX_ROOT, "$I30", root);
    begin(16, 1);
    resident(AttributeType.DATA, "", "resident".getBytes(StandardCharsets.US_ASCII));
    begin(17, 1);
    nonResident(AttributeType.DATA, "", 2000, 0x11, 2, 48);
    begin(18, 1);
    nonResident(AttributeType.DATA, "", 2000, 0x01, 2, 0);
    resident(AttributeType.DATA, "WofCompressedData", new byte[400]);
    byte[] wof = new byte[24];
    ByteBuffer w = ByteBuffer.wrap(wof).order(ByteOrder.LITTLE_ENDIAN);
    w.putInt(0, ReparsePoint.WOF).putShort(4, (short) 16).putInt(8, 1).putInt(12, 2).putInt(16, 1);
    resident(AttributeType.REPARSE_POINT, "", wof);
    return bytes;
  }

  private void begin(int number, int flags) {
    record = MFT + number * RECORD;
    b.putInt(record, 0x454C4946).putShort(record + 4, (short) 48).putShort(record + 6, (short) 3);
    b.putShort(record + 0x14, (short) 56).putShort(record + 0x16, (short) flags);
    at = record + 56;
    id = 0;
    byte[] information = new byte[48];
    information[33] = (byte) (number == 18 ? 4 : 0);
    resident(AttributeType.STANDARD_INFORMATION, "", information);
    byte[] name = new byte[68];
    name[0] = 5;
    name[64] = 1;
    name[66] = 'x';
    resident(AttributeType.FILE_NAME, "", name);
  }

  private void resident(int type, String name, byte[] value) {
    int valueAt = header(type, 24, name);
    b.putInt(at + 16, value.length).putShort(at + 20, (short) valueAt);
    b.put(at + valueAt, value);
    end(valueAt + value.length);
  }

  private void nonResident(int type, String name, long size, int run, int clusters, int lcn) {
    int runs = header(type, 64, name);
    b.put(at + 8, (byte) 1).putLong(at + 24, clusters - 1).putShort(at + 32, (short) runs);
    b.putLong(at + 40, clusters * 1024L).putLong(at + 48, size).putLong(at + 56, size);
    b.put(at + runs, (byte) run).put(at + runs + 1, (byte) clusters);
    if (run >> 4 == 2) {
      b.putShort(at + runs + 2, (short) lcn);
    } else if (run >> 4 == 1) {
      b.put(at + runs + 2, (byte) lcn);
    }
    end(runs + 8);
  }

  private int header(int type, int size, String name) {
    b.putInt(at, type).put(at + 9, (byte) name.length()).putShort(at + 10, (short) size);
    b.putShort(at + 14, (short) id++);
    b.put(at + size, Utf16.encode(name));
    return (size + 2 * name.length() + 7) & ~7;
  }

  private void end(int length) {
    int whole = (length + 7) & ~7;
    b.putInt(at + 4, whole);
    at += whole;
    b.putInt(at, -1);
    b.putInt(record + 0x18, at + 8 - record).putInt(record + 0x1C, RECORD);
  }
}
