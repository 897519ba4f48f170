package io.coldmount.mountd.guest;

import io.coldmount.diskset.Disk;
import io.coldmount.partitions.PartitionTable;
import java.nio.file.Path;
import java.util.List;

/**
 * A disk with its partition table and volumes.
 *
 * @param file as the user named it
 * @param volumes in the order of the table
 */
public record GuestDisk(Path file, Disk disk, PartitionTable table, List<GuestVolume> volumes) {

  public GuestDisk {
    volumes = List.copyOf(volumes);
  }
}
