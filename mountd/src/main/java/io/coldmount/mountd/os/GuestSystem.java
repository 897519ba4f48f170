package io.coldmount.mountd.os;

import io.coldmount.fs.FileSystem;
import io.coldmount.mountd.guest.Guest;
import io.coldmount.mountd.guest.GuestVolume;
import io.coldmount.mountd.tree.AssembledTree;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An operating system on a guest's disks.
 *
 * @param root the volume it is on
 * @param info what it says of itself
 * @param mounts where it has its volumes
 * @param names the GUIDs that Windows has for its volumes besides, in lower case
 * @param findings what is odd in its configuration, in full sentences
 * @param tree its volumes at their places, or null where each has a letter
 */
public record GuestSystem(
    GuestVolume root,
    OsInfo info,
    List<GuestMount> mounts,
    Map<String, GuestVolume> names,
    List<String> findings,
    @Nullable AssembledTree tree) {

  public GuestSystem {
    mounts = List.copyOf(mounts);
    names = Map.copyOf(names);
    findings = List.copyOf(findings);
  }

  /** The systems of {@code guest}, in the order of their volumes. */
  public static List<GuestSystem> find(Guest guest) {
    List<GuestSystem> systems = new ArrayList<>();
    for (GuestVolume volume : guest.volumes()) {
      if (volume.hasFileSystem()) {
        GuestSystem system = read(guest, volume);
        if (system != null) {
          systems.add(system);
        }
      }
    }
    return systems;
  }

  /** The system on {@code volume}, or null; whoever opens the volume is told of its damage. */
  private static @Nullable GuestSystem read(Guest guest, GuestVolume volume) {
    try {
      FileSystem fs = volume.fileSystem();
      GuestSystem windows = WindowsVolume.read(guest, volume, fs);
      if (windows != null) {
        return windows;
      }
      GuestSystem other = UnixRoot.read(volume, fs);
      return other != null ? other : LinuxRoot.read(guest, volume, fs);
    } catch (IOException e) {
      return null;
    }
  }
}
