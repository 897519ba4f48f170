package io.coldmount.diskset.vmdk;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.Deflater;

/**
 * Writes the sparse extents that no tool at hand writes. Every grain has a letter: {@code d} holds
 * data, {@code -} is absent, {@code z} is zeroed.
 */
final class ImageWriter {

  static final int SECTOR = 512;

  int grainSectors = 128;
  int perTable = 512;
  int version = 1;
  int flags = 3;
  boolean redundant = true;
  String descriptor = "";

  /** Where the writer has put things, for damaging them. */
  int directory;

  int redundantDirectory;
  int firstTable;
  int firstGrain;

  static String descriptor(String type, String extents, String more) {
    return "# Disk DescriptorFile\nversion=1\nCID=11111111\nparentCID=ffffffff\ncreateType=\""
        + type
        + "\"\n"
        + extents
        + "\n"
        + more
        + "\n";
  }

  static String child(String type, String extents, String parentId, String hint) {
    return "# Disk DescriptorFile\nversion=1\nCID=22222222\nparentCID="
        + parentId
        + "\ncreateType=\""
        + type
        + "\"\nparentFileNameHint=\""
        + hint
        + "\"\n"
        + extents
        + "\n";
  }

  static byte[] text(String descriptor) {
    return descriptor.getBytes(StandardCharsets.UTF_8);
  }

  private static ByteBuffer buffer(int size) {
    return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static byte[] bytes(ByteBuffer b) {
    byte[] bytes = new byte[b.capacity()];
    b.get(0, bytes);
    return bytes;
  }

  private static int up(int value, int unit) {
    return Math.ceilDiv(value, unit) * unit;
  }

  /** What a disk of one such extent reads as, without a parent. */
  static byte[] expected(byte[] content, String states, int grain) {
    return expected(content, states, grain, new byte[content.length]);
  }

  static byte[] expected(byte[] content, String states, int grain, byte[] parent) {
    byte[] result = parent.clone();
    for (int i = 0; i < states.length(); i++) {
      int from = i * grain;
      int to = Math.min(content.length, from + grain);
      if (states.charAt(i) == 'd') {
        System.arraycopy(content, from, result, from, to - from);
      } else if (states.charAt(i) == 'z') {
        Arrays.fill(result, from, to, (byte) 0);
      }
    }
    return result;
  }

  private ByteBuffer header(int capacity, long rgd, long gd, int overHead, int compression) {
    ByteBuffer b = buffer(SECTOR);
    b.put(text("KDMV")).putInt(version).putInt(flags).putLong(capacity).putLong(grainSectors);
    b.putLong(descriptor.isEmpty() ? 0 : 1).putLong(descriptor.isEmpty() ? 0 : 20);
    b.putInt(perTable).putLong(rgd).putLong(gd).putLong(overHead);
    b.put((byte) 0).put(text("\n \r\n")).putShort((short) compression);
    return b.rewind();
  }

  /** A hosted sparse extent; the last grain is cut at the content's end. */
  byte[] hosted(byte[] content, String states) {
    int grains = states.length();
    int tables = Math.ceilDiv(grains, perTable);
    int directorySectors = Math.ceilDiv(tables * 4, SECTOR);
    int tableSectors = Math.ceilDiv(perTable * 4, SECTOR);
    int at = descriptor.isEmpty() ? 1 : 21;
    redundantDirectory = redundant ? at : 0;
    int redundantTables = at + directorySectors;
    at += redundant ? directorySectors + tables * tableSectors : 0;
    directory = at;
    firstTable = at + directorySectors;
    firstGrain = up(firstTable + tables * tableSectors, grainSectors);
    int stored = (int) states.chars().filter(c -> c == 'd').count();
    ByteBuffer b = buffer((firstGrain + stored * grainSectors) * SECTOR);
    b.put(
        header(Math.ceilDiv(content.length, SECTOR), redundantDirectory, directory, firstGrain, 0));
    if (!descriptor.isEmpty()) {
      b.position(SECTOR).put(text(descriptor));
    }
    int next = firstGrain;
    for (int i = 0; i < grains; i++) {
      int entry = states.charAt(i) == 'z' ? 1 : 0;
      if (states.charAt(i) == 'd') {
        entry = next;
        int from = i * grainSectors * SECTOR;
        int count = Math.min(content.length - from, grainSectors * SECTOR);
        b.put(next * SECTOR, content, from, count);
        next += grainSectors;
      }
      int place = (i / perTable) * tableSectors * SECTOR + (i % perTable) * 4;
      b.putInt(firstTable * SECTOR + place, entry);
      if (redundant) {
        b.putInt(redundantTables * SECTOR + place, entry);
      }
    }
    for (int t = 0; t < tables; t++) {
      b.putInt(directory * SECTOR + t * 4, firstTable + t * tableSectors);
      if (redundant) {
        b.putInt(redundantDirectory * SECTOR + t * 4, redundantTables + t * tableSectors);
      }
    }
    return bytes(b);
  }

  /** A COWD extent. Absent tables are left out where none of their grains is stored. */
  byte[] cowd(byte[] content, String states) {
    int tables = Math.ceilDiv(states.length(), 4096);
    directory = 4;
    firstTable = directory + Math.ceilDiv(tables * 4, SECTOR);
    firstGrain = firstTable + tables * 32;
    int stored = (int) states.chars().filter(c -> c == 'd').count();
    ByteBuffer b = buffer((firstGrain + stored * grainSectors) * SECTOR);
    b.put(text("COWD")).putInt(1).putInt(3).putInt(content.length / SECTOR).putInt(grainSectors);
    b.putInt(directory).putInt(tables).putInt(b.capacity() / SECTOR);
    int next = firstGrain;
    for (int i = 0; i < states.length(); i++) {
      if (states.charAt(i) == 'd') {
        int table = i / 4096;
        b.putInt(directory * SECTOR + table * 4, firstTable + table * 32);
        b.putInt((firstTable + table * 32) * SECTOR + (i % 4096) * 4, next);
        int from = i * grainSectors * SECTOR;
        b.put(next * SECTOR, content, from, Math.min(content.length - from, grainSectors * SECTOR));
        next += grainSectors;
      }
    }
    return bytes(b);
  }

  /** A seSparse extent. A grain may also be {@code u}, unmapped by the guest. */
  byte[] seSparse(byte[] content, String states) {
    int tables = Math.ceilDiv(states.length(), 4096);
    int directorySectors = Math.ceilDiv(tables * 8, SECTOR);
    directory = 16;
    firstTable = directory + directorySectors;
    firstGrain = up(firstTable + tables * 64, 8);
    int stored = (int) states.chars().filter(c -> c == 'd').count();
    ByteBuffer b = buffer((firstGrain + stored * 8) * SECTOR);
    b.putLong(0xCAFEBABEL).putLong(0x200000001L).putLong(content.length / SECTOR);
    b.putLong(8).putLong(64).putLong(0);
    b.putLong(80, 1).putLong(88, 1).putLong(128, directory).putLong(136, directorySectors);
    b.putLong(144, firstTable).putLong(152, tables * 64L);
    b.putLong(192, firstGrain).putLong(200, stored * 8L);
    b.putLong(SECTOR, 0xCAFECAFEL);
    long next = 0;
    for (int t = 0; t < tables; t++) {
      // The tables lie in reverse order, so that an index into them means something.
      b.putLong(directory * SECTOR + t * 8, 0x1000_0000_0000_0000L | (tables - 1 - t));
    }
    for (int i = 0; i < states.length(); i++) {
      long entry =
          switch (states.charAt(i)) {
            case 'd' -> 0x3000_0000_0000_0000L | ((next & 0xFFF) << 48) | (next >>> 12);
            case 'z' -> 0x2000_0000_0000_0000L;
            case 'u' -> 0x1000_0000_0000_0000L;
            default -> 0;
          };
      int table = tables - 1 - i / 4096;
      b.putLong((firstTable + table * 64) * SECTOR + (i % 4096) * 8, entry);
      if (states.charAt(i) == 'd') {
        int from = i * 4096;
        b.put(
            (int) ((firstGrain + next * 8) * SECTOR),
            content,
            from,
            Math.min(content.length - from, 4096));
        next++;
      }
    }
    return bytes(b);
  }

  /** A stream as ovftool writes it: markers, the directory behind the grains, a footer. */
  byte[] stream(byte[] content, String states) {
    flags = 0x30001;
    version = 3;
    int grainBytes = grainSectors * SECTOR;
    int capacity = Math.ceilDiv(content.length, SECTOR);
    var out = new ByteArrayOutputStream();
    out.writeBytes(bytes(header(capacity, 0, -1, 128, 1)));
    out.writeBytes(text(descriptor));
    pad(out, 128 * SECTOR);
    int tables = Math.ceilDiv(states.length(), perTable);
    ByteBuffer gd = buffer(up(tables * 4, SECTOR));
    for (int t = 0; t < tables; t++) {
      ByteBuffer gt = buffer(perTable * 4);
      for (int i = t * perTable; i < Math.min(states.length(), (t + 1) * perTable); i++) {
        if (states.charAt(i) == 'd') {
          firstGrain = firstGrain == 0 ? out.size() / SECTOR : firstGrain;
          gt.putInt((i - t * perTable) * 4, out.size() / SECTOR);
          int from = i * grainBytes;
          byte[] packed =
              deflate(
                  Arrays.copyOfRange(content, from, Math.min(content.length, from + grainBytes)));
          out.writeBytes(bytes(buffer(12).putLong((long) i * grainSectors).putInt(packed.length)));
          out.writeBytes(packed);
          pad(out, SECTOR);
        }
      }
      out.writeBytes(marker(perTable * 4 / SECTOR, 1));
      gd.putInt(t * 4, out.size() / SECTOR);
      out.writeBytes(bytes(gt));
    }
    out.writeBytes(marker(gd.capacity() / SECTOR, 2));
    directory = out.size() / SECTOR;
    out.writeBytes(bytes(gd));
    out.writeBytes(marker(1, 3));
    out.writeBytes(bytes(header(capacity, 0, directory, 128, 1)));
    out.writeBytes(marker(0, 0));
    return out.toByteArray();
  }

  private static byte[] marker(long sectors, int type) {
    return bytes(buffer(SECTOR).putLong(sectors).putInt(0).putInt(type));
  }

  static byte[] deflate(byte[] bytes) {
    try (Deflater deflater = new Deflater()) {
      deflater.setInput(bytes);
      deflater.finish();
      byte[] packed = new byte[bytes.length * 2 + 100];
      return Arrays.copyOf(packed, deflater.deflate(packed));
    }
  }

  private static void pad(ByteArrayOutputStream out, int unit) {
    out.writeBytes(new byte[up(out.size(), unit) - out.size()]);
  }
}
