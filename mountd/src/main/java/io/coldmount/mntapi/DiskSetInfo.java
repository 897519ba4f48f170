package io.coldmount.mntapi;

/**
 * {@code VixDiskSetInfo}.
 *
 * @param openFlags see {@link OpenFlags}
 * @param mountPath the folder of the flat view: {@code disk0}, {@code disk0p1} and so on are the
 *     disks and their volumes as raw files
 */
public record DiskSetInfo(int openFlags, String mountPath) implements AutoCloseable {

  /**
   * {@code VixMntapi_FreeDiskSetInfo}: nothing is held that Java does not free. The flat view stays
   * until the set is closed.
   */
  @Override
  public void close() {}
}
