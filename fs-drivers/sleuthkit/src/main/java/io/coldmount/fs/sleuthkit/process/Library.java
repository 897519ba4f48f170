package io.coldmount.fs.sleuthkit.process;

import io.coldmount.fs.sleuthkit.child.Frames;
import java.io.IOException;

/**
 * The libtsk of this host.
 *
 * @param usable whether it reads volumes
 * @param detail its version and how its process is confined, or why it cannot be used, for people
 */
public record Library(boolean usable, String detail) {

  /** Starts a process to see. */
  public static Library find() {
    try {
      Child child = Child.start();
      try {
        Child.Frame first = child.receive();
        return first.type() == Frames.READY ? ready(first) : refused(first);
      } finally {
        child.end();
      }
    } catch (IOException e) {
      return new Library(false, "its process cannot be started: " + e.getMessage());
    }
  }

  private static Library ready(Child.Frame frame) {
    String[] lines = Child.text(frame.content()).split("\n", 2);
    return new Library(
        true,
        "libtsk "
            + lines[0]
            + " in a process of its own"
            + (lines[1].isEmpty() ? "" : ": " + lines[1]));
  }

  private static Library refused(Child.Frame frame) {
    byte kind = frame.content().hasRemaining() ? frame.content().get() : Frames.INTERNAL;
    String sentence = Child.text(frame.content());
    return new Library(
        false,
        kind == Frames.NO_LIBRARY
            ? sentence + ": install it (Debian: apt-get install libtsk19)"
            : sentence);
  }

  /** The process, once it has said that it is ready. */
  static Child ready(Child child, String where) throws IOException {
    Child.Frame first;
    try {
      first = child.receive();
    } catch (IOException e) {
      throw new IOException(where + ": " + e.getMessage(), e);
    }
    if (first.type() != Frames.READY) {
      child.end();
      throw Connection.failure(first.content(), where);
    }
    return child;
  }
}
