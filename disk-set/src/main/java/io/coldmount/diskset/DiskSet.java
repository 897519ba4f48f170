package io.coldmount.diskset;

import io.coldmount.diskset.chain.HostSource;
import io.coldmount.diskset.chain.OpenFiles;
import io.coldmount.diskset.vmdk.VmdkFolder;
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
        WrongFile wrong = new WrongFile(options.files(), path);
        HostFile file = opened(open, path, wrong);
        Disk disk = vmdk.open(file);
        disks.add(disk == null ? raw(file, options, wrong) : disk);
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

  private static HostFile opened(OpenFiles open, Path path, WrongFile wrong) throws IOException {
    try {
      return open.open(path);
    } catch (FileSystemException e) {
      throw wrong.refused(e);
    }
  }

  private static Disk raw(HostFile file, DiskOptions options, WrongFile wrong) throws IOException {
    var content = new HostSource(file);
    wrong.refuse(content);
    ImageFormat.refuse(content);
    String warning = new VmdkFolder(options.files(), file.path()).flatExtent();
    var extent = new DiskLink.ExtentFile("RAW", file.path(), 0, file.size());
    var link =
        new DiskLink(file.path(), "raw", file.size(), "", "", "", List.of(extent), Map.of(), null);
    return new Disk(content, List.of(link), warning == null ? List.of() : List.of(warning));
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
