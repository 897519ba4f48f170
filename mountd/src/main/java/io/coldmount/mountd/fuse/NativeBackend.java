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
    MountOptions.Rings wish = service.ringsWish();
    int device = mounter.mount(target, service.options());
    Session made = null;
    Rings rings = Rings.none();
    try {
      rings = Rings.prepare(device, wish);
      Negotiation negotiation = Handshake.perform(device, rings.count() > 0);
      made = session(target, service, device, rings.agreed(negotiation, wish), negotiation);
    } finally {
      if (made == null) {
        rings.close();
        FuseDevice.close(device); // the kernel then knows that nobody serves the mount
        abandon(target);
      }
    }
    if (!made.start()) {
      abandon(target);
      throw new IOException(target + ": there is no memory for threads that serve the mount");
    }
    return made;
  }

  /** Serves a mount that another process has made and served. */
  static Connection resume(Path target, TreeService service, int device, Negotiation negotiation)
      throws IOException {
    Session session = session(target, service, device, Rings.none(), negotiation);
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
      Path target, TreeService service, int device, Rings rings, Negotiation negotiation) {
    service.agreed(negotiation);
    return new Session(
        String.valueOf(target.getFileName()),
        device,
        rings,
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
