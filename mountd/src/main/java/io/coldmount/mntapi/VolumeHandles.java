package io.coldmount.mntapi;

import java.util.List;

/**
 * The volumes of a disk set ({@code VixVolumeHandle *} of {@code VixMntapi_GetVolumeHandles}).
 *
 * @param list in the order of the disks and their partition tables
 */
public record VolumeHandles(List<VolumeHandle> list) implements AutoCloseable {

  public VolumeHandles {
    list = List.copyOf(list);
  }

  /**
   * The handle of the volume called {@code name}, as {@code coldmount inspect} shows it.
   *
   * @throws MntException {@link MntError#PARTITION_NOT_FOUND}
   */
  public VolumeHandle named(String name) throws MntException {
    for (VolumeHandle handle : list) {
      if (handle.name().equals(name)) {
        return handle;
      }
    }
    throw new MntException(
        MntError.PARTITION_NOT_FOUND,
        "There is no volume \"" + name + "\": there are " + list + ".");
  }

  /**
   * {@code VixMntapi_FreeVolumeHandles}: the handles cannot be used any more. What is mounted stays
   * mounted.
   */
  @Override
  public void close() {
    list.forEach(VolumeHandle::free);
  }
}
