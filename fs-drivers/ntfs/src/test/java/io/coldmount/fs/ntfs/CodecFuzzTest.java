package io.coldmount.fs.ntfs;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.coldmount.block.ByteView;
import io.coldmount.block.ImageException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** The decompressors and small structures, fed with anything. */
final class CodecFuzzTest {

  private static final byte GUARD = 0x5A;

  @FuzzTest(maxDuration = "40s")
  void lznt1(byte[] data) {
    byte[] out = new byte[data.length % 3 == 0 ? 65536 : 5000];
    try {
      Lznt1.inflate("fuzz", data, data.length, out);
    } catch (ImageException expected) {
      requireMessage(expected);
    }
  }

  @FuzzTest(maxDuration = "40s")
  void xpress(byte[] data) {
    chunk(new Xpress("fuzz", 16384), data);
  }

  @FuzzTest(maxDuration = "40s")
  void lzx(byte[] data) {
    chunk(new Lzx("fuzz"), data);
  }

  /** The decoder is used twice, and sees guards around its input: it must not tell them apart. */
  private static void chunk(ChunkDecoder decoder, byte[] data) {
    int size = data.length == 0 ? 1 : 1 + (data[0] & 0xFF) * (decoder.chunkSize() - 1) / 255;
    String first = decode(decoder, data, 0, data.length, size);
    byte[] guarded = new byte[data.length + 64];
    Arrays.fill(guarded, GUARD);
    System.arraycopy(data, 0, guarded, 32, data.length);
    String second = decode(decoder, guarded, 32, 32 + data.length, size);
    if (first.startsWith("ok") != second.startsWith("ok")
        || (first.startsWith("ok") && !first.equals(second))) {
      throw new AssertionError("the decoder read outside its input: " + first + ", " + second);
    }
  }

  private static String decode(ChunkDecoder decoder, byte[] data, int from, int to, int size) {
    try {
      decoder.decode(data, from, to, size);
      return "ok " + Arrays.hashCode(Arrays.copyOf(decoder.out, size));
    } catch (ImageException expected) {
      requireMessage(expected);
      return "error";
    }
  }

  @FuzzTest(maxDuration = "40s")
  void plainLz77(byte[] data) {
    byte[] out = new byte[data.length == 0 ? 1 : 1 + (data[0] & 0xFF) * 512];
    try {
      PlainLz77.inflate("fuzz", data, out);
    } catch (ImageException expected) {
      requireMessage(expected);
    }
  }

  /** The data of a reparse point of deduplication, their CRC made right, and a list of chunks. */
  @FuzzTest(maxDuration = "40s")
  void deduplication(byte[] data) {
    byte[] reparse = Arrays.copyOf(data, Math.max(12, data.length));
    ByteBuffer b = ByteBuffer.wrap(reparse).order(java.nio.ByteOrder.LITTLE_ENDIAN);
    b.putShort(0, (short) (data.length % 2 == 0 ? 0x0102 : 0x0201));
    b.putShort(2, (short) reparse.length);
    byte[] behindHeader = new byte[8 + reparse.length];
    System.arraycopy(reparse, 0, behindHeader, 8, reparse.length);
    DedupStore.seal(behindHeader);
    try {
      for (var part : DedupReparse.parse(view(behindHeader).from(8)).parts()) {
        if (part.end() <= part.begin() || part.mapSize() > ChunkMap.MAXIMUM) {
          throw new AssertionError(part.toString());
        }
      }
    } catch (ImageException expected) {
      requireMessage(expected);
    }
    if (ChunkMap.isSize(data.length)) {
      byte[] list = data.clone();
      System.arraycopy(
          ChunkMap.MAGIC.getBytes(java.nio.charset.StandardCharsets.US_ASCII), 0, list, 0, 4);
      try {
        ChunkMap map = ChunkMap.parse(view(list), 0, view(list).u64le(list.length - 48));
        for (int i = 0; i < map.count(); i++) {
          if (map.find(map.begin(i)) != i || map.find(map.end(i) - 1) != i) {
            throw new AssertionError("chunk " + i + " is not found");
          }
        }
      } catch (ImageException expected) {
        requireMessage(expected);
      }
    }
  }

  @FuzzTest(maxDuration = "40s")
  void runs(byte[] data) {
    try {
      byte[] attribute = new byte[64 + data.length];
      System.arraycopy(data, 0, attribute, 64, data.length);
      ByteBuffer b = ByteBuffer.wrap(attribute).order(java.nio.ByteOrder.LITTLE_ENDIAN);
      b.putInt(0, AttributeType.DATA);
      b.put(8, (byte) 1);
      b.putShort(32, (short) 64);
      b.putLong(24, data.length > 0 ? data[0] : 0);
      Runs runs = new Runs.Builder(1 << 20).add(AttributeRecord.parse(view(attribute))).build();
      for (int i = 0; i < runs.count(); i++) {
        if (runs.find(runs.vcn(i)) != i || runs.find(runs.end(i) - 1) != i) {
          throw new AssertionError("run " + i + " is not found");
        }
      }
    } catch (ImageException expected) {
      requireMessage(expected);
    }
  }

  @FuzzTest(maxDuration = "40s")
  void attributeList(byte[] data) {
    try {
      AttributeList.parse(view(data));
    } catch (ImageException expected) {
      requireMessage(expected);
    }
  }

  @FuzzTest(maxDuration = "40s")
  void record(byte[] data) {
    byte[] record = Arrays.copyOf(data, 1024);
    try {
      FileRecord parsed = FileRecord.parse(view(record), 1);
      for (AttributeRecord attribute : parsed.attributes()) {
        if (!attribute.isResident()) {
          new Runs.Builder(1 << 30).add(attribute).build();
        }
      }
    } catch (ImageException expected) {
      requireMessage(expected);
    }
    try {
      FixUp.apply("fuzz", 0, record, 0, 1024, "FILE", "a record");
    } catch (ImageException expected) {
      requireMessage(expected);
    }
  }

  @FuzzTest(maxDuration = "40s")
  void indexNode(byte[] data) {
    if (data.length < 16) {
      return;
    }
    try {
      IndexNode node = IndexNode.parse("fuzz", 0, data, 0, true);
      var index =
          Index.open(
              "fuzz",
              4096,
              io.coldmount.block.ImageCache.ofBytes(1000).region(IndexNode::weight),
              1,
              true,
              rootOf(data),
              null);
      var directory = new Directory("fuzz", index, null, null, UpCase.ofUnicode());
      directory.find("name", true);
      directory.list(0, (reference, bytes, key, next) -> Directory.name(bytes, key).length() >= 0);
      if (node.entryFrom(0) != 0) {
        throw new AssertionError();
      }
    } catch (java.io.IOException expected) {
      if (!(expected instanceof ImageException)) {
        throw new AssertionError(expected);
      }
    }
  }

  private static byte[] rootOf(byte[] node) {
    byte[] root = new byte[16 + node.length];
    root[9] = 0x10;
    System.arraycopy(node, 0, root, 16, node.length);
    return root;
  }

  @FuzzTest(maxDuration = "40s")
  void reparsePoint(byte[] data) {
    try {
      ReparsePoint point = ReparsePoint.parse(view(data));
      if (point.isLink()) {
        var target = LinkTarget.of(point).inside(data.length % 5).toString();
        if (target.startsWith("/")) {
          throw new AssertionError("a link leaves the volume: " + target);
        }
      } else if (point.tag() == ReparsePoint.WOF) {
        WofInformation.parse(point.data());
      }
    } catch (ImageException expected) {
      requireMessage(expected);
    }
  }

  @FuzzTest(maxDuration = "40s")
  void extendedAttributes(byte[] data) {
    try {
      ExtendedAttributes.parse(view(data)).number("$LXUID");
      Sid.ownerOf(view(data));
    } catch (ImageException expected) {
      requireMessage(expected);
    }
  }

  @FuzzTest(maxDuration = "40s")
  void bootSector(byte[] data) {
    byte[] sector = Arrays.copyOf(data, 512);
    System.arraycopy(
        "NTFS    ".getBytes(java.nio.charset.StandardCharsets.US_ASCII), 0, sector, 3, 8);
    try {
      BootSector boot = BootSector.parse(view(sector));
      if (boot.clusterCount() <= 0 || boot.clusterSize() > BootSector.MAXIMUM_CLUSTER) {
        throw new AssertionError(boot.toString());
      }
    } catch (ImageException expected) {
      requireMessage(expected);
    }
  }

  private static ByteView view(byte[] bytes) {
    return new ByteView("fuzz", 0, bytes);
  }

  private static void requireMessage(ImageException e) {
    if (String.valueOf(e.getMessage()).isEmpty()) {
      throw new AssertionError("an error without a message");
    }
  }
}
