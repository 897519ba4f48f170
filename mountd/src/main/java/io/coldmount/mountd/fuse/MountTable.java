package io.coldmount.mountd.fuse;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The mounts this process can see. Layout of {@code /proc/self/mountinfo}: proc(5).
 *
 * @param mounts of every type, in the order they were made
 */
record MountTable(List<Entry> mounts) {

  /** The file system type of every mount of ours. */
  static final String TYPE = "fuse.coldmount";

  private static final Path FILE = Path.of("/proc/self/mountinfo");
  private static final Charset NATIVE =
      Charset.forName(System.getProperty("sun.jnu.encoding", "UTF-8"), StandardCharsets.UTF_8);

  /**
   * A line of the table.
   *
   * @param type of the file system
   */
  record Entry(String type, ActiveMount mount) {}

  static MountTable now() throws IOException {
    return parse(new String(Files.readAllBytes(FILE), NATIVE));
  }

  static MountTable parse(String mountinfo) {
    List<Entry> mounts = new ArrayList<>();
    for (String line : List.of(mountinfo.split("\n", -1))) {
      int separator = line.indexOf(" - "); // optional fields end here
      List<String> left = fields(line);
      List<String> right = separator < 0 ? List.of() : fields(line.substring(separator + 3));
      if (left.size() >= 6 && right.size() >= 3) {
        path(unescaped(left.get(4)))
            .map(
                path ->
                    new ActiveMount(
                        path,
                        unescaped(right.get(1)),
                        left.get(5) + "," + right.get(2),
                        left.get(2)))
            .ifPresent(mount -> mounts.add(new Entry(right.get(0), mount)));
      }
    }
    return new MountTable(mounts);
  }

  /** Empty for a path that the locale cannot tell, and that this process so cannot name. */
  private static Optional<Path> path(String text) {
    try {
      return Optional.of(Path.of(text));
    } catch (InvalidPathException e) {
      return Optional.empty();
    }
  }

  /** The mounts of Coldmount. */
  List<ActiveMount> coldmounts() {
    return mounts.stream().filter(entry -> entry.type.equals(TYPE)).map(Entry::mount).toList();
  }

  /** The topmost mount of Coldmount at {@code mountpoint}. */
  Optional<ActiveMount> at(Path mountpoint) {
    return coldmounts().stream()
        .filter(mount -> mount.mountpoint().equals(mountpoint))
        .reduce((lower, upper) -> upper);
  }

  /** Where the mount of {@code mount}'s device is now: a folder above it may have been renamed. */
  Optional<ActiveMount> find(ActiveMount mount) {
    List<ActiveMount> same =
        coldmounts().stream().filter(other -> other.device().equals(mount.device())).toList();
    return same.stream()
        .filter(other -> other.mountpoint().equals(mount.mountpoint()))
        .findFirst()
        .or(() -> same.stream().findFirst());
  }

  /** Whether something else is mounted over {@code mount}, which an unmount would hit instead. */
  boolean isCovered(ActiveMount mount) {
    return mounts.stream()
        .map(Entry::mount)
        .filter(other -> other.mountpoint().equals(mount.mountpoint()))
        .reduce((lower, upper) -> upper)
        .filter(top -> !top.device().equals(mount.device()))
        .isPresent();
  }

  private static List<String> fields(String text) {
    return List.of(text.split(" ", -1));
  }

  /** Space, tab, newline, backslash and hash are written as a backslash and three octal digits. */
  private static String unescaped(String field) {
    StringBuilder text = new StringBuilder(field.length());
    for (int i = 0; i < field.length(); i++) {
      char c = field.charAt(i);
      if (c == '\\' && i + 3 < field.length()) {
        text.append((char) Integer.parseInt(field, i + 1, i + 4, 8));
        i += 3;
      } else {
        text.append(c);
      }
    }
    return text.toString();
  }
}
