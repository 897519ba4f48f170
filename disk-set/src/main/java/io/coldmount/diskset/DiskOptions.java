package io.coldmount.diskset;

import io.coldmount.block.ImageCache;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * How disks are opened.
 *
 * @param files opens the host's files
 * @param cache holds grain tables and inflated grains
 * @param searchDirectories where else a parent or an extent may lie
 * @param forceParent go on although a parent's content ID is not the one its child names
 * @param devices host devices that the user allows for extents that name a device, by the name the
 *     descriptor gives; an image's own device path is never opened by itself
 */
public record DiskOptions(
    HostFiles files,
    ImageCache cache,
    List<Path> searchDirectories,
    boolean forceParent,
    Map<String, Path> devices) {

  public DiskOptions {
    searchDirectories = List.copyOf(searchDirectories);
    devices = Map.copyOf(devices);
  }

  /** Strict, with nothing but the disk's own folder to search. */
  public static DiskOptions strict(ImageCache cache) {
    return new DiskOptions(HostFiles.portable(), cache, List.of(), false, Map.of());
  }
}
