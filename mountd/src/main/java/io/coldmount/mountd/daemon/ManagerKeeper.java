package io.coldmount.mountd.daemon;

import io.coldmount.mountd.host.Linux;
import java.io.IOException;

/**
 * The service manager as the keeper: sd_notify(3), {@code FDSTORE=1}. A process that it starts
 * again after a failure finds the descriptors behind its socket: sd_listen_fds(3).
 */
record ManagerKeeper(Passed passed) implements Keeper {

  /** Before the names of ours. */
  private static final String PREFIX = "mount-";

  /** Names of the service manager hold no colon. */
  private static String name(String device) {
    return PREFIX + device.replace(':', '-');
  }

  /**
   * {@code FDPOLL=0}: the kernel wakes whoever polls a device of FUSE for every request, so the
   * service manager must not.
   */
  @Override
  public void keep(String name, int descriptor) throws IOException {
    Notifier.send("FDSTORE=1\nFDPOLL=0\nFDNAME=" + name(name), descriptor);
  }

  @Override
  public void drop(String name) {
    Notifier.tell("FDSTOREREMOVE=1\nFDNAME=" + name(name));
  }

  @Override
  public int take(String name) {
    return passed.named(name(name)).map(Linux::duplicate).orElse(-1);
  }

  /** A service that ends by itself is forgotten with all that was stored. */
  @Override
  public void end() {}
}
