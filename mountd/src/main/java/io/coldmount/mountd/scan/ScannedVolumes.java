package io.coldmount.mountd.scan;

import io.coldmount.fs.FileSystem;
import io.coldmount.mountd.guest.Content;
import io.coldmount.mountd.guest.Guest;
import io.coldmount.mountd.guest.GuestVolume;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What of a guest can be scanned, and what has files perhaps, but cannot.
 *
 * @param shown file systems by the names of their volumes
 * @param left why not, by the names of volumes
 */
public record ScannedVolumes(
    Guest guest, SequencedMap<String, FileSystem> shown, SequencedMap<String, String> left) {

  /**
   * Opens what can be scanned.
   *
   * @param sentence what a failure is called
   */
  public static ScannedVolumes of(Guest guest, Function<IOException, String> sentence) {
    SequencedMap<String, FileSystem> shown = new LinkedHashMap<>();
    SequencedMap<String, String> left = new LinkedHashMap<>();
    for (GuestVolume volume : guest.volumes()) {
      switch (volume.content()) {
        case Content.Known known -> {
          try {
            shown.put(volume.name(), volume.fileSystem());
          } catch (IOException e) {
            left.put(volume.name(), sentence.apply(e));
          }
        }
        case Content.Foreign foreign -> {
          if (!foreign.format().equals("swap") && !foreign.format().equals("swsuspend")) {
            left.put(volume.name(), "it " + volume.whyNot());
          }
        }
        case Content.Damaged damaged -> left.put(volume.name(), "it " + volume.whyNot());
        case Content.Empty() -> {}
        case Content.Unknown() -> left.put(volume.name(), "it " + volume.whyNot());
        case Content.Unreadable(IOException cause) ->
            left.put(volume.name(), sentence.apply(cause));
      }
    }
    if (shown.isEmpty() && left.isEmpty()) {
      left.put("", "there is no file system");
    }
    return new ScannedVolumes(guest, shown, left);
  }

  /** For a scan of what is not in {@code before}, or of all if that is null. */
  public List<ScanVolume> since(@Nullable Guest before) throws IOException {
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

  /** Reports what cannot be scanned. */
  public void tell(ScanReport report) {
    left.forEach(
        (volume, why) ->
            report.unreadable(volume, "", new Verdict.NotScanned(Verdict.Reason.UNSUPPORTED, why)));
  }

  /** Mounts what can be scanned, for an engine that takes paths. */
  public GuestMount mount() throws IOException {
    return GuestMount.of(shown, guest.disks().getFirst().file().toString());
  }
}
