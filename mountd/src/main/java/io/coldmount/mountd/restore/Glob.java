package io.coldmount.mountd.restore;

import java.util.ArrayList;
import java.util.List;

/**
 * A pattern of the shell: {@code *}, {@code ?}, {@code [a-z]}, {@code [!a]}, a backslash before a
 * character that stands for itself; between slashes {@code **} is any number of names. Matching
 * costs at most the product of the two lengths, whatever a guest's name looks like.
 */
public final class Glob {

  private final List<String> parts;
  private final boolean anywhere;

  private Glob(List<String> parts, boolean anywhere) {
    this.parts = parts;
    this.anywhere = anywhere;
  }

  /**
   * The pattern that a user typed.
   *
   * @param pattern one without a slash matches a name in any folder, another the path from the top;
   *     a slash at its beginning only says so
   */
  public static Glob of(String pattern) {
    List<String> parts = split(pattern);
    if (parts.isEmpty()) {
      throw new IllegalArgumentException("the pattern \"" + pattern + "\" names nothing");
    }
    return new Glob(parts, pattern.indexOf('/') < 0);
  }

  /** The names of a path: without empty ones. */
  static List<String> split(String path) {
    List<String> parts = new ArrayList<>();
    for (String part : path.split("/", -1)) {
      if (!part.isEmpty()) {
        parts.add(part);
      }
    }
    return parts;
  }

  /** Whether {@code text} has a character that {@link #name} does not take as it is. */
  static boolean isPattern(String text) {
    return text.indexOf('*') >= 0 || text.indexOf('?') >= 0 || text.indexOf('[') >= 0;
  }

  /** Whether the pattern fits the path {@code names}, from the top. */
  public boolean matches(List<String> names) {
    if (anywhere) {
      return !names.isEmpty() && name(parts.getFirst(), names.getLast());
    }
    return matches(0, names, 0);
  }

  /** A pattern has few {@code **}; each tries every number of names, so this ends. */
  private boolean matches(int part, List<String> names, int at) {
    if (part == parts.size()) {
      return at == names.size();
    }
    if (parts.get(part).equals("**")) {
      for (int next = at; next <= names.size(); next++) {
        if (matches(part + 1, names, next)) {
          return true;
        }
      }
      return false;
    }
    return at < names.size()
        && name(parts.get(part), names.get(at))
        && matches(part + 1, names, at + 1);
  }

  /** Whether {@code pattern}, which has no slash, fits the whole of {@code name}. */
  static boolean name(String pattern, String name) {
    int p = 0;
    int n = 0;
    int star = -1;
    int starred = 0;
    while (n < name.length()) {
      int after = p < pattern.length() ? one(pattern, p, name.charAt(n)) : -1;
      if (p < pattern.length() && pattern.charAt(p) == '*') {
        star = p++;
        starred = n;
      } else if (after > 0) {
        p = after;
        n++;
      } else if (star >= 0) {
        p = star + 1;
        n = ++starred;
      } else {
        return false;
      }
    }
    while (p < pattern.length() && pattern.charAt(p) == '*') {
      p++;
    }
    return p == pattern.length();
  }

  /** Where the pattern goes on if its element at {@code p} fits {@code c}, else -1. */
  private static int one(String pattern, int p, char c) {
    return switch (pattern.charAt(p)) {
      case '?' -> p + 1;
      case '*' -> -1;
      case '[' -> set(pattern, p, c);
      case '\\' -> p + 1 < pattern.length() && pattern.charAt(p + 1) == c ? p + 2 : -1;
      default -> pattern.charAt(p) == c ? p + 1 : -1;
    };
  }

  private static int set(String pattern, int open, char c) {
    int first = open + 1;
    boolean not = first < pattern.length() && "!^".indexOf(pattern.charAt(first)) >= 0;
    if (not) {
      first++;
    }
    int close = pattern.indexOf(']', first + 1);
    if (close < 0) {
      return c == '[' ? open + 1 : -1; // an unclosed bracket stands for itself
    }
    boolean in = false;
    for (int i = first; i < close; i++) {
      char low = pattern.charAt(i);
      boolean range = i + 2 < close && pattern.charAt(i + 1) == '-';
      char high = range ? pattern.charAt(i + 2) : low;
      in |= low <= c && c <= high;
      if (range) {
        i += 2;
      }
    }
    return in != not ? close + 1 : -1;
  }
}
