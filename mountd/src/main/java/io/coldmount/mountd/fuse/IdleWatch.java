package io.coldmount.mountd.fuse;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Ends a mount that nobody has used for a while. In use is what the kernel asks for, and what a
 * program has open or works in: the kernel then refuses to end it.
 */
final class IdleWatch implements Runnable {

  /** How often a mount is looked at while it must stay for {@code idle} more. */
  private static final int LOOKS = 8;

  private final FuseMount mount;
  private final TreeService service;
  private final long idle;

  private IdleWatch(FuseMount mount, TreeService service, long idle) {
    this.mount = mount;
    this.service = service;
    this.idle = idle;
  }

  /** Watches {@code mount}, if its options say so, until it ends. */
  static void over(FuseMount mount, TreeService service) {
    Duration idle = service.options().idle();
    if (!idle.isZero()) {
      Thread.ofPlatform()
          .daemon()
          .name("idle " + mount.mountpoint())
          .start(new IdleWatch(mount, service, idle.toNanos()));
    }
  }

  @Override
  public void run() {
    long used = System.nanoTime();
    try {
      while (!mount.awaitEnd(Math.max(1, idle / LOOKS), TimeUnit.NANOSECONDS)) {
        if (service.wasUsed()) {
          used = System.nanoTime();
        } else if (System.nanoTime() - used >= idle) {
          used = System.nanoTime(); // if it is in use, that is one more such time
          end();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void end() {
    try {
      mount.unmount();
    } catch (MountBusyException e) {
      // A program has something open, and only does not read just now.
    } catch (IOException e) {
      service.fault(e);
    }
  }
}
