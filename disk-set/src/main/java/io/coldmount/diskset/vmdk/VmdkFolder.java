package io.coldmount.diskset.vmdk;

import io.coldmount.diskset.HostFiles;
import io.coldmount.diskset.chain.HostSource;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The VMDK disks in the folder of a file that is not one itself, and what it is to them. */
public final class VmdkFolder {

  private final Siblings siblings;
  private final Path file;
  private final String name;
  private final @Nullable Path folder;

  /** The folder of {@code file}; its disks are opened through {@code files}. */
  public VmdkFolder(HostFiles files, Path file) {
    this.siblings = new Siblings(files);
    this.file = file;
    this.name = HostSource.nameOf(file);
    this.folder = file.toAbsolutePath().getParent();
  }

  private List<Path> links(Predicate<Described> wanted) {
    return folder == null ? List.of() : siblings.links(folder, wanted);
  }

  /** The files that begin a disk, or a snapshot of one. */
  public List<Path> links() {
    return links(link -> true);
  }

  /** Those whose changed blocks the file tracks. */
  public List<Path> tracked() {
    return links(link -> lastPart(link.descriptor().value("changeTrackPath"), link));
  }

  /** Those of which the file is an extent. */
  List<Path> owners() {
    return links(link -> extents(link) > 0);
  }

  void refuseExtentOf(List<Path> owners) throws FileSystemException {
    if (!owners.isEmpty()) {
      throw new FileSystemException(
          file.toString(),
          null,
          "is one extent of a disk; open its descriptor instead: " + owners.getFirst());
    }
  }

  /**
   * What to say of the file as a raw disk, or null.
   *
   * @throws FileSystemException if it is only a part of a disk
   */
  public @Nullable String flatExtent() throws FileSystemException {
    if (!name.toLowerCase(Locale.ROOT).endsWith(".vmdk")) {
      return null;
    }
    refuseExtentOf(links(link -> extents(link) > 0 && link.descriptor().extents().size() > 1));
    List<Path> owners = owners();
    return owners.isEmpty()
        ? null
        : "%s: it holds the data of %s and is read as a raw disk; snapshots of that are not in it."
            .formatted(name, HostSource.nameOf(owners.getFirst()));
  }

  private long extents(Described link) {
    return link.kind() == Described.Kind.TEXT
        ? link.descriptor().extents().stream().filter(l -> lastPart(l.name(), link)).count()
        : 0;
  }

  private boolean lastPart(String given, Described link) {
    return new NamedFile(given, link.path()).baseName().equals(name);
  }
}
