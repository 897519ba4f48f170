package io.coldmount.mntapi;

import io.coldmount.mountd.fuse.FuseMount;
import io.coldmount.mountd.guest.Guest;
import io.coldmount.mountd.os.GuestSystem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code VixDiskSetHandle}: disks of one machine that are open together. */
public final class DiskSetHandle {

  private final MntApi owner;
  private final Guest guest;
  private final List<Path> disks;

  /** Where this set mounts: a folder of its own in the temporary folder. */
  private final Path folder;

  private final Map<String, FuseMount> mounts = new HashMap<>();
  private @Nullable FuseMount flat;
  private @Nullable List<GuestSystem> systems;
  private boolean closed;

  DiskSetHandle(MntApi owner, Guest guest, List<Path> disks, Path folder) {
    this.owner = owner;
    this.guest = guest;
    this.disks = List.copyOf(disks);
    this.folder = folder;
  }

  /** The library that opened it. */
  MntApi owner() {
    return owner;
  }

  Guest guest() {
    return guest;
  }

  /** The real paths of its disks. */
  List<Path> disks() {
    return disks;
  }

  Path folder() {
    return folder;
  }

  boolean isClosed() {
    return closed;
  }

  /** The systems of the guest, which are looked for once. */
  List<GuestSystem> systems() {
    List<GuestSystem> found = systems;
    if (found == null) {
      found = GuestSystem.find(guest);
      systems = found;
    }
    return found;
  }

  @Nullable FuseMount flat() {
    return flat;
  }

  void flat(FuseMount mount) {
    flat = mount;
  }

  boolean hasMounts() {
    return !mounts.isEmpty();
  }

  @Nullable FuseMount mount(String volume) {
    return mounts.get(volume);
  }

  void mounted(String volume, FuseMount mount) {
    mounts.put(volume, mount);
  }

  void unmounted(String volume) {
    mounts.remove(volume);
  }

  /** Ends every mount, also one in use, and closes the disks. */
  void close() throws IOException {
    closed = true;
    for (FuseMount mount : mounts.values()) {
      end(mount);
    }
    mounts.clear();
    FuseMount view = flat;
    if (view != null) {
      end(view);
      flat = null;
    }
    guest.close();
    Files.deleteIfExists(folder);
  }

  /** Ends a mount, also one in use, and takes its folder away. */
  static void end(FuseMount mount) throws IOException {
    mount.close();
    Files.deleteIfExists(mount.mountpoint());
  }
}
