package io.coldmount.mntapi;

import io.coldmount.mountd.fuse.FuseMount;
import io.coldmount.mountd.guest.GuestVolume;
import org.jspecify.annotations.Nullable;

/** {@code VixVolumeHandle}: a volume of a disk set. */
public final class VolumeHandle {

  private final DiskSetHandle set;
  private final GuestVolume volume;
  private final VolumeType type;
  private boolean freed;

  VolumeHandle(DiskSetHandle set, GuestVolume volume, VolumeType type) {
    this.set = set;
    this.volume = volume;
    this.type = type;
  }

  /** The volume's name: {@code p1}; with several disks {@code d0p1}. */
  public String name() {
    return volume.name();
  }

  DiskSetHandle set() {
    return set;
  }

  GuestVolume volume() {
    return volume;
  }

  VolumeType type() {
    return type;
  }

  @Nullable FuseMount mount() {
    return set.mount(volume.name());
  }

  boolean isFreed() {
    return freed;
  }

  void free() {
    freed = true;
  }

  @Override
  public String toString() {
    return volume.name();
  }
}
