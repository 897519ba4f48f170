package io.coldmount.mountd.os;

import io.coldmount.fs.FileName;
import io.coldmount.fs.FileSystem;
import io.coldmount.fs.Node;
import io.coldmount.mountd.tree.LinkTargets;
import java.io.IOException;
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

  private final Set<String> letters;
  private final Map<String, String> guids;

  /**
   * @param letters the folders of drives
   * @param guids the folders of volumes by their GUID
   */
  WindowsLinks(Set<String> letters, Map<String, String> guids) {
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
      return wtf8(stored.replace('/', '\\'));
    }
    return wtf8("/" + folder + inside(rest));
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

  /** With lone surrogates kept, as the names of the file system are. */
  private static FileName wtf8(String text) {
    byte[] units = new byte[2 * text.length()];
    for (int i = 0; i < text.length(); i++) {
      units[2 * i] = (byte) text.charAt(i);
      units[2 * i + 1] = (byte) (text.charAt(i) >> 8);
    }
    return FileName.ofUtf16le(units, 0, text.length());
  }
}
