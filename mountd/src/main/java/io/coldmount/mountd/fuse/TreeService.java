package io.coldmount.mountd.fuse;

import io.coldmount.mountd.tree.MountTree;
import java.io.IOException;

/** What a backend serves: a tree, how it is shown, and a place for what goes wrong. */
public final class TreeService {

  private final MountTree tree;
  private final MountOptions options;
  private final FaultLog faults;
  private final Responder responder;
  private final Activity activity = new Activity();
  private final boolean wanted;
  private volatile Negotiation agreed = Negotiation.NONE;

  TreeService(MountTree tree, MountOptions options) {
    this(tree, options, false);
  }

  /**
   * A service for {@code tree}.
   *
   * @param wanted whether another process shall be able to take it over
   */
  TreeService(MountTree tree, MountOptions options, boolean wanted) {
    this.wanted = wanted;
    this.tree = tree;
    this.options = options;
    this.faults = new FaultLog(options.fsname());
    this.responder = responder(Negotiation.NONE);
  }

  public MountOptions options() {
    return options;
  }

  FaultLog faults() {
    return faults;
  }

  /** One that knows what the kernel has agreed to. */
  Responder responder(Negotiation negotiation) {
    return new Responder(tree, negotiation, options, faults, activity);
  }

  /** What the kernel has agreed to. */
  void agreed(Negotiation negotiation) {
    agreed = negotiation;
  }

  Negotiation agreed() {
    return agreed;
  }

  /** Whether another process can take the mount over: the kernel has to send requests again. */
  boolean isLasting() {
    return wanted && agreed.has(Negotiation.HAS_RESEND);
  }

  /**
   * Whether io_uring shall be used. A process that takes a mount over gets nothing that came on the
   * rings of another one; and fusermount3 takes a mount for alive whose device the kernel has not
   * let go of yet, as it does late with rings.
   */
  MountOptions.Rings ringsWish() throws IOException {
    if (!wanted && !options.autoUnmount()) {
      return options.rings();
    }
    if (options.rings() == MountOptions.Rings.ON) {
      throw new IOException(
          "io_uring=on: "
              + (wanted
                  ? "a daemon's mounts outlive it, and do not use io_uring; --no-daemon mounts"
                      + " without it"
                  : "auto_unmount does not work with io_uring"));
    }
    return MountOptions.Rings.OFF;
  }

  /** Whether anything was asked since this was called last. */
  boolean wasUsed() {
    return activity.wasThere();
  }

  /** Logs what went wrong outside a request. */
  public void fault(Throwable fault) {
    faults.fault(fault);
  }

  /**
   * Answers {@code request} in {@code reply}, whose body then is the answer.
   *
   * @return 0, or the error number: whatever goes wrong with a request is its own answer
   */
  public int answer(Request request, Reply reply) {
    try {
      responder.answer(request, reply);
      return 0;
    } catch (RefusedException e) {
      return e.errno();
    } catch (Throwable t) { // the mount goes on: this is the one place where errors end
      faults.fault(t);
      return ErrorNumbers.of(t);
    }
  }
}
