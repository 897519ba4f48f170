package io.coldmount.mountd.fuse;

import io.coldmount.mountd.tree.MountTree;

/** What a backend serves: a tree, how it is shown, and a place for what goes wrong. */
public final class TreeService {

  private final MountTree tree;
  private final MountOptions options;
  private final FaultLog faults;
  private final Responder responder;
  private final Activity activity = new Activity();

  TreeService(MountTree tree, MountOptions options) {
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
