package io.coldmount.mountd.restore;

import io.coldmount.fs.FileName;
import io.coldmount.fs.FileSystem;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The files with several names that this run has met. */
final class HardLinks {

  private record Key(FileSystem fileSystem, long id) {}

  /** What became of the first name of a file. */
  sealed interface Outcome {

    /**
     * It is there.
     *
     * @param folder from the target's top
     * @param status what was made there, so that nothing else is ever linked to
     */
    record Made(List<FileName> folder, FileName name, HostStatus status) implements Outcome {}

    /** It could not be made, so neither can the others. */
    record Failed() implements Outcome {}

    /** It was not to be made: the next name is the first. */
    record PassedOver() implements Outcome {}
  }

  /** Another name of a file, to be made when it is known what became of the first. */
  interface Waiting {
    void go(Outcome first, Workspace work);
  }

  /** A file with several names, claimed by whoever makes the first of them. */
  final class Original {
    private final Key key;
    private final List<Waiting> waiting = new ArrayList<>();
    private @Nullable Outcome outcome;

    private Original(Key key) {
      this.key = key;
    }

    /** Says what became of the first name, and makes the others that wait for it. */
    void end(Outcome how, Workspace work) {
      if (how instanceof Outcome.PassedOver) {
        files.remove(key, this);
      }
      List<Waiting> now;
      synchronized (this) {
        outcome = how;
        now = List.copyOf(waiting);
        waiting.clear();
      }
      now.forEach(one -> one.go(how, work));
    }

    private void whenKnown(Waiting one, Workspace work) {
      Outcome known;
      synchronized (this) {
        known = outcome;
        if (known == null) {
          waiting.add(one);
          return;
        }
      }
      one.go(known, work);
    }
  }

  private final Map<Key, Original> files = new ConcurrentHashMap<>();

  /**
   * Claims the first name of a file for the caller, who must then end it.
   *
   * @param other what to do when another was first; it runs now or later, on any worker
   * @return null if another was first
   */
  @Nullable Original claim(FileSystem fileSystem, long id, Waiting other, Workspace work) {
    Key key = new Key(fileSystem, id);
    Original mine = new Original(key);
    Original first = files.putIfAbsent(key, mine);
    if (first == null) {
      return mine;
    }
    first.whenKnown(other, work);
    return null;
  }
}
