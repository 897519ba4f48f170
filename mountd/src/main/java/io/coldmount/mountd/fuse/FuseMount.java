package io.coldmount.mountd.fuse;

import io.coldmount.fs.FileType;
import io.coldmount.mountd.host.Linux;
import io.coldmount.mountd.tree.MountTree;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A tree that is mounted. Whoever mounts closes it: a mount that is still there when the JVM ends
 * normally or by SIGTERM is unmounted by a shutdown hook.
 */
public final class FuseMount implements Closeable {

  private final ActiveMount mount;
  private final Mounter mounter;
  private final Connection connection;
  private final TreeService service;
  private final Thread hook;

  private FuseMount(
      ActiveMount mount, Mounter mounter, Connection connection, TreeService service) {
    this.mount = mount;
    this.mounter = mounter;
    this.connection = connection;
    this.service = service;
    this.hook = new Thread(this::endWithProcess, "unmount " + mount.mountpoint());
  }

  /**
   * Mounts {@code tree}; returns when it can be read.
   *
   * @throws IOException one sentence that says why not; nothing stays mounted
   */
  public static FuseMount mount(MountTree tree, Path mountpoint, MountOptions options)
      throws IOException {
    return mount(tree, mountpoint, options, Mounter.forThisUser(options));
  }

  /** As {@link #mount(MountTree, Path, MountOptions)}, so that {@link #served} tells something. */
  public static FuseMount mountToPassOn(MountTree tree, Path mountpoint, MountOptions options)
      throws IOException {
    Mounter mounter = Mounter.forThisUser(options);
    boolean alone = !options.autoUnmount(); // else a program ends the mount with this process
    return mount(new TreeService(tree, options, alone), tree, mountpoint, mounter);
  }

  /**
   * Mounts {@code tree} on a folder of another user, as root, so that {@link #served} tells
   * something; returns when it can be read.
   */
  public static FuseMount mount(MountTree tree, OpenFolder folder, MountOptions options)
      throws IOException {
    if (options.autoUnmount()) {
      throw new IOException(
          folder.path() + ": the daemon of the system does not mount with auto_unmount");
    }
    MountOptions own = options.by(Backend.Choice.NATIVE); // the other way mounts by path
    var service = new TreeService(tree, own, true);
    return mount(service, tree, folder.path(), new FolderMounter(folder));
  }

  /**
   * Goes on serving a mount of a process that has died; what was asked meanwhile is answered first.
   *
   * @param tree the same as then, with the same numbers
   * @param descriptor of the mount's device; it is closed with the mount, also if this fails
   * @param foreign whether the mountpoint is a folder of another user
   * @throws IOException if the kernel cannot go on with another process
   */
  public static FuseMount takeOver(
      MountTree tree,
      Path mountpoint,
      MountOptions options,
      Served served,
      int descriptor,
      boolean foreign)
      throws IOException {
    Mounter mounter =
        foreign
            ? new FolderMounter(new OpenFolder(-1, mountpoint, 0, 0), served.device())
            : Mounter.forThisUser(options);
    TreeService service = new TreeService(tree, options, true);
    Connection connection =
        NativeBackend.resume(
            mountpoint, service, descriptor, new Negotiation(served.minor(), served.flags()));
    var mount = new ActiveMount(mountpoint, options.fsname(), "", served.device());
    var taken = new FuseMount(mount, mounter, connection, service);
    Runtime.getRuntime().addShutdownHook(taken.hook);
    IdleWatch.over(taken, service);
    return taken;
  }

  static FuseMount mount(MountTree tree, Path mountpoint, MountOptions options, Mounter mounter)
      throws IOException {
    return mount(new TreeService(tree, options), tree, mountpoint, mounter);
  }

  private static FuseMount mount(
      TreeService service, MountTree tree, Path mountpoint, Mounter mounter) throws IOException {
    MountOptions options = service.options();
    if (tree.node(MountTree.ROOT).attributes().type() != FileType.DIRECTORY) {
      throw new IOException(options.fsname() + ": the root of the file system is no folder");
    }
    Path target = mounter.target(mountpoint, options);
    Connection connection = Backends.mount(target, service, mounter);
    FuseMount mounted = null;
    try {
      ActiveMount mount =
          mounter
              .made(target)
              .orElseThrow(() -> new IOException(target + ": the mount has gone again"));
      var made = new FuseMount(mount, mounter, connection, service);
      Runtime.getRuntime().addShutdownHook(made.hook);
      mounted = made;
    } finally {
      if (mounted == null) {
        mounter.unmount(new ActiveMount(target, "", "", ""), Mounter.Way.LAZY);
        connection.close();
        mounter.ended();
      }
    }
    IdleWatch.over(mounted, service);
    return mounted;
  }

  public Path mountpoint() {
    return mount.mountpoint();
  }

  /** Waits until the kernel has ended the mount, by {@link #unmount()} or another process. */
  public void awaitEnd() throws InterruptedException {
    connection.awaitEnd();
    forgetHook();
  }

  /** Waits for the same, or until the time is over; says whether the mount has ended. */
  boolean awaitEnd(long time, TimeUnit unit) throws InterruptedException {
    return connection.awaitEnd(time, unit);
  }

  /**
   * Ends the mount.
   *
   * @throws MountBusyException if a program still uses it; it stays
   */
  public void unmount() throws IOException {
    unmount(Mounter.Way.POLITE);
  }

  /**
   * Ends the mount.
   *
   * @param lazy take it out of the folder tree now, and let programs finish with what they have
   *     open
   * @throws MountBusyException if a program still uses it and {@code lazy} is not given; it stays
   */
  public void unmount(boolean lazy) throws IOException {
    unmount(lazy ? Mounter.Way.LAZY : Mounter.Way.POLITE);
  }

  /**
   * Ends the mount, also while programs use it: their next request fails. When this returns, no
   * thread of the mount uses the tree any more.
   */
  @Override
  public void close() {
    forgetHook();
    try {
      endGently(Mounter.Way.FORCED);
    } catch (IOException e) {
      service.fault(e);
    } finally {
      connection.close();
    }
  }

  private void endWithProcess() {
    try {
      endGently(Mounter.Way.LAZY);
    } catch (IOException e) {
      service.fault(e);
    }
  }

  /** Ends the mount, by {@code otherwise} if it is in use. */
  private void endGently(Mounter.Way otherwise) throws IOException {
    try {
      unmount(Mounter.Way.POLITE);
    } catch (MountBusyException e) {
      unmount(otherwise);
    }
  }

  /** One at a time: the end of the process and the end of the mount may coincide. */
  private synchronized void unmount(Mounter.Way way) throws IOException {
    if (connection.hasEnded()) {
      return;
    }
    MountTable table = MountTable.now();
    Optional<ActiveMount> there = table.find(mount);
    if (there.isPresent()) {
      end(mounter, table, there.get(), way);
    }
  }

  private void forgetHook() {
    if (connection.hasEnded()) {
      mounter.ended();
    }
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
    MountTable table = MountTable.now();
    ActiveMount mount =
        table
            .at(target)
            .orElseThrow(() -> new IOException(mountpoint + " is not a mount of Coldmount"));
    Mounter.Way way = force ? Mounter.Way.FORCED : lazy ? Mounter.Way.LAZY : Mounter.Way.POLITE;
    end(Mounter.forThisUser(), table, mount, way);
  }

  /** What is mounted over a mount is not ours to end, and would be what an unmount hits. */
  private static void end(Mounter mounter, MountTable table, ActiveMount mount, Mounter.Way way)
      throws IOException {
    if (!table.isCovered(mount)) {
      mounter.unmount(mount, way);
      return;
    }
    if (way == Mounter.Way.FORCED) {
      Mounter.abort(mount);
    }
    throw new MountBusyException(
        mount.mountpoint() + " cannot be unmounted: another file system is mounted over it");
  }

  /**
   * Takes away a mount that a daemon has left behind when it died.
   *
   * @param device its device number
   * @return whether it was still there
   */
  public static boolean removeStale(Path mountpoint, String device) throws IOException {
    Optional<ActiveMount> left = MountTable.now().find(new ActiveMount(mountpoint, "", "", device));
    if (left.isEmpty() || !left.get().mountpoint().equals(mountpoint)) {
      return false; // a device number can have become another mount's
    }
    if (Linux.geteuid() == 0) {
      FolderMounter.end(left.get(), Mounter.Way.LAZY);
    } else {
      new Fusermount().unmount(left.get(), Mounter.Way.LAZY);
    }
    return true;
  }

  /** What another process needs to take this mount over; empty if none can. */
  public Optional<Served> served() {
    Negotiation agreed = service.agreed();
    return service.isLasting()
        ? Optional.of(new Served(device(), agreed.minor(), agreed.flags()))
        : Optional.empty();
  }

  /** One more descriptor of the mount's device, which the caller closes; -1 if it has ended. */
  public int duplicate() {
    return connection.duplicate();
  }

  /** The device number, by which the kernel knows this mount. */
  public String device() {
    return mount.device();
  }

  /** The Coldmount mounts of this machine that this process can see. */
  public static List<ActiveMount> list() throws IOException {
    return MountTable.now().coldmounts();
  }
}
