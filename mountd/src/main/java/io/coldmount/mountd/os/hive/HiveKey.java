package io.coldmount.mountd.os.hive;

import io.coldmount.block.ByteView;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A key of a hive. */
public final class HiveKey {

  private final Cells cells;
  private final int minorVersion;
  private final KeyNode node;

  private HiveKey(Cells cells, int minorVersion, KeyNode node) {
    this.cells = cells;
    this.minorVersion = minorVersion;
    this.node = node;
  }

  static HiveKey at(Cells cells, int minorVersion, long offset) throws IOException {
    return new HiveKey(cells, minorVersion, KeyNode.parse(cells.cell(offset, "a key")));
  }

  public String name() {
    return node.name();
  }

  /** When it was written, as FILETIME: tenths of microseconds since 1601. */
  public long lastWritten() {
    return node.lastWritten();
  }

  /** The subkey called {@code name}, in whatever case, or null. */
  public @Nullable HiveKey subkey(String name) throws IOException {
    long hash = Names.hash(name);
    HiveKey[] found = new HiveKey[1];
    SubkeyList.walk(
        cells,
        node.subkeyList(),
        node.subkeys(),
        (offset, hashed) -> {
          if (hashed == -1 || hashed == hash) {
            HiveKey key = at(cells, minorVersion, offset);
            found[0] = Names.same(key.name(), name) ? key : null;
          }
          return found[0] == null;
        });
    return found[0];
  }

  /** The key at {@code path}, names parted by backslashes, below this one, or null. */
  public @Nullable HiveKey find(String path) throws IOException {
    HiveKey key = this;
    for (String name : path.split("\\\\", -1)) {
      key = key.subkey(name);
      if (key == null) {
        return null;
      }
    }
    return key;
  }

  /** All subkeys, in the order of the hive. */
  public List<HiveKey> subkeys() throws IOException {
    List<HiveKey> keys = new ArrayList<>();
    SubkeyList.walk(
        cells,
        node.subkeyList(),
        node.subkeys(),
        (offset, hash) -> keys.add(at(cells, minorVersion, offset)));
    return keys;
  }

  /** The value called {@code name}, in whatever case, or null. */
  public @Nullable HiveValue value(String name) throws IOException {
    ByteView list = valueList();
    for (int i = 0; i < node.values(); i++) {
      HiveValue value = HiveValue.at(cells, minorVersion, list.u32le(4 * i));
      if (Names.same(value.name(), name)) {
        return value;
      }
    }
    return null;
  }

  /** All values, in the order of the hive. */
  public List<HiveValue> values() throws IOException {
    List<HiveValue> values = new ArrayList<>();
    ByteView list = valueList();
    for (int i = 0; i < node.values(); i++) {
      values.add(HiveValue.at(cells, minorVersion, list.u32le(4 * i)));
    }
    return values;
  }

  private ByteView valueList() throws IOException {
    return node.values() == 0
        ? new ByteView(cells.name(), 0, new byte[0])
        : cells.cell(node.valueList(), "a list of values");
  }

  /** The text of the value called {@code name}, or empty if there is none or it is no text. */
  public String text(String name) throws IOException {
    HiveValue value = value(name);
    return value == null || !value.isText() ? "" : value.text();
  }

  /** The number in the value called {@code name}, or null if there is none or it is no number. */
  public @Nullable Long number(String name) throws IOException {
    HiveValue value = value(name);
    return value == null || value.type() != HiveValue.DWORD ? null : value.number();
  }
}
