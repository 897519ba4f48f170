package io.coldmount.mountd.os.hive;

import io.coldmount.block.BlockSource;
import io.coldmount.block.MemorySource;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Writes hives, byte by byte after the regf specification. */
final class TestHive {

  private static final int BIN_HEADER = 32;
  private static final int SEGMENT = 16344;

  /** A key to write; {@code list} is the signature of the list of its children. */
  record Key(String name, String list, List<Value> values, List<Key> children) {
    static Key of(String name, List<Value> values, Key... children) {
      return new Key(name, "lh", values, List.of(children));
    }
  }

  /** A value to write. */
  @SuppressWarnings("ArrayRecordComponent") // nobody compares values
  record Value(String name, int type, byte[] data) {
    static Value text(String name, String text) {
      return new Value(name, 1, (text + "\0").getBytes(StandardCharsets.UTF_16LE));
    }

    static Value number(String name, int number) {
      return new Value(
          name, 4, ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(number).array());
    }
  }

  private final ByteBuffer bins;
  private final Map<String, Integer> places = new HashMap<>();
  private final byte[] bytes;

  TestHive(Key root) {
    this(root, 64 * 1024);
  }

  TestHive(Key root, int binsSize) {
    bins = ByteBuffer.allocate(binsSize).order(ByteOrder.LITTLE_ENDIAN);
    bins.put("hbin".getBytes(StandardCharsets.US_ASCII)).putInt(0).putInt(binsSize);
    bins.position(BIN_HEADER);
    int rootCell = key(root, "");
    bins.putInt(binsSize - bins.position()); // the rest is one free cell
    ByteBuffer file = ByteBuffer.allocate(BaseBlock.SIZE + binsSize);
    file.put(base(rootCell, binsSize, 7, 7, 0)).position(BaseBlock.SIZE);
    file.put(bins.array());
    bytes = file.array();
  }

  /**
   * Where in the file the data of a cell begins: {@code key \A}, {@code list \A}, {@code value
   * \A@x}.
   */
  int place(String what) {
    Integer cell = places.get(what);
    if (cell == null) {
      throw new IllegalArgumentException(what + " is not among " + places.keySet());
    }
    return BaseBlock.SIZE + cell + 4;
  }

  byte[] bytes() {
    return bytes.clone();
  }

  /** The file with a field changed; the base block's checksum is made right again. */
  byte[] with(int offset, int width, long value) {
    byte[] changed = bytes();
    ByteBuffer b = ByteBuffer.wrap(changed).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < width; i++) {
      b.put(offset + i, (byte) (value >> (8 * i)));
    }
    if (offset < 508) {
      b.putInt(508, checksum(changed));
    }
    return changed;
  }

  static BlockSource source(byte[] bytes) {
    return new MemorySource("HIVE", bytes);
  }

  static byte[] base(int rootCell, int binsSize, int primary, int secondary, int fileType) {
    ByteBuffer b = ByteBuffer.allocate(512).order(ByteOrder.LITTLE_ENDIAN);
    b.put("regf".getBytes(StandardCharsets.US_ASCII)).putInt(primary).putInt(secondary);
    b.putLong(0x01D9_0000_0000_0000L).putInt(1).putInt(5).putInt(fileType).putInt(1);
    b.putInt(rootCell).putInt(binsSize).putInt(1);
    b.putInt(508, checksum(b.array()));
    return b.array();
  }

  static int checksum(byte[] base) {
    ByteBuffer b = ByteBuffer.wrap(base).order(ByteOrder.LITTLE_ENDIAN);
    int sum = 0;
    for (int i = 0; i < 508; i += 4) {
      sum ^= b.getInt(i);
    }
    return sum == 0 ? 1 : sum == -1 ? -2 : sum;
  }

  private int cell(String what, byte[] data) {
    int offset = bins.position();
    int size = (data.length + 4 + 7) / 8 * 8;
    bins.putInt(-size).put(data).position(offset + size);
    places.put(what, offset);
    return offset;
  }

  private int key(Key key, String path) {
    List<Integer> children = new ArrayList<>();
    for (Key child : key.children) {
      children.add(key(child, path + "\\" + child.name));
    }
    int list = children.isEmpty() ? -1 : list(key, children, path);
    int values = key.values.isEmpty() ? -1 : values(key, path);
    byte[] name = key.name.getBytes(StandardCharsets.ISO_8859_1);
    ByteBuffer b = ByteBuffer.allocate(76 + name.length).order(ByteOrder.LITTLE_ENDIAN);
    b.put("nk".getBytes(StandardCharsets.US_ASCII)).putShort((short) 0x20).putLong(0);
    b.position(20).putInt(children.size()).putInt(0).putInt(list).putInt(-1);
    b.putInt(key.values.size()).putInt(values).putInt(-1).putInt(-1);
    b.position(72).putShort((short) name.length).putShort((short) 0).put(name);
    return cell("key " + path, b.array());
  }

  private int list(Key key, List<Integer> children, String path) {
    if (!key.list.equals("ri")) {
      return cell("list " + path, leaf(key.list, key.children, children));
    }
    int half = children.size() / 2;
    int first =
        cell("leaf " + path, leaf("lf", key.children.subList(0, half), children.subList(0, half)));
    int second =
        cell(
            "leaf2 " + path,
            leaf(
                "li",
                key.children.subList(half, children.size()),
                children.subList(half, children.size())));
    ByteBuffer b = ByteBuffer.allocate(12).order(ByteOrder.LITTLE_ENDIAN);
    b.put("ri".getBytes(StandardCharsets.US_ASCII)).putShort((short) 2).putInt(first);
    return cell("list " + path, b.putInt(second).array());
  }

  private static byte[] leaf(String signature, List<Key> keys, List<Integer> cells) {
    int width = signature.equals("li") ? 4 : 8;
    ByteBuffer b = ByteBuffer.allocate(4 + width * keys.size()).order(ByteOrder.LITTLE_ENDIAN);
    b.put(signature.getBytes(StandardCharsets.US_ASCII)).putShort((short) keys.size());
    for (int i = 0; i < keys.size(); i++) {
      b.putInt(cells.get(i));
      if (width == 8) {
        b.putInt(signature.equals("lh") ? (int) Names.hash(keys.get(i).name) : 0);
      }
    }
    return b.array();
  }

  private int values(Key key, String path) {
    ByteBuffer list = ByteBuffer.allocate(4 * key.values.size()).order(ByteOrder.LITTLE_ENDIAN);
    for (Value value : key.values) {
      list.putInt(value(value, path + "@" + value.name));
    }
    return cell("values " + path, list.array());
  }

  private int value(Value value, String path) {
    byte[] name = value.name.getBytes(StandardCharsets.ISO_8859_1);
    int size = value.data.length;
    int place;
    if (size <= 4) {
      byte[] field = java.util.Arrays.copyOf(value.data, 4);
      place = ByteBuffer.wrap(field).order(ByteOrder.LITTLE_ENDIAN).getInt();
      size |= 0x8000_0000;
    } else {
      place = size > SEGMENT ? segments(value.data, path) : cell("data " + path, value.data);
    }
    ByteBuffer b = ByteBuffer.allocate(20 + name.length).order(ByteOrder.LITTLE_ENDIAN);
    b.put("vk".getBytes(StandardCharsets.US_ASCII)).putShort((short) name.length);
    b.putInt(size).putInt(place).putInt(value.type).putShort((short) 1).putShort((short) 0);
    return cell("value " + path, b.put(name).array());
  }

  private int segments(byte[] data, String path) {
    int count = (data.length + SEGMENT - 1) / SEGMENT;
    ByteBuffer list = ByteBuffer.allocate(4 * count).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < count; i++) {
      int end = Math.min(data.length, (i + 1) * SEGMENT);
      list.putInt(cell("segment", java.util.Arrays.copyOfRange(data, i * SEGMENT, end)));
    }
    int cell = cell("segments " + path, list.array());
    ByteBuffer b = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
    b.put("db".getBytes(StandardCharsets.US_ASCII)).putShort((short) count).putInt(cell);
    return cell("data " + path, b.array());
  }
}
