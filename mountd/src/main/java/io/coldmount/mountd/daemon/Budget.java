package io.coldmount.mountd.daemon;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The memory of answers that are on their way. A client that asks and does not read keeps them
 * there, so each user has only so much.
 */
final class Budget {

  /** Enough for hundreds of slow clients of one user. */
  private static final long OF_ONE = 24 << 20;

  private final Map<Long, Long> taken = new ConcurrentHashMap<>();

  /** Takes room for {@code bytes}, which {@link #give} gives back. */
  void take(Caller caller, int bytes) throws ApiException {
    long now = taken.merge(caller.uid(), (long) bytes, Long::sum);
    if (now > OF_ONE) {
      give(caller, bytes);
      throw new ApiException(
          ProblemCode.OVERLOADED,
          "user " + caller.uid() + " has too many answers on their way that nobody reads.");
    }
  }

  void give(Caller caller, int bytes) {
    taken.computeIfPresent(caller.uid(), (uid, now) -> now == bytes ? null : now - bytes);
  }
}
