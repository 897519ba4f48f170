package io.coldmount.diskset;

import io.coldmount.block.UnsupportedException;
import io.coldmount.diskset.chain.HostSource;
import io.coldmount.diskset.chain.OpenFiles;
import io.coldmount.diskset.vmdk.VmdkOpener;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The disks of one machine, open together. */
public final class DiskSet implements Closeable {

  private final List<Disk> disks;
  private final OpenFiles files;

  private DiskSet(List<Disk> disks, OpenFiles files) {
    this.disks = List.copyOf(disks);
    this.files = files;
  }

  /**
   * Opens each of {@code files}, any file that begins a disk, with its whole chain. Reads
   * kilobytes, whatever the disks' size. Nothing stays open if it throws.
   *
   * @throws io.coldmount.block.ImageException if an image is damaged, or not supported
   * @throws java.nio.file.FileSystemException if a file is missing, or is none that can hold a
   *     disk; the message says which, and what to do
   */
  public static DiskSet open(List<Path> files, DiskOptions options) throws IOException {
    OpenFiles open = new OpenFiles(options.files());
    try {
      VmdkOpener vmdk = new VmdkOpener(options, open);
      List<Disk> disks = new ArrayList<>();
      for (Path path : files) {
        HostFile file = open.open(path);
        Disk disk = vmdk.open(file);
        disks.add(disk == null ? raw(file) : disk);
      }
      return new DiskSet(disks, open);
    } catch (IOException | RuntimeException | Error e) {
      try {
        open.close();
      } catch (IOException closing) {
        e.addSuppressed(closing);
      }
      throw e;
    }
  }

  private static Disk raw(HostFile file) throws IOException {
    var content = new HostSource(file);
    if (file.size() == 0) {
      throw new FileSystemException(file.path().toString(), null, "is empty, so it is no disk");
    }
    String format = ImageFormat.of(content);
    if (format != null) {
      throw new UnsupportedException(content.name(), format);
    }
    var extent = new DiskLink.ExtentFile("RAW", file.path(), 0, file.size());
    var link =
        new DiskLink(file.path(), "raw", file.size(), "", "", "", List.of(extent), Map.of(), null);
    return new Disk(content, List.of(link), List.of());
  }

  /** In the order of the files that were opened. */
  public List<Disk> disks() {
    return disks;
  }

  @Override
  public void close() throws IOException {
    files.close();
  }
}
