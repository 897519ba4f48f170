package io.coldmount.mountd.fuse;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;

/**
 * Where programs are that walk a tree, each folder before those in it: known are the folders that
 * were seen in a listing and may still come. Used under a lock.
 */
final class Walk {

  /** The most folders that are known at the same time. */
  static final int MOST = 4096;

  /** Of one folder: where it has more, those behind are not expected. */
  static final int MOST_OF_ONE = 1024;

  private static final class Place {
    final long folder;
    final @Nullable Place above;

    /** Which of the folders above it is. */
    final int index;

    final List<Place> folders = new ArrayList<>(0);

    /** Which of them is expected. */
    int expected;

    boolean listed;
    @Nullable FutureTask<ListingsAhead.Listing> prepared;

    Place(long folder, @Nullable Place above, int index) {
      this.folder = folder;
      this.above = above;
      this.index = index;
    }
  }

  private final Map<Long, Place> places = new HashMap<>();

  /** Those with something prepared, the oldest first. */
  private final Deque<Place> prepared = new ArrayDeque<>();

  /** Notes that a listing of {@code folder} shows these folders. */
  void add(long folder, long[] folders) {
    if (places.size() + folders.length >= MOST) {
      places.clear();
      prepared.clear();
    }
    Place place = places.get(folder);
    if (place == null) {
      place = new Place(folder, null, 0);
      places.put(folder, place);
    }
    for (long below : folders) {
      if (place.folders.size() >= MOST_OF_ONE) {
        return;
      }
      var inside = new Place(below, place, place.folders.size());
      if (places.putIfAbsent(below, inside) == null) {
        place.folders.add(inside);
      }
    }
  }

  /**
   * Notes that {@code folder} is being listed.
   *
   * @return whether that was expected, so that a program seems to be walking
   */
  boolean listed(long folder) {
    Place place = places.get(folder);
    if (place == null) {
      return false;
    }
    place.listed = true;
    place.expected = 0;
    place.folders.forEach(below -> below.listed = false); // they may be listed once more
    Place above = place.above;
    if (above == null || place.index != above.expected) {
      return false;
    }
    above.expected++;
    if (place.index > 0) {
      forgetBelow(above.folders.get(place.index - 1));
    }
    return true;
  }

  private void forgetBelow(Place left) {
    Deque<Place> open = new ArrayDeque<>(left.folders);
    left.folders.clear();
    for (Place place = open.poll(); place != null; place = open.poll()) {
      places.remove(place.folder, place);
      forget(place);
      open.addAll(place.folders);
    }
    forget(left);
  }

  private void forget(Place place) {
    if (place.prepared != null) {
      place.prepared = null;
      prepared.remove(place);
    }
  }

  /** The folder that comes after {@code folder}, or -1 if it is not known. */
  long after(long folder) {
    Place place = places.get(folder);
    if (place == null) {
      return -1;
    }
    if (!place.folders.isEmpty()) {
      return place.folders.getFirst().folder;
    }
    for (Place above = place.above; above != null; above = place.above) {
      if (place.index + 1 < above.folders.size()) {
        return above.folders.get(place.index + 1).folder;
      }
      place = above;
    }
    return -1;
  }

  /** What is to be run to prepare {@code folder}, or null if it is prepared, listed or unknown. */
  @Nullable FutureTask<ListingsAhead.Listing> prepare(
      long folder, Callable<ListingsAhead.Listing> work) {
    Place place = places.get(folder);
    if (place == null || place.listed || place.prepared != null) {
      return null;
    }
    if (prepared.size() >= ListingsAhead.DEPTH) {
      prepared.removeFirst().prepared = null; // of a walk that has gone elsewhere
    }
    var task = new FutureTask<>(work);
    place.prepared = task;
    prepared.addLast(place);
    return task;
  }

  /** What was prepared for {@code folder}, or null; it is forgotten here. */
  @Nullable FutureTask<ListingsAhead.Listing> take(long folder) {
    Place place = places.get(folder);
    FutureTask<ListingsAhead.Listing> task = place == null ? null : place.prepared;
    if (task != null && place != null) {
      forget(place);
    }
    return task;
  }

  /** How many folders are prepared. */
  int prepared() {
    return prepared.size();
  }

  /** How many folders are known. */
  int known() {
    return places.size();
  }
}
