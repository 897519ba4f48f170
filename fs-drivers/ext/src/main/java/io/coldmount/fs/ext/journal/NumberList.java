package io.coldmount.fs.ext.journal;

import java.util.ArrayList;
import java.util.List;

/** Numbers for a sentence: the first few, and how many there are. */
final class NumberList {

  private static final int SHOWN = 5;

  private final String noun;
  private final List<String> first = new ArrayList<>();
  private long count;

  /**
   * @param noun what is numbered, to which an s makes the plural
   */
  NumberList(String noun) {
    this.noun = noun;
  }

  /**
   * @param number as an unsigned number
   */
  void add(long number) {
    count++;
    if (first.size() < SHOWN) {
      first.add(Long.toUnsignedString(number));
    }
  }

  boolean isEmpty() {
    return count == 0;
  }

  @Override
  public String toString() {
    String numbers = String.join(", ", first);
    if (count > SHOWN) {
      return count + " " + noun + "s (" + numbers + ", ...)";
    }
    return noun + (count == 1 ? " " : "s ") + numbers;
  }
}
