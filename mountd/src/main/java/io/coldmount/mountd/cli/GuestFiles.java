package io.coldmount.mountd.cli;

import io.coldmount.fs.FileName;
import io.coldmount.mountd.guest.Guest;
import io.coldmount.mountd.guest.GuestPath;
import io.coldmount.mountd.restore.GuestGlob;
import io.coldmount.mountd.restore.RestoreSource;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The files and trees of a guest that the user named, some of them by patterns. */
final class GuestFiles {

  private GuestFiles() {}

  /**
   * Finds all of them, or says which there is none of. The root of a volume has no name: alone it
   * stands for what is in it, and among others it is called as the volume.
   */
  static List<RestoreSource> find(Guest guest, List<String> typed)
      throws IOException, CommandException {
    List<RestoreSource> sources = new ArrayList<>();
    boolean several = typed.size() > 1;
    for (String path : typed) {
      if (GuestGlob.isPattern(path)) {
        sources.addAll(expand(guest, path));
      } else {
        GuestFile file = GuestFile.find(guest, path, false);
        boolean contents = path.endsWith("/.");
        FileName name = contents ? null : nameOf(file.path());
        boolean root = name == null && !contents;
        sources.add(source(file, root && several ? FileName.of(file.volume().name()) : name));
      }
    }
    return sources;
  }

  /**
   * Refuses two of them that would have one name, before anything is written.
   *
   * @param advice what to do instead
   */
  static void requireNames(List<RestoreSource> sources, String advice) throws CommandException {
    Map<FileName, RestoreSource> taken = new HashMap<>();
    for (RestoreSource source : sources) {
      FileName name = source.name();
      RestoreSource other = name == null ? null : taken.putIfAbsent(name, source);
      if (other != null) {
        throw new CommandException(
            ExitCode.USAGE,
            other.shown()
                + " and "
                + source.shown()
                + " would both be called "
                + name
                + ": "
                + advice
                + ".");
      }
    }
  }

  private static List<RestoreSource> expand(Guest guest, String pattern)
      throws IOException, CommandException {
    int colon = pattern.indexOf(':');
    int slash = pattern.indexOf('/');
    boolean named = colon > 0 && (slash < 0 || colon < slash);
    String volume = named ? pattern.substring(0, colon + 1) : "";
    GuestFile root = GuestFile.find(guest, volume + "/", true);
    List<RestoreSource> sources = new ArrayList<>();
    for (GuestPath.Found found :
        GuestGlob.expand(root.fileSystem(), pattern.substring(volume.length()))) {
      GuestFile file = new GuestFile(root.volume(), root.fileSystem(), found.path(), found.node());
      sources.add(source(file, nameOf(file.path())));
    }
    if (sources.isEmpty()) {
      throw new CommandException(ExitCode.PATH, pattern + ": no file fits this pattern.");
    }
    return sources;
  }

  private static RestoreSource source(GuestFile file, @Nullable FileName name) {
    boolean top = file.path().length() == 1;
    String shown = top ? file.volume().name() + ":" : file.shown();
    return new RestoreSource(file.fileSystem(), file.node(), name, shown);
  }

  /** The last name of a path, or null for the root. */
  private static @Nullable FileName nameOf(FileName path) {
    byte[] bytes = path.bytes();
    int start = bytes.length;
    while (start > 0 && bytes[start - 1] != '/') {
      start--;
    }
    return start == bytes.length
        ? null
        : FileName.of(Arrays.copyOfRange(bytes, start, bytes.length));
  }
}
