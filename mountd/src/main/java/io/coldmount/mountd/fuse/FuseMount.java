package io.coldmount.mountd.fuse;

import io.coldmount.fs.FileType;
import io.coldmount.mountd.host.Linux;
import io.coldmount.mountd.tree.MountTree;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * A tree that is mounted. Whoever mounts closes it: a mount that is still there when the JVM ends
 * normally or by SIGTERM is unmounted by a shutdown hook.
 */
public final class FuseMount implements Closeable {

  private final ActiveMount mount;
  private final Session session;
  private final FaultLog faults;
  private final Thread hook;

  private FuseMount(ActiveMount mount, Session session, FaultLog faults) {
    this.mount = mount;
    this.session = session;
    this.faults = faults;
    this.hook = new Thread(this::endWithProcess, "unmount " + mount.mountpoint());
  }

  /**
   * Mounts {@code tree}; returns when it can be read.
   *
   * @throws IOException one sentence that says why not; nothing stays mounted
   */
  public static FuseMount mount(MountTree tree, Path mountpoint, MountOptions options)
      throws IOException {
    if (tree.node(MountTree.ROOT).attributes().type() != FileType.DIRECTORY) {
      throw new IOException(options.fsname() + ": the root of the file system is no folder");
    }
    Path target = Mountpoint.check(mountpoint, options);
    int device =
        Linux.geteuid() == 0
            ? RootMounter.mount(target, options)
            : Fusermount.mount(target, options);
    ActiveMount mount = null;
    try {
      mount = MountTable.at(target).orElseThrow(() -> new IOException(target + " has gone again"));
      FaultLog faults = new FaultLog(options.fsname());
      Negotiation negotiation = Handshake.perform(device);
      Responder responder = new Responder(tree, negotiation, options, faults);
      String name = String.valueOf(target.getFileName());
      Session session = new Session(name, device, responder, faults, options.maxThreads());
      FuseMount mounted = new FuseMount(mount, session, faults);
      Runtime.getRuntime().addShutdownHook(mounted.hook);
      session.start();
      return mounted;
    } catch (IOException | RuntimeException e) {
      FuseDevice.close(device); // the kernel then knows that nobody serves the mount
      if (mount != null) {
        Unmounter.unmount(mount, Unmounter.Way.LAZY);
      }
      throw e;
    }
  }

  public Path mountpoint() {
    return mount.mountpoint();
  }

  /** Waits until the kernel has ended the mount, by {@link #unmount()} or another process. */
  public void awaitEnd() throws InterruptedException {
    session.awaitEnd();
    forgetHook();
  }

  /**
   * Ends the mount.
   *
   * @throws MountBusyException if a program still uses it; it stays
   */
  public void unmount() throws IOException {
    unmount(Unmounter.Way.POLITE);
  }

  /**
   * Ends the mount, also while programs use it: their next request fails. When this returns, no
   * thread of the mount uses the tree any more.
   */
  @Override
  public void close() {
    forgetHook();
    try {
      endGently(Unmounter.Way.FORCED);
    } catch (IOException e) {
      faults.fault(e);
    } finally {
      session.close();
    }
  }

  private void endWithProcess() {
    try {
      endGently(Unmounter.Way.LAZY);
    } catch (IOException e) {
      faults.fault(e);
    }
  }

  /** Ends the mount, by {@code otherwise} if it is in use. */
  private void endGently(Unmounter.Way otherwise) throws IOException {
    try {
      unmount(Unmounter.Way.POLITE);
    } catch (MountBusyException e) {
      unmount(otherwise);
    }
  }

  private void unmount(Unmounter.Way way) throws IOException {
    // Another mount may stand over this one, or in its place: that one is not ours to end.
    if (!session.hasEnded()
        && MountTable.at(mount.mountpoint()).filter(mount::isSameAs).isPresent()) {
      Unmounter.unmount(mount, way);
    }
  }

  private void forgetHook() {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The process is ending, and the hook is at work.
    }
  }

  /**
   * Ends a mount of any process, also one whose process has died.
   *
   * @param lazy remove it from the folder tree now, and let programs finish with the files they
   *     have open
   * @param force end also a mount whose process does not answer
   * @throws MountBusyException if a program still uses it and neither {@code lazy} nor {@code
   *     force} is given
   */
  public static void unmount(Path mountpoint, boolean lazy, boolean force) throws IOException {
    Path target = Mountpoint.resolve(mountpoint);
    ActiveMount mount =
        MountTable.at(target)
            .orElseThrow(() -> new IOException(mountpoint + " is not a mount of Coldmount"));
    Unmounter.Way way =
        force ? Unmounter.Way.FORCED : lazy ? Unmounter.Way.LAZY : Unmounter.Way.POLITE;
    Unmounter.unmount(mount, way);
  }

  /** The Coldmount mounts of this machine that this process can see. */
  public static List<ActiveMount> list() throws IOException {
    return MountTable.coldmounts();
  }
}
