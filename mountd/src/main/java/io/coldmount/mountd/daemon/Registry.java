package io.coldmount.mountd.daemon;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** The things of one kind that callers have. What is another's is not there. */
final class Registry<T extends Owned> {

  private final String noun;
  private final int limit;
  private final Map<String, T> all = new ConcurrentHashMap<>();
  private final AtomicLong numbers = new AtomicLong();

  /**
   * An empty one.
   *
   * @param noun for messages and ids
   * @param limit how many a caller who is not root may have
   */
  Registry(String noun, int limit) {
    this.noun = noun;
    this.limit = limit;
  }

  /** An id that nothing has had: {@code mount-7}. */
  String nextId() {
    return noun.replace(' ', '-') + "-" + numbers.incrementAndGet();
  }

  /** Adds {@code thing}, unless its owner has enough. */
  synchronized void add(T thing) throws ApiException {
    Caller owner = thing.owner();
    long has = all.values().stream().filter(one -> one.owner().uid() == owner.uid()).count();
    if (!owner.isRoot() && has >= limit) {
      throw new ApiException(
          ProblemCode.TOO_MANY, "user " + owner.uid() + " has " + limit + " of these already.");
    }
    all.put(thing.id(), thing);
  }

  /** Whether it was there. */
  boolean remove(T thing) {
    return all.remove(thing.id(), thing);
  }

  T find(Caller caller, String id) throws ApiException {
    T thing = all.get(id);
    if (thing == null || !caller.mayTouch(thing.owner())) {
      throw ApiException.notFound(noun + " \"" + id + "\"");
    }
    return thing;
  }

  /** Those that {@code caller} may see, the oldest first. */
  List<T> of(Caller caller) {
    return all.values().stream()
        .filter(thing -> caller.mayTouch(thing.owner()))
        .sorted(Comparator.comparing(Owned::id, Registry::byNumber))
        .toList();
  }

  private static int byNumber(String a, String b) {
    return a.length() != b.length() ? Integer.compare(a.length(), b.length()) : a.compareTo(b);
  }

  Collection<T> all() {
    return all.values();
  }
}
