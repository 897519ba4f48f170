package io.coldmount.mntapi;

import io.coldmount.block.ImageCache;
import io.coldmount.diskset.DiskOptions;
import io.coldmount.mountd.host.NativeFiles;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Where disks come from: a folder of this host ({@code VixDiskLibConnection} to a local datastore).
 *
 * @param folder that disk names are relative to
 * @param search where else a parent or an extent may lie
 * @param forceParent go on although a parent is not the one its child names
 */
public record Connection(Path folder, List<Path> search, boolean forceParent) {

  public Connection {
    search = List.copyOf(search);
  }

  /** Disks in {@code folder}, strict about their parents. */
  public static Connection local(Path folder) {
    return new Connection(folder, List.of(), false);
  }

  /**
   * Opens one disk ({@code VixDiskLib_Open}), any link of a chain, for {@link MntApi#openDiskSet}.
   *
   * @throws MntException with the errors of {@link MntApi#openDisks}
   */
  public DiskHandle open(String name, int flags) throws MntException {
    OpenFlags.check(flags);
    return DiskHandle.open(this, path(name));
  }

  Path path(String name) throws MntException {
    try {
      return folder.resolve(name);
    } catch (InvalidPathException e) {
      throw new MntException(
          MntError.INVALID_ARG, "\"" + name + "\" cannot be the name of a disk.", e);
    }
  }

  DiskOptions options(ImageCache cache) {
    return new DiskOptions(new NativeFiles(), cache, search, forceParent, Map.of());
  }
}
