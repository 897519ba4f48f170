package io.coldmount.mountd.guest;

import io.coldmount.diskset.Disk;
import io.coldmount.diskset.DiskSet;
import io.coldmount.partitions.PartitionTable;
import io.coldmount.partitions.Volume;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The disks of one machine, open together, with their volumes and file systems. */
public final class Guest implements Closeable {

  private final DiskSet set;
  private final List<GuestDisk> disks;

  private Guest(DiskSet set, List<GuestDisk> disks) {
    this.set = set;
    this.disks = List.copyOf(disks);
  }

  /** Opens {@code files}, the disks of one machine, in the order the guest has them. */
  public static Guest open(List<Path> files, Drivers drivers, GuestOptions options)
      throws IOException {
    DiskSet set = DiskSet.open(files, options.disks());
    try {
      List<GuestDisk> disks = new ArrayList<>();
      for (int i = 0; i < files.size(); i++) {
        Disk disk = set.disks().get(i);
        PartitionTable table = PartitionTable.read(disk.content());
        String prefix = files.size() == 1 ? "" : "d" + i;
        List<GuestVolume> volumes = new ArrayList<>();
        for (Volume volume : table.volumes()) {
          volumes.add(new GuestVolume(name(prefix, volume), volume, drivers, options));
        }
        disks.add(new GuestDisk(files.get(i), disk, table, volumes));
      }
      return new Guest(set, disks);
    } catch (IOException | RuntimeException e) {
      set.close();
      throw e;
    }
  }

  private static String name(String prefix, Volume volume) {
    boolean whole = volume.id().equals("disk");
    return whole && !prefix.isEmpty() ? prefix : prefix + volume.id();
  }

  public List<GuestDisk> disks() {
    return disks;
  }

  /** The volumes of all disks, in order. */
  public List<GuestVolume> volumes() {
    List<GuestVolume> all = new ArrayList<>();
    for (GuestDisk disk : disks) {
      all.addAll(disk.volumes());
    }
    return all;
  }

  /** The volume called {@code name}. */
  public Optional<GuestVolume> volume(String name) {
    return volumes().stream().filter(volume -> volume.name().equals(name)).findFirst();
  }

  @Override
  public void close() throws IOException {
    volumes().forEach(GuestVolume::close);
    set.close();
  }
}
