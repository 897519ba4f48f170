package io.coldmount.mountd.scan;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Files that share their content: one of them is scanned, the others hear its verdict. */
final class SharedVerdicts {

  /** A content of which a file is, or was, with the engine. */
  static final class Shared {
    private final String first;
    private final List<Consumer<Verdict>> waiting = new ArrayList<>();
    private @Nullable Verdict verdict;

    private Shared(String first) {
      this.first = first;
    }

    String first() {
      return first;
    }

    void whenKnown(Consumer<Verdict> then) {
      Verdict known;
      synchronized (this) {
        known = verdict;
        if (known == null) {
          waiting.add(then);
          return;
        }
      }
      then.accept(known);
    }

    void is(Verdict known) {
      List<Consumer<Verdict>> now;
      synchronized (this) {
        verdict = known;
        now = List.copyOf(waiting);
        waiting.clear();
      }
      now.forEach(then -> then.accept(known));
    }
  }

  private final Map<Object, Shared> contents = new HashMap<>();

  /** The content of that key if a file of it was met before; asked by one thread. */
  @Nullable Shared find(Object key) {
    return contents.get(key);
  }

  Shared add(Object key, String first) {
    Shared shared = new Shared(first);
    contents.put(key, shared);
    return shared;
  }
}
