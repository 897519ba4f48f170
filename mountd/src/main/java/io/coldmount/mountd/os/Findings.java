package io.coldmount.mountd.os;

import java.util.ArrayList;
import java.util.List;

/** Collects what is odd in a guest's own configuration, but not without end. */
final class Findings {

  private static final int MAX = 64;

  private final List<String> sentences = new ArrayList<>();
  private int more;

  void add(String sentence) {
    if (sentences.size() < MAX) {
      sentences.add(sentence);
    } else {
      more++;
    }
  }

  List<String> sentences() {
    List<String> all = new ArrayList<>(sentences);
    if (more > 0) {
      all.add(more + " more findings are left out.");
    }
    return all;
  }
}
