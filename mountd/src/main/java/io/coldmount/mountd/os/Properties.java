package io.coldmount.mountd.os;

import java.util.HashMap;
import java.util.Map;

/** {@code KEY=value} lines as a shell would read them: os-release(5), lsb-release, ifcfg files. */
record Properties(Map<String, String> values) {

  private static final int MAX_KEYS = 256;

  Properties {
    values = Map.copyOf(values);
  }

  static Properties parse(String text) {
    Map<String, String> values = new HashMap<>();
    for (String line : (Iterable<String>) text.lines()::iterator) {
      String stripped = line.strip();
      int equals = stripped.indexOf('=');
      if (equals > 0 && !stripped.startsWith("#") && values.size() < MAX_KEYS) {
        values.put(stripped.substring(0, equals), unquoted(stripped.substring(equals + 1)));
      }
    }
    return new Properties(values);
  }

  /** The value of {@code key}, or empty. */
  String get(String key) {
    return values.getOrDefault(key, "");
  }

  private static String unquoted(String value) {
    if (value.isEmpty() || "\"'".indexOf(value.charAt(0)) < 0) {
      return value;
    }
    char quote = value.charAt(0);
    StringBuilder text = new StringBuilder();
    for (int i = 1; i < value.length() && value.charAt(i) != quote; i++) {
      boolean escaped = quote == '"' && value.charAt(i) == '\\' && i + 1 < value.length();
      text.append(value.charAt(escaped ? ++i : i));
    }
    return text.toString();
  }
}
