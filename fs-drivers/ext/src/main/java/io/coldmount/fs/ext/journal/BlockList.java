package io.coldmount.fs.ext.journal;

import java.util.ArrayList;
import java.util.List;

/** Block numbers for a sentence: the first few, and how many there are. */
final class BlockList {

  private static final int SHOWN = 5;

  private final List<String> first = new ArrayList<>();
  private long count;

  void add(long block) {
    count++;
    if (first.size() < SHOWN) {
      first.add(Long.toUnsignedString(block));
    }
  }

  boolean isEmpty() {
    return count == 0;
  }

  @Override
  public String toString() {
    String numbers = String.join(", ", first);
    return switch ((int) Math.min(count, SHOWN + 1)) {
      case 1 -> "block " + numbers;
      case SHOWN + 1 -> count + " blocks (" + numbers + ", ...)";
      default -> "blocks " + numbers;
    };
  }
}
