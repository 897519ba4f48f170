package io.coldmount.diskset;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The disks of one machine, open together. */
public final class DiskSet implements Closeable {

  private final List<Disk> disks;
  private final List<HostFile> files;

  private DiskSet(List<Disk> disks, List<HostFile> files) {
    this.disks = List.copyOf(disks);
    this.files = List.copyOf(files);
  }

  /**
   * Opens each of {@code files}, any file that begins a disk, with its whole chain. Reads
   * kilobytes, whatever the disks' size. Nothing stays open if it throws.
   */
  public static DiskSet open(List<Path> files, DiskOptions options) throws IOException {
    List<HostFile> open = new ArrayList<>();
    try {
      List<Disk> disks = new ArrayList<>();
      for (Path path : files) {
        HostFile file = options.files().open(path);
        open.add(file);
        disks.add(raw(file));
      }
      return new DiskSet(disks, open);
    } catch (IOException | RuntimeException e) {
      for (HostFile file : open) {
        file.close();
      }
      throw e;
    }
  }

  private static Disk raw(HostFile file) {
    String name = file.path().getFileName().toString();
    var extent = new DiskLink.ExtentFile("RAW", file.path(), 0, file.size());
    var link =
        new DiskLink(file.path(), "raw", file.size(), "", "", "", List.of(extent), Map.of(), null);
    return new Disk(new HostSource(name, file), List.of(link), List.of());
  }

  /** In the order of the files that were opened. */
  public List<Disk> disks() {
    return disks;
  }

  @Override
  public void close() throws IOException {
    for (HostFile file : files) {
      file.close();
    }
  }
}
