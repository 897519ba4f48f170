package io.coldmount.mntapi;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code VixVolumeInfo}.
 *
 * @param isMounted on this host
 * @param symbolicLink where, or null if it is not
 * @param inGuestMountPoints where the guest has it: {@code /home}, {@code C:\}
 */
public record VolumeInfo(
    VolumeType type,
    boolean isMounted,
    @Nullable String symbolicLink,
    List<String> inGuestMountPoints)
    implements AutoCloseable {

  public VolumeInfo {
    inGuestMountPoints = List.copyOf(inGuestMountPoints);
  }

  /** {@code VixMntapi_FreeVolumeInfo}: nothing is held that Java does not free. */
  @Override
  public void close() {}
}
