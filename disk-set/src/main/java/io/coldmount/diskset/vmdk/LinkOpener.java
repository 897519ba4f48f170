package io.coldmount.diskset.vmdk;

import io.coldmount.block.CorruptException;
import io.coldmount.block.UnsupportedException;
import io.coldmount.diskset.DiskLink;
import io.coldmount.diskset.DiskOptions;
import io.coldmount.diskset.HostFile;
import io.coldmount.diskset.chain.BrokenOrigin;
import io.coldmount.diskset.chain.FileOrigin;
import io.coldmount.diskset.chain.HostSource;
import io.coldmount.diskset.chain.OpenFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Opens the extents of a link. */
final class LinkOpener {

  private final GrainStore store;
  private final Described described;
  private final ExtentFinder finder;
  private final List<String> warnings;

  LinkOpener(
      DiskOptions options,
      OpenFiles files,
      GrainStore store,
      Described described,
      List<String> warnings) {
    this.store = store;
    this.described = described;
    this.finder = new ExtentFinder(options, files, described, warnings);
    this.warnings = warnings;
  }

  VmdkLink open() throws IOException {
    Descriptor descriptor = described.descriptor();
    long size = descriptor.capacity(described.name());
    List<DiskLink.ExtentFile> list = new ArrayList<>();
    List<DiskExtent> extents = new ArrayList<>();
    int own = own(descriptor.extents());
    long start = 0;
    boolean locked = noteLock(described.path());
    for (ExtentLine line : descriptor.extents()) {
      HostFile file = extents.size() == own ? described.file() : fileOf(line);
      extents.add(open(line, file, start));
      Path path = file == null ? null : file.path();
      list.add(new DiskLink.ExtentFile(line.type(), path, start, line.length()));
      start += line.length();
      if (path != null && !locked) {
        locked = noteLock(path);
      }
    }
    return new VmdkLink(described, list, extents, size);
  }

  /** Which extent the file with the descriptor is itself, whatever its name is by now; or -1. */
  private int own(List<ExtentLine> lines) {
    if (described.kind() == Described.Kind.TEXT) {
      return -1;
    }
    for (int i = 0; i < lines.size(); i++) {
      if (lines.get(i).name().equals(described.name())) {
        return i;
      }
    }
    return 0;
  }

  private @Nullable HostFile fileOf(ExtentLine line) throws IOException {
    boolean stored = !line.type().equals("ZERO") && !line.access().equals("NOACCESS");
    return stored ? finder.open(line) : null;
  }

  private DiskExtent open(ExtentLine line, @Nullable HostFile file, long start) throws IOException {
    if (file == null) {
      return line.type().equals("ZERO")
          ? new ZeroExtent()
          : new DeniedExtent(
              new BrokenOrigin(
                  described.name(),
                  "the extent \"" + line.name() + "\" is marked NOACCESS: it is not part of it"));
    }
    return switch (line.type()) {
      case "FLAT", "VMFS", "VMFSRDM", "VMFSRAW" -> flat(line, file);
      case "SPARSE", "VMFSSPARSE", "SESPARSE" -> sparse(line, file, start);
      default -> throw new UnsupportedException(described.name(), "extent type " + line.type());
    };
  }

  private DiskExtent flat(ExtentLine line, HostFile file) {
    if (file.size() < line.offset() || file.size() - line.offset() < line.length()) {
      warnings.add(
          "%s: %s is truncated: it has %d bytes, and the extent needs %d; what is missing cannot be read."
              .formatted(
                  described.name(),
                  HostSource.nameOf(file.path()),
                  file.size(),
                  line.offset() + line.length()));
    }
    return new FlatExtent(new FileOrigin(described.name(), file, true), line.offset());
  }

  private DiskExtent sparse(ExtentLine line, HostFile file, long start) throws IOException {
    SparseKind kind = SparseKind.of(new HostSource(file));
    if (kind == null) {
      throw new CorruptException(
          described.name(),
          "its extent " + file.path() + " is not the sparse extent that its descriptor says");
    }
    return new SparseOpener(store, described.name(), file, start, line.length(), warnings)
        .open(kind);
  }

  private boolean noteLock(Path path) {
    Path lock = path.resolveSibling(HostSource.nameOf(path) + ".lck");
    boolean locked = Files.isDirectory(lock);
    if (locked) {
      warnings.add(
          "%s: the folder %s says that a VMware program has it open; what is read may be changing."
              .formatted(described.name(), HostSource.nameOf(lock)));
    }
    return locked;
  }
}
