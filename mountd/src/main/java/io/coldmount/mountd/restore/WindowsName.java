package io.coldmount.mountd.restore;

import java.util.Locale;
import java.util.Set;

/**
 * Names as Windows can have them. What it cannot have is written as {@code %} and two hexadecimal
 * digits. The rules: Microsoft, "Naming Files, Paths, and Namespaces".
 */
final class WindowsName {

  private static final Set<String> DEVICES =
      Set.of(
          "CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$", "COM0", "COM1", "COM2", "COM3", "COM4",
          "COM5", "COM6", "COM7", "COM8", "COM9", "COM¹", "COM²", "COM³", "LPT0", "LPT1", "LPT2",
          "LPT3", "LPT4", "LPT5", "LPT6", "LPT7", "LPT8", "LPT9", "LPT¹", "LPT²", "LPT³");

  private WindowsName() {}

  /** One name of a path. */
  static String of(String name) {
    StringBuilder text = new StringBuilder();
    boolean device = isDevice(name);
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      boolean last = i == name.length() - 1;
      boolean ends = last && (c == '.' || c == ' ');
      if (c < 0x20 || "<>:\"/\\|?*%".indexOf(c) >= 0 || ends || (device && i == 0)) {
        text.append('%').append(String.format(Locale.ROOT, "%02X", (int) c));
      } else {
        text.append(c);
      }
    }
    return text.toString();
  }

  /** The same for names that Windows takes for one: it compares them unit by unit, without case. */
  static String key(String name) {
    char[] units = name.toCharArray();
    for (int i = 0; i < units.length; i++) {
      units[i] = Character.toLowerCase(Character.toUpperCase(units[i]));
    }
    return new String(units);
  }

  /** A device keeps its meaning with whatever stands behind a dot. */
  private static boolean isDevice(String name) {
    int dot = name.indexOf('.');
    String stem = dot < 0 ? name : name.substring(0, dot);
    return DEVICES.contains(stem.stripTrailing().toUpperCase(Locale.ROOT));
  }
}
