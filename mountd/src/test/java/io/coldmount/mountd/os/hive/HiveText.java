package io.coldmount.mountd.os.hive;

import java.io.IOException;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;

/** A whole hive as text: each key and value by its path. */
final class HiveText {

  private static final int MAX_DEPTH = 64;
  private static final int MAX_LINES = 100_000;

  private HiveText() {}

  static Map<String, String> of(Hive hive) throws IOException {
    Map<String, String> lines = new TreeMap<>();
    key(hive.root(), "", 0, lines);
    return lines;
  }

  private static void key(HiveKey key, String path, int depth, Map<String, String> lines)
      throws IOException {
    lines.put(path + "\\", Long.toString(key.lastWritten()));
    for (HiveValue value : key.values()) {
      lines.put(
          path + "\\@" + value.name(), value.type() + ":" + HexFormat.of().formatHex(value.data()));
    }
    if (depth < MAX_DEPTH && lines.size() < MAX_LINES) {
      for (HiveKey child : key.subkeys()) {
        key(child, path + "\\" + child.name(), depth + 1, lines);
      }
    }
  }
}
