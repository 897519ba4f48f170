package io.coldmount.mountd.os;

import java.util.Comparator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Version numbers in text. */
final class Versions {

  private static final Pattern NUMBERS = Pattern.compile("([0-9]{1,9})(?:\\.([0-9]{1,9}))?");
  private static final Pattern PART = Pattern.compile("[0-9]{1,18}|[^0-9]");

  /** Digits as numbers, all else as characters: 6.9 comes before 6.10. */
  static final Comparator<String> ORDER = Versions::compare;

  private Versions() {}

  static @Nullable Integer major(String version) {
    return number(version, 1);
  }

  static @Nullable Integer minor(String version) {
    return number(version, 2);
  }

  private static @Nullable Integer number(String version, int group) {
    Matcher numbers = NUMBERS.matcher(version);
    return numbers.find() && numbers.group(group) != null
        ? Integer.valueOf(numbers.group(group))
        : null;
  }

  private static int compare(String one, String other) {
    Matcher a = PART.matcher(one);
    Matcher b = PART.matcher(other);
    while (true) {
      boolean more = a.find();
      if (!b.find()) {
        return more ? 1 : 0;
      }
      if (!more) {
        return -1;
      }
      int order = comparePart(a.group(), b.group());
      if (order != 0) {
        return order;
      }
    }
  }

  private static int comparePart(String one, String other) {
    boolean digits = isDigit(one.charAt(0)) && isDigit(other.charAt(0));
    return digits ? Long.compare(Long.parseLong(one), Long.parseLong(other)) : one.compareTo(other);
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }
}
