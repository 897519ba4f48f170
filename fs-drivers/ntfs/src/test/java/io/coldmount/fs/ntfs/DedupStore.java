package io.coldmount.fs.ntfs;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.CRC32;

/** Writes a chunk store and the reparse points that lead to it, as Windows Server has them. */
final class DedupStore {

  static final String STORE = "{01234567-89AB-CDEF-0123-456789ABCDEF}.ddp";
  static final String STREAM = "00000001.00000002.ccc";
  static final String DATA = "00000003.00000004.ccc";

  private static final byte[] GUID = {
    0x67, 0x45, 0x23, 0x01, (byte) 0xAB, (byte) 0x89, (byte) 0xEF, (byte) 0xCD,
    0x01, 0x23, 0x45, 0x67, (byte) 0x89, (byte) 0xAB, (byte) 0xCD, (byte) 0xEF
  };
  private static final int FIRST = 0x5000;

  final ByteArrayOutputStream streams = new ByteArrayOutputStream();
  final ByteArrayOutputStream data = new ByteArrayOutputStream();
  private final List<long[]> index = new ArrayList<>();

  DedupStore() {
    streams.writeBytes(new byte[FIRST]);
    data.writeBytes(new byte[FIRST]);
  }

  /** A list of chunks, and what a reparse point says of it. */
  record Part(int number, long offset, int size, String digest, long begin, long end) {}

  /**
   * Stores {@code content[from, to)} in chunks of {@code chunk} bytes, every other one compressed.
   */
  Part add(byte[] content, int from, int to, int chunk) throws Exception {
    int count = (to - from + chunk - 1) / chunk;
    byte[] list = new byte[8 + 64 * count];
    ByteBuffer map = buffer(list);
    map.putInt(0, magic("Smap"));
    for (int i = 0; i < count; i++) {
      int begin = from + i * chunk;
      int end = Math.min(to, begin + chunk);
      byte[] plain = Arrays.copyOfRange(content, begin, end);
      byte[] packed = i % 2 == 0 ? PlainLz77Packer.pack(plain) : plain;
      byte[] stored = packed.length < plain.length ? packed : plain;
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(plain);
      int at = 8 + 64 * i;
      map.putInt(at, i).putInt(at + 4, 3).putInt(at + 8, data.size()).putInt(at + 12, 4);
      map.putLong(at + 16, end).put(at + 24, digest).putInt(at + 56, stored.length);
      data.writeBytes(header(0x58, 0x28, i, stored.length, digest));
      data.writeBytes(stored);
    }
    byte[] digest = Arrays.copyOf(MessageDigest.getInstance("SHA-256").digest(list), 16);
    int number = index.size() + 7;
    var part =
        new Part(number, streams.size(), list.length, HexFormat.of().formatHex(digest), from, to);
    index.add(new long[] {number, streams.size()});
    streams.writeBytes(header(0x68, 0x38, number, list.length, digest));
    streams.writeBytes(list);
    return part;
  }

  private static byte[] header(int size, int digestAt, int number, int payload, byte[] digest) {
    byte[] bytes = new byte[size];
    ByteBuffer b = buffer(bytes);
    b.putInt(0, magic("Ckhr")).putInt(8, number).putInt(12, payload).put(digestAt, digest);
    return bytes;
  }

  /** The reparse point of a file in these parts, version 1.2 of its data. */
  static byte[] reparse(List<Part> parts) {
    int length = 0x94 + 64 * parts.size() + 4;
    byte[] bytes = new byte[8 + length];
    ByteBuffer b = buffer(bytes);
    start(b, 0x0102, length);
    b.putShort(8 + 0x4C, (short) (64 * parts.size())).putShort(8 + 0x4E, (short) 0x94);
    b.put(8 + 0x74, GUID);
    for (int i = 0; i < parts.size(); i++) {
      entry(b, 8 + 0x94 + 64 * i, parts.get(i));
    }
    return seal(bytes);
  }

  /** The reparse point of a file in one part, version 2.1 of its data. */
  static byte[] shortReparse(Part part) {
    int length = 0x38 + 64 + 16 + 4;
    byte[] bytes = new byte[8 + length];
    ByteBuffer b = buffer(bytes);
    start(b, 0x0201, length);
    entry(b, 8 + 0x38, part);
    b.putLong(8 + 8, part.end).put(8 + 0x18, GUID).putLong(8 + 0x38 + 0x30, -1);
    b.putLong(8 + 0x38 + 0x38, -1); // more of the digest
    return seal(bytes);
  }

  private static void start(ByteBuffer b, int format, int length) {
    b.putInt(0, ReparsePoint.DEDUP).putShort(4, (short) length);
    b.putShort(8, (short) format).putShort(10, (short) length);
  }

  private static void entry(ByteBuffer b, int at, Part part) {
    b.putInt(at, part.number).putInt(at + 4, 1).putInt(at + 8, (int) part.offset);
    b.putInt(at + 0x18, part.size).put(at + 0x20, HexFormat.of().parseHex(part.digest));
    b.putLong(at + 0x30, part.end).putLong(at + 0x38, part.begin);
  }

  /** Computes the CRC anew. */
  static byte[] seal(byte[] bytes) {
    var crc = new CRC32();
    int end = bytes.length - 4;
    crc.update(bytes, 8, end - 8);
    buffer(bytes).putInt(end, (int) crc.getValue());
    return bytes;
  }

  /** Writes the folders of the store below {@code root}. */
  void write(Path root) throws Exception {
    Path store = root.resolve("System Volume Information").resolve("Dedup").resolve("ChunkStore");
    Path stream = Files.createDirectories(store.resolve(STORE).resolve("Stream"));
    Path chunks = Files.createDirectories(store.resolve(STORE).resolve("Data"));
    byte[] all = streams.toByteArray();
    ByteBuffer head = buffer(all);
    head.putInt(0x3000, magic("Rrtl")).putInt(0x3008, index.size());
    for (int i = 0; i < index.size(); i++) {
      head.putInt(0x3020 + 8 * i, (int) index.get(i)[0]);
      head.putInt(0x3024 + 8 * i, (int) index.get(i)[1]);
    }
    Files.write(stream.resolve("00000000.00000001.ccc"), new byte[FIRST]);
    Files.write(stream.resolve(STREAM), all);
    Files.write(chunks.resolve(DATA), data.toByteArray());
  }

  private static ByteBuffer buffer(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static int magic(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII))
        .order(ByteOrder.LITTLE_ENDIAN)
        .getInt();
  }
}
