package io.coldmount.mountd.restore;

import io.coldmount.fs.FileName;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * An open folder of the target. It stays open while anything below it is being made; whoever lets
 * go of it last finishes it.
 */
final class HostDirectory {

  private final int descriptor;
  private final @Nullable HostDirectory parent;
  private final FileName name;
  private final boolean fresh;
  private final AtomicInteger holders = new AtomicInteger(1);
  private final Set<Long> written = ConcurrentHashMap.newKeySet();
  private Finish finish = work -> {};

  /** What is done with a folder when all below it is done. */
  interface Finish {
    void run(Workspace work);
  }

  /**
   * @param fresh whether this run made it, so that nothing is in it that this run did not make
   */
  HostDirectory(int descriptor, @Nullable HostDirectory parent, FileName name, boolean fresh) {
    this.descriptor = descriptor;
    this.parent = parent;
    this.name = name;
    this.fresh = fresh;
    if (parent != null) {
      parent.hold();
    }
  }

  int descriptor() {
    return descriptor;
  }

  boolean fresh() {
    return fresh;
  }

  void finish(Finish whenDone) {
    finish = whenDone;
  }

  /** Remembers that this run made the entry with that inode number. */
  void wrote(long inode) {
    written.add(inode);
  }

  boolean hasWritten(long inode) {
    return fresh || written.contains(inode);
  }

  void hold() {
    holders.incrementAndGet();
  }

  /** Lets go; the last one finishes and closes this folder, and then lets go of its parent. */
  void release(Workspace work) {
    HostDirectory directory = this;
    while (directory != null && directory.holders.decrementAndGet() == 0) {
      directory.finish.run(work);
      Posix.CALLS.close(directory.descriptor);
      directory = directory.parent;
    }
  }

  /** The names from the target's top to this folder, as they are on the host. */
  List<FileName> path() {
    Deque<FileName> names = new ArrayDeque<>();
    for (HostDirectory at = this; at != null && at.parent != null; at = at.parent) {
      names.addFirst(at.name);
    }
    return List.copyOf(names);
  }

  /** For people: the path of an entry from the target's top on. */
  String shown(FileName entry) {
    StringBuilder text = new StringBuilder();
    for (FileName part : path()) {
      text.append(part).append('/');
    }
    return text.append(entry).toString();
  }
}
