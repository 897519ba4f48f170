package io.coldmount.mountd.guest;

import io.coldmount.diskset.DiskOptions;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How a guest is opened.
 *
 * @param disks how its disks are opened
 * @param driverOptions the {@code -o} options of file-system drivers; each driver gets those it
 *     declares
 * @param driver the one driver to use, or null to ask all of them
 */
public record GuestOptions(
    DiskOptions disks, Map<String, String> driverOptions, @Nullable String driver) {

  public GuestOptions {
    driverOptions = Map.copyOf(driverOptions);
  }
}
