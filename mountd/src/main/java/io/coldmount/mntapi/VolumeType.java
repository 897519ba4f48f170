package io.coldmount.mntapi;

import io.coldmount.mountd.guest.Content;
import io.coldmount.mountd.guest.GuestVolume;
import io.coldmount.partitions.PartitionTable;
import java.util.Set;

/** {@code VixVolumeType}. */
public enum VolumeType {
  UNKNOWN(0),
  BASIC_PARTITION(1),
  GPT_PARTITION(2),
  DYNAMIC_VOLUME(3),
  LVM_VOLUME(4);

  /** The partitions of Windows dynamic disks, in an MBR and a GPT. */
  private static final Set<String> DYNAMIC =
      Set.of(
          "0x42", "5808c8aa-7e8f-42e0-85d2-e1e90434cfb3", "af9b60a0-1431-4f62-bc68-3311714a69ad");

  private final int number;

  VolumeType(int number) {
    this.number = number;
  }

  /** VMware's value. */
  public int number() {
    return number;
  }

  static VolumeType of(GuestVolume volume, PartitionTable.Scheme scheme) {
    if (DYNAMIC.contains(volume.volume().type())) {
      return DYNAMIC_VOLUME;
    }
    if (volume.content() instanceof Content.Foreign foreign
        && foreign.format().equals("LVM2_member")) {
      return LVM_VOLUME;
    }
    return switch (scheme) {
      case NONE -> UNKNOWN;
      case MBR -> BASIC_PARTITION;
      case GPT -> GPT_PARTITION;
    };
  }
}
