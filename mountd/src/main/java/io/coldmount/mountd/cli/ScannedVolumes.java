package io.coldmount.mountd.cli;

import io.coldmount.fs.FileSystem;
import io.coldmount.mountd.guest.Content;
import io.coldmount.mountd.guest.Guest;
import io.coldmount.mountd.guest.GuestVolume;
import io.coldmount.mountd.scan.GuestMount;
import io.coldmount.mountd.scan.ScanVolume;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/**
 * What of a guest can be scanned, and what has files perhaps, but cannot.
 *
 * @param shown file systems by the names of their volumes
 * @param left why not, by the names of volumes
 */
record ScannedVolumes(
    Guest guest, SequencedMap<String, FileSystem> shown, SequencedMap<String, String> left) {

  static ScannedVolumes of(Guest guest) {
    SequencedMap<String, FileSystem> shown = new LinkedHashMap<>();
    SequencedMap<String, String> left = new LinkedHashMap<>();
    for (GuestVolume volume : guest.volumes()) {
      switch (volume.content()) {
        case Content.Known known -> {
          try {
            shown.put(volume.name(), volume.fileSystem());
          } catch (IOException e) {
            left.put(volume.name(), Failure.of(e).sentence());
          }
        }
        case Content.Foreign foreign -> {
          if (!foreign.format().startsWith("swap") && !foreign.format().equals("swsuspend")) {
            left.put(volume.name(), "it " + volume.whyNot());
          }
        }
        case Content.Damaged damaged -> left.put(volume.name(), "it " + volume.whyNot());
        case Content.Empty() -> {}
        case Content.Unknown() -> left.put(volume.name(), "it " + volume.whyNot());
        case Content.Unreadable(IOException cause) ->
            left.put(volume.name(), Failure.of(cause).sentence());
      }
    }
    if (shown.isEmpty() && left.isEmpty()) {
      left.put("", "there is no file system");
    }
    return new ScannedVolumes(guest, shown, left);
  }

  /** For a scan of what is not in {@code before}, or of all if that is null. */
  List<ScanVolume> since(@Nullable Guest before) throws IOException {
    List<ScanVolume> volumes = new ArrayList<>();
    for (var volume : shown.entrySet()) {
      FileSystem older = null;
      if (before != null) {
        GuestVolume there = before.volume(volume.getKey()).orElse(null);
        older = there != null && there.hasFileSystem() ? there.fileSystem() : null;
      }
      volumes.add(new ScanVolume(volume.getKey(), volume.getValue(), older));
    }
    return volumes;
  }

  GuestMount mount() throws IOException {
    return GuestMount.of(shown, guest.disks().getFirst().file().toString());
  }
}
