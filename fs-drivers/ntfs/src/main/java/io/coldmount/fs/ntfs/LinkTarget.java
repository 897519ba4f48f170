package io.coldmount.fs.ntfs;

import io.coldmount.block.ByteView;
import io.coldmount.block.CorruptException;
import io.coldmount.block.ImageException;
import io.coldmount.fs.FileName;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;

/**
 * Where a link leads.
 *
 * @param text as stored: UTF-16 units in which a backslash parts the names, or a path of POSIX
 * @param windows which of the two it is
 * @param relative to the link's directory, as its flags say
 */
record LinkTarget(String text, boolean windows, boolean relative) {

  private static final int RELATIVE = 1;
  private static final String NAMESPACE = "\\??\\";

  /** Parses the data of a reparse point that {@link ReparsePoint#isLink() is a link}. */
  static LinkTarget of(ReparsePoint point) throws ImageException {
    ByteView b = point.data();
    return switch (point.tag()) {
      case ReparsePoint.LX_SYMLINK -> {
        // Layout: a version (2), then UTF-8; as WSL writes it.
        b.require(b.u32le(0) == 2, "the version of a WSL link", 0, b.u32le(0));
        byte[] target = b.bytes(4, b.length() - 4);
        yield posix(FileName.of(target));
      }
      case ReparsePoint.SYMLINK ->
          // [MS-FSCC] 2.1.2.4
          new LinkTarget(substituteName(b, 12), true, (b.u32le(8) & RELATIVE) != 0);
      case ReparsePoint.MOUNT_POINT ->
          // [MS-FSCC] 2.1.2.5
          new LinkTarget(substituteName(b, 8), true, false);
      default -> throw new IllegalArgumentException("no link: " + point.tag());
    };
  }

  /** A target as a POSIX subsystem of the guest wrote it. */
  static LinkTarget posix(FileName target) throws CorruptException {
    String text = Utf16.units(target);
    if (text == null) {
      text = new String(target.bytes(), StandardCharsets.ISO_8859_1);
    }
    if (text.isEmpty() || text.indexOf('\0') >= 0) {
      throw new CorruptException("ntfs", "a link of the guest's POSIX subsystem has no target");
    }
    return new LinkTarget(text, false, !text.startsWith("/"));
  }

  private static String substituteName(ByteView b, int pathBuffer) throws ImageException {
    int substituteNameOffset = b.u16le(0);
    int substituteNameLength = b.u16le(2);
    b.require(
        substituteNameLength >= 2 && (substituteNameLength & 1) == 0,
        "the length of the target of a link",
        2,
        substituteNameLength);
    String name = Utf16.decode(b.bytes(pathBuffer + substituteNameOffset, substituteNameLength));
    b.require(name.indexOf('\0') < 0, "a NUL in the target of a link", 2, 0);
    return name;
  }

  FileName raw() {
    return Utf16.fileName(text);
  }

  /**
   * The target as a path that stays inside this volume's tree: absolute targets, whatever their
   * drive letter, begin at the root of this volume, and none climbs above it. Targets on other
   * volumes or machines, which the tree does not have, come back as they are stored: they have no
   * slash, so they lead nowhere.
   *
   * @param depth the number of directories above the link, the root not counted
   */
  FileName inside(int depth) {
    if (!windows) {
      return relative ? relative(text, depth) : fromRoot(withoutDrive(text), depth);
    }
    String path = text.startsWith(NAMESPACE) ? text.substring(NAMESPACE.length()) : text;
    boolean drive =
        path.length() >= 2 && path.charAt(1) == ':' && Character.isLetter(path.charAt(0));
    if (!drive && !relative) {
      return elsewhere();
    }
    String posix = (drive ? path.substring(2) : path).replace('\\', '/');
    // A guest may write a slash itself, so whether the path begins at the root is seen only now.
    return drive || posix.startsWith("/") || posix.isEmpty()
        ? fromRoot(posix, depth)
        : relative(posix, depth);
  }

  /** WSL sees the drives of Windows below /mnt. */
  private static String withoutDrive(String path) {
    boolean drive = path.toLowerCase(Locale.ROOT).matches("/mnt/[a-z](/.*)?");
    return drive ? path.substring("/mnt/c".length()) : path;
  }

  private FileName elsewhere() {
    return Utf16.fileName(text.replace('/', '\\'));
  }

  private static FileName fromRoot(String path, int depth) {
    return join(depth, names(path));
  }

  /** As it is, unless it climbs above the root: there a guest stays at the root. */
  private static FileName relative(String path, int depth) {
    Deque<String> names = new ArrayDeque<>();
    int up = 0;
    boolean climbs = false;
    for (String name : path.split("/+", -1)) {
      if (name.isEmpty() || name.equals(".")) {
        continue;
      }
      if (!name.equals("..")) {
        names.addLast(name);
      } else if (!names.isEmpty()) {
        names.removeLast();
      } else if (up < depth) {
        up++;
      } else {
        climbs = true;
      }
    }
    return climbs ? join(up, names) : Utf16.fileName(path);
  }

  private static Deque<String> names(String path) {
    Deque<String> names = new ArrayDeque<>();
    for (String name : path.split("/+", -1)) {
      if (name.equals("..")) {
        names.pollLast();
      } else if (!name.isEmpty() && !name.equals(".")) {
        names.addLast(name);
      }
    }
    return names;
  }

  private static FileName join(int up, Deque<String> names) {
    var text = new StringBuilder("../".repeat(up)).append(String.join("/", names));
    if (text.isEmpty()) {
      text.append('.');
    } else if (text.charAt(text.length() - 1) == '/') {
      text.setLength(text.length() - 1);
    }
    return Utf16.fileName(text.toString());
  }
}
