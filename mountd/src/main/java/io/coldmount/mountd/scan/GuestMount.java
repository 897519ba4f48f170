package io.coldmount.mountd.scan;

import io.coldmount.fs.FileSystem;
import io.coldmount.mountd.fuse.FuseMount;
import io.coldmount.mountd.fuse.MountOptions;
import io.coldmount.mountd.tree.MountTree;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SequencedMap;

/** A mount in a folder of its own that only this user can enter, for as long as it is open. */
public final class GuestMount implements CommandEngine.PrivateMount, Closeable {

  private final Path folder;
  private final Path mountpoint;
  private final FuseMount mount;

  private GuestMount(Path folder, Path mountpoint, FuseMount mount) {
    this.folder = folder;
    this.mountpoint = mountpoint;
    this.mount = mount;
  }

  /**
   * Mounts {@code tree}.
   *
   * @param image what the system calls the mount's source
   */
  public static GuestMount of(MountTree tree, String image) throws IOException {
    Path folder = Files.createTempDirectory("coldmount-");
    Path mountpoint = folder.resolve("guest");
    try {
      Files.createDirectory(mountpoint);
      return new GuestMount(
          folder, mountpoint, FuseMount.mount(tree, mountpoint, MountOptions.of(image)));
    } catch (IOException | RuntimeException e) {
      Files.deleteIfExists(mountpoint);
      Files.deleteIfExists(folder);
      throw e;
    }
  }

  /** A folder for each volume. */
  public static GuestMount of(SequencedMap<String, FileSystem> volumes, String image)
      throws IOException {
    return of(MountTree.of(volumes), image);
  }

  public Path mountpoint() {
    return mountpoint;
  }

  @Override
  public Path path(String volume, String path) {
    return mountpoint.resolve(volume + path);
  }

  /** Unmounts, also while programs still use it, and removes the folder. */
  @Override
  public void close() throws IOException {
    mount.close();
    Files.deleteIfExists(mountpoint);
    Files.deleteIfExists(folder);
  }
}
