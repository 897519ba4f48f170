package io.coldmount.mountd.fuse;

import java.io.IOException;
import java.nio.file.Path;

/** Speaks the kernel's protocol on {@code /dev/fuse}. */
final class NativeBackend implements Backend {

  private final Mounter mounter;

  NativeBackend(Mounter mounter) {
    this.mounter = mounter;
  }

  @Override
  public Connection mount(Path target, TreeService service) throws IOException {
    int device = mounter.mount(target, service.options());
    Session started = null;
    try {
      Negotiation negotiation = Handshake.perform(device);
      started = session(target, service, device, negotiation);
    } finally {
      if (started == null) {
        FuseDevice.close(device); // the kernel then knows that nobody serves the mount
        abandon(target);
      }
    }
    started.start();
    if (started.hasEnded()) {
      abandon(target);
      throw new IOException(target + ": there is no memory for threads that serve the mount");
    }
    return started;
  }

  /** Serves a mount that another process has made and served. */
  static Connection resume(Path target, TreeService service, int device, Negotiation negotiation)
      throws IOException {
    Session session = session(target, service, device, negotiation);
    boolean asked = false;
    try {
      Resend.ask(device);
      asked = true;
    } finally {
      if (!asked) {
        FuseDevice.close(device);
      }
    }
    session.start();
    return session;
  }

  private static Session session(
      Path target, TreeService service, int device, Negotiation negotiation) {
    service.agreed(negotiation);
    return new Session(
        String.valueOf(target.getFileName()),
        device,
        service.responder(negotiation),
        service.faults(),
        service.options().maxThreads(),
        service.isLasting());
  }

  private void abandon(Path target) throws IOException {
    mounter.unmount(new ActiveMount(target, "", "", ""), Mounter.Way.LAZY);
    mounter.ended();
  }
}
