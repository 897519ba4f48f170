package io.coldmount.diskset.vmdk;

import io.coldmount.block.CorruptException;
import java.util.Locale;
import java.util.Set;

/**
 * A line that describes an extent: {@code RW 4192256 SPARSE "disk-s001.vmdk"}. Syntax: "Virtual
 * Disk Format 5.0", The Extent Descriptions.
 *
 * @param access RW, RDONLY or NOACCESS
 * @param length in bytes
 * @param type FLAT, SPARSE, ZERO, VMFS, VMFSSPARSE, SESPARSE, VMFSRDM, VMFSRAW ..., in upper case
 * @param name of the file or device, as given; empty if the line has none
 * @param offset where the extent begins in its file, in bytes
 */
record ExtentLine(String access, long length, String type, String name, long offset) {

  private static final Set<String> ACCESS = Set.of("RW", "RDONLY", "NOACCESS");

  /** How much of a bad line an error repeats. */
  private static final int SHOWN = 100;

  /** Whether {@code line}, trimmed, is meant as an extent. */
  static boolean matches(String line) {
    String[] words = line.split("\\s+", 2);
    return words.length == 2
        && ACCESS.contains(words[0].toUpperCase(Locale.ROOT))
        && !words[1].startsWith("=");
  }

  static ExtentLine parse(String source, String line) throws CorruptException {
    String[] words = line.split("\\s+", 4);
    if (words.length < 3) {
      throw bad(source, line, "it has no type");
    }
    long length = sectors(source, line, words[1], "size");
    String rest = words.length == 4 ? words[3].strip() : "";
    String name = "";
    String after = rest;
    if (rest.startsWith("\"")) {
      int close = rest.indexOf('"', 1);
      if (close < 0) {
        throw bad(source, line, "its file name does not end");
      }
      name = rest.substring(1, close);
      after = rest.substring(close + 1).strip();
    } else if (!rest.isEmpty() && !Character.isDigit(rest.charAt(0))) {
      String[] parts = rest.split("\\s+", 2);
      name = parts[0];
      after = parts.length == 2 ? parts[1] : "";
    }
    String offset = after.split("\\s+", 2)[0];
    return new ExtentLine(
        words[0].toUpperCase(Locale.ROOT),
        length,
        words[2].toUpperCase(Locale.ROOT),
        name,
        offset.isEmpty() ? 0 : sectors(source, line, offset, "offset"));
  }

  private static long sectors(String source, String line, String digits, String what)
      throws CorruptException {
    long sectors;
    try {
      sectors = Long.parseLong(digits);
    } catch (NumberFormatException e) {
      throw bad(source, line, "its " + what + " is no number");
    }
    if (!SparseHeader.sector(sectors)) {
      throw bad(source, line, "its " + what + " is out of range");
    }
    return sectors * 512;
  }

  private static CorruptException bad(String source, String line, String why) {
    String shown = line.length() > SHOWN ? line.substring(0, SHOWN) + "..." : line;
    return new CorruptException(
        source, "the extent line \"" + shown.replaceAll("\\p{Cntrl}", "?") + "\" is wrong: " + why);
  }
}
