package io.coldmount.partitions;

import java.util.ArrayList;
import java.util.List;

/** Gathers what is wrong with a table. A hostile table cannot make the list long. */
final class Findings {

  private static final int MOST = 100;

  private final List<String> sentences = new ArrayList<>();
  private int unlisted;

  void add(String sentence) {
    if (sentences.size() < MOST) {
      sentences.add(sentence);
    } else {
      unlisted++;
    }
  }

  List<String> list() {
    var all = new ArrayList<>(sentences);
    if (unlisted > 0) {
      all.add(unlisted + " more findings are not listed.");
    }
    return all;
  }
}
