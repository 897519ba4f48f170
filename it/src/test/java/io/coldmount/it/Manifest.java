package io.coldmount.it;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * All that a program can learn of a mounted tree: for each path its type, mode, owners, links,
 * inode number, size, blocks, times to the nanosecond, link target, device number, extended
 * attributes, holes and the sha256 of its bytes.
 *
 * @param facts by path, whose bytes are characters
 */
record Manifest(Map<String, String> facts) {

  private static final Pattern INODE = Pattern.compile("inode=(\\d+)");
  private static final long INODE_MASK = (1L << 48) - 1;

  private static final String SCRIPT =
      """
      fields='type=%y mode=%m uid=%U gid=%G links=%n inode=%i size=%s blocks=%b'
      find . -printf "%p\\0$fields modified=%T@ changed=%C@ accessed=%A@ target=%l\\0"
      printf '\\0----\\0'
      find . -exec stat --printf '%n\\0device=%t:%T born=%w\\0' {} +
      printf '\\0----\\0'
      find . -type f -exec sha256sum -z {} +
      printf '\\0----\\0'
      find . -type f -size +0 -printf '%s %b %p\\0' | while read -rd '' size blocks path; do
        if [ $((blocks * 512)) -lt "$size" ]; then
          printf '%s\\0holes=%s\\0' "$path" "$(xfs_io -r -c 'seek -a -r 0' "$path" | tail -n +2 | tr '\\n\\t' ',=')"
        fi
      done
      printf '\\0----\\0'
      getfattr -R -h -d -m - -e hex . || true
      """;

  /** Reads the whole tree at {@code root}. */
  static Manifest of(Path root) throws IOException {
    Host.assumeTools("getfattr", "xfs_io", "sha256sum");
    String[] parts = Host.bash(root, SCRIPT).split("\0----\0", -1);
    Map<String, String> facts = new TreeMap<>();
    pairs(parts[0], facts);
    pairs(parts[1], facts);
    sums(parts[2], facts);
    pairs(parts[3], facts);
    attributes(parts[4], facts);
    return new Manifest(facts);
  }

  private static void pairs(String part, Map<String, String> facts) {
    String[] fields = part.split("\0", -1);
    for (int i = 0; i + 1 < fields.length; i += 2) {
      facts.merge(fields[i], fields[i + 1], (a, b) -> a + " " + b);
    }
  }

  /** 64 digits, two spaces, the path. */
  private static void sums(String part, Map<String, String> facts) {
    for (String line : part.split("\0", -1)) {
      if (line.length() > 66) {
        facts.merge(line.substring(66), "sha256=" + line.substring(0, 64), (a, b) -> a + " " + b);
      }
    }
  }

  /** Blocks that begin with the file's name and end with an empty line. */
  private static void attributes(String part, Map<String, String> facts) {
    for (String block : part.split("\n\n", -1)) {
      if (block.startsWith("# file: ")) {
        String[] lines = block.split("\n", -1);
        String path = unescape(lines[0].substring("# file: ".length()));
        List<String> sorted = new ArrayList<>(List.of(lines).subList(1, lines.length));
        sorted.sort(null);
        String name = path.equals(".") ? "." : "./" + path;
        facts.merge(name, String.join(" ", sorted), (a, b) -> a + " " + b);
      }
    }
  }

  /** getfattr writes odd bytes as a backslash and three octal digits. */
  private static String unescape(String name) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (c == '\\' && i + 3 < name.length()) {
        out.append((char) Integer.parseInt(name.substring(i + 1, i + 4), 8));
        i += 3;
      } else {
        out.append(c);
      }
    }
    return out.toString();
  }

  /**
   * The same for a folder of several volumes, where the volume's number stands above the inode's.
   */
  Manifest ofOneVolume() {
    Map<String, String> own = new TreeMap<>();
    facts.forEach(
        (path, fact) ->
            own.put(
                path,
                INODE
                    .matcher(fact)
                    .replaceFirst(
                        match -> "inode=" + (Long.parseLong(match.group(1)) & INODE_MASK))));
    return new Manifest(own);
  }

  /** What differs from {@code other}, one line a path. */
  List<String> differences(Manifest other) {
    List<String> differences = new ArrayList<>();
    Map<String, String> all = new TreeMap<>(facts);
    all.putAll(other.facts);
    for (String path : all.keySet()) {
      String here = facts.getOrDefault(path, "absent");
      String there = other.facts.getOrDefault(path, "absent");
      if (!here.equals(there)) {
        differences.add(path + "\n  here:  " + here + "\n  there: " + there);
      }
    }
    return differences;
  }
}
