package io.coldmount.mountd.os;

import io.coldmount.fs.FileName;
import io.coldmount.fs.FileSystem;
import io.coldmount.fs.Node;
import io.coldmount.mountd.tree.LinkTargets;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Targets of NTFS links that name a drive or a volume lead to its folder in the mount. Those on a
 * drive that is not here stay as they are stored, with backslashes, so they lead nowhere; relative
 * ones are as the driver says them.
 */
final class WindowsLinks implements LinkTargets {

  private static final FileName REPARSE_DATA = FileName.of("system.ntfs_reparse_data");
  private static final String NAMESPACE = "\\??\\";
  private static final String VOLUME = "Volume{";

  private final Path mountpoint;
  private final Set<String> letters;
  private final Map<String, String> guids;

  /**
   * @param letters the folders of drives
   * @param guids the folders of volumes by their GUID
   */
  WindowsLinks(Path mountpoint, Set<String> letters, Map<String, String> guids) {
    this.mountpoint = mountpoint;
    this.letters = Set.copyOf(letters);
    this.guids = Map.copyOf(guids);
  }

  @Override
  public FileName target(FileSystem volume, Node link) throws IOException {
    byte[] reparse = volume.format().equals("ntfs") ? link.xattr(REPARSE_DATA) : null;
    String stored = reparse == null ? "" : ReparseTarget.absolute(reparse);
    return stored.isEmpty() ? link.readLink() : target(stored);
  }

  private FileName target(String stored) {
    String path = stored.startsWith(NAMESPACE) ? stored.substring(NAMESPACE.length()) : stored;
    int end = path.indexOf('\\');
    String first = end < 0 ? path : path.substring(0, end);
    String rest = end < 0 ? "" : path.substring(end);
    String folder = folder(first);
    if (folder == null) {
      return FileName.of(stored.replace('/', '\\'));
    }
    return FileName.of(mountpoint + "/" + folder + inside(rest));
  }

  private @Nullable String folder(String first) {
    if (first.length() == 2 && first.charAt(1) == ':') {
      String letter = first.substring(0, 1).toUpperCase(Locale.ROOT);
      return letters.contains(letter) ? letter : null;
    }
    boolean volume = first.startsWith(VOLUME) && first.endsWith("}");
    return volume
        ? guids.get(first.substring(VOLUME.length(), first.length() - 1).toLowerCase(Locale.ROOT))
        : null;
  }

  /** The names of a path with a slash before each; none climbs out of the volume. */
  private static String inside(String path) {
    Deque<String> names = new ArrayDeque<>();
    for (String name : path.split("[\\\\/]+", -1)) {
      if (name.equals("..")) {
        names.pollLast();
      } else if (!name.isEmpty() && !name.equals(".")) {
        names.addLast(name);
      }
    }
    return names.isEmpty() ? "" : "/" + String.join("/", names);
  }
}
