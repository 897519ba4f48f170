package io.coldmount.diskset.vmdk;

import io.coldmount.block.CorruptException;
import io.coldmount.block.ImageException;
import io.coldmount.block.UnsupportedException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * What a descriptor says. Syntax: "Virtual Disk Format 5.0", The Descriptor File. Read as found in
 * the wild: keys in any case, blanks around the equals sign, values with or without quotes, any
 * line end, unknown lines skipped, the first of two equal keys counts.
 *
 * @param contentId the CID, eight lower-case hex digits where it is a hex number, or empty
 * @param parentContentId the parent's, or empty where the disk begins a chain
 * @param entries every key and value that is no extent, in order
 */
record Descriptor(
    String createType,
    String contentId,
    String parentContentId,
    String parentHint,
    List<ExtentLine> extents,
    Map<String, String> entries) {

  /** 16 TiB in pieces of 2 GiB; each may be a file of its own. */
  private static final int MAX_EXTENTS = 8192;

  /** Far more than any disk database has. */
  private static final int MAX_ENTRIES = 4096;

  /** Sums of offsets up to here fit a long. */
  private static final long MAX_CAPACITY = 1L << 62;

  private static final String NO_PARENT = "ffffffff";
  private static final Pattern HEX = Pattern.compile("(?:0x)?([0-9a-f]{1,8})");

  Descriptor {
    extents = List.copyOf(extents);
    entries = Collections.unmodifiableMap(entries);
  }

  static Descriptor parse(String source, byte[] bytes) throws ImageException {
    Map<String, String> entries = new LinkedHashMap<>();
    Map<String, String> byKey = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    List<ExtentLine> extents = new ArrayList<>();
    for (String raw : DescriptorText.decode(bytes).lines().toList()) {
      String line = raw.strip();
      if (line.isEmpty() || line.startsWith("#")) {
        continue;
      }
      if (ExtentLine.matches(line)) {
        add(extents, ExtentLine.parse(source, line), source);
      } else if (line.indexOf('=') > 0 && entries.size() < MAX_ENTRIES) {
        int equals = line.indexOf('=');
        String key = line.substring(0, equals).strip();
        String value = unquoted(line.substring(equals + 1).strip());
        if (byKey.putIfAbsent(key, value) == null) {
          entries.put(key, value);
        }
      }
    }
    refuseEncrypted(source, byKey);
    if (extents.isEmpty()) {
      throw new CorruptException(source, "its descriptor names no extent");
    }
    String parent = contentId(byKey.getOrDefault("parentCID", ""));
    return new Descriptor(
        byKey.getOrDefault("createType", ""),
        contentId(byKey.getOrDefault("CID", "")),
        parent.equals(NO_PARENT) ? "" : parent,
        byKey.getOrDefault("parentFileNameHint", ""),
        extents,
        entries);
  }

  private static void add(List<ExtentLine> extents, ExtentLine line, String source)
      throws ImageException {
    if (extents.size() == MAX_EXTENTS) {
      throw new UnsupportedException(source, "a disk of more than " + MAX_EXTENTS + " extents");
    }
    if (line.length() > 0) {
      extents.add(line);
    }
  }

  private static String unquoted(String value) {
    if (!value.startsWith("\"")) {
      return value;
    }
    int close = value.indexOf('"', 1);
    return close < 0 ? value.substring(1) : value.substring(1, close);
  }

  private static String contentId(String value) {
    var hex = HEX.matcher(value.toLowerCase(Locale.ROOT));
    return hex.matches() ? "0".repeat(8 - hex.group(1).length()) + hex.group(1) : value;
  }

  private static void refuseEncrypted(String source, Map<String, String> byKey)
      throws UnsupportedException {
    if (byKey.getOrDefault("version", "1").equals("2")) {
      throw new UnsupportedException(source, "descriptor version 2 (an encrypted disk)");
    }
    for (var entry : byKey.entrySet()) {
      String key = entry.getKey().toLowerCase(Locale.ROOT);
      if (key.startsWith("encryption") || key.startsWith("ddb.encryption")) {
        throw new UnsupportedException(source, "an encrypted disk (" + entry.getKey() + ")");
      }
      if (key.equals("ddb.iofilters") && entry.getValue().contains("vmwarevmcrypt")) {
        throw new UnsupportedException(source, "an encrypted disk (vmwarevmcrypt)");
      }
    }
  }

  /** The value of {@code key} in any case, or an empty text. */
  String value(String key) {
    for (var entry : entries.entrySet()) {
      if (entry.getKey().equalsIgnoreCase(key)) {
        return entry.getValue();
      }
    }
    return "";
  }

  /** The sum of the extents, in bytes. */
  long capacity(String source) throws CorruptException {
    long sum = 0;
    for (ExtentLine extent : extents) {
      if (MAX_CAPACITY - sum < extent.length()) {
        throw new CorruptException(source, "its extents together are larger than 2^62 bytes");
      }
      sum += extent.length();
    }
    return sum;
  }
}
