package io.coldmount.mountd.cli;

import io.coldmount.fs.FileSystem;
import io.coldmount.mountd.guest.Content;
import io.coldmount.mountd.guest.GuestVolume;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * A volume as {@code inspect} shows it: one whose file system does not open is shown all the same.
 *
 * @param content one word: filesystem, foreign, damaged, empty, unknown, unreadable
 * @param format what it holds, or empty
 * @param fileSystem null if there is none or it does not open
 * @param problem why it does not open, or empty
 */
record OpenedVolume(
    GuestVolume volume,
    String content,
    String format,
    @Nullable FileSystem fileSystem,
    String problem) {

  static OpenedVolume of(GuestVolume volume) {
    return switch (volume.content()) {
      case Content.Known known -> open(volume, known);
      case Content.Foreign foreign ->
          new OpenedVolume(volume, "foreign", foreign.format(), null, "");
      case Content.Damaged damaged ->
          new OpenedVolume(volume, "damaged", damaged.format(), null, "");
      case Content.Empty() -> new OpenedVolume(volume, "empty", "", null, "");
      case Content.Unknown() -> new OpenedVolume(volume, "unknown", "", null, "");
      case Content.Unreadable(IOException cause) ->
          new OpenedVolume(volume, "unreadable", "", null, Failure.of(cause).sentence());
    };
  }

  private static OpenedVolume open(GuestVolume volume, Content.Known known) {
    try {
      FileSystem fileSystem = volume.fileSystem();
      String problem =
          known.others().isEmpty()
              ? ""
              : "Traces of another file system are there too: "
                  + String.join(", ", known.others())
                  + ".";
      return new OpenedVolume(volume, "filesystem", fileSystem.format(), fileSystem, problem);
    } catch (IOException e) {
      return new OpenedVolume(
          volume, "filesystem", known.probe().format(), null, Failure.of(e).sentence());
    }
  }
}
