package io.coldmount.mountd.fuse;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The mounts this process can see. Layout of {@code /proc/self/mountinfo}: proc(5). */
final class MountTable {

  /** The file system type of every mount of ours. */
  static final String TYPE = "fuse.coldmount";

  private static final Path FILE = Path.of("/proc/self/mountinfo");
  private static final Charset NATIVE =
      Charset.forName(System.getProperty("sun.jnu.encoding", "UTF-8"), StandardCharsets.UTF_8);

  private MountTable() {}

  /** The mounts of Coldmount, in the order they were made. */
  static List<ActiveMount> coldmounts() throws IOException {
    return parse(new String(Files.readAllBytes(FILE), NATIVE));
  }

  /** The mount of Coldmount on top at {@code mountpoint}. */
  static Optional<ActiveMount> at(Path mountpoint) throws IOException {
    return coldmounts().stream()
        .filter(mount -> mount.mountpoint().equals(mountpoint))
        .reduce((lower, upper) -> upper);
  }

  static List<ActiveMount> parse(String mountinfo) {
    List<ActiveMount> mounts = new ArrayList<>();
    for (String line : mountinfo.lines().toList()) {
      int separator = line.indexOf(" - "); // optional fields end here
      List<String> left = fields(line);
      List<String> right = separator < 0 ? List.of() : fields(line.substring(separator + 3));
      if (left.size() >= 6 && right.size() >= 3 && right.get(0).equals(TYPE)) {
        mounts.add(
            new ActiveMount(
                Path.of(unescaped(left.get(4))),
                unescaped(right.get(1)),
                left.get(5) + "," + right.get(2),
                left.get(2)));
      }
    }
    return mounts;
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
