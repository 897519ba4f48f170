package io.coldmount.mountd.fuse;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Who uses a mount, as far as this process may see: what /proc tells of other processes (proc(5)),
 * and what is mounted inside it. Nothing on the mount itself is touched.
 *
 * @param users a part of a sentence for each
 */
record MountUsers(List<String> users) {

  private static final Path PROC = Path.of("/proc");
  private static final int MOST_NAMED = 5;

  static MountUsers of(Path mountpoint) {
    List<String> users = new ArrayList<>();
    try (DirectoryStream<Path> processes = Files.newDirectoryStream(PROC, "[0-9]*")) {
      for (Path process : processes) {
        String use = use(process, mountpoint);
        if (!use.isEmpty()) {
          users.add(name(process) + " (process " + process.getFileName() + ") " + use);
        }
      }
      for (MountTable.Entry entry : MountTable.now().mounts()) {
        Path inner = entry.mount().mountpoint();
        if (inner.startsWith(mountpoint) && !inner.equals(mountpoint)) {
          users.add("a mount stands at " + inner);
        }
      }
    } catch (IOException e) {
      return new MountUsers(users); // without /proc, nobody can be named
    }
    return new MountUsers(users);
  }

  /** The end of a sentence that begins with the mount's name and "is in use". */
  String sentence() {
    if (users.isEmpty()) {
      return " by a program that this user may not see (fuser -vm shows it to root)";
    }
    int rest = users.size() - MOST_NAMED;
    String named = String.join("; ", users.subList(0, Math.min(users.size(), MOST_NAMED)));
    return ": " + named + (rest > 0 ? "; and " + rest + " more" : "");
  }

  private static String use(Path process, Path mountpoint) {
    if (isInside(process.resolve("cwd"), mountpoint)) {
      return "works in " + target(process.resolve("cwd"));
    }
    if (isInside(process.resolve("root"), mountpoint)) {
      return "has its root there";
    }
    if (isInside(process.resolve("exe"), mountpoint)) {
      return "is a program there";
    }
    try (DirectoryStream<Path> open = Files.newDirectoryStream(process.resolve("fd"))) {
      for (Path fd : open) {
        if (isInside(fd, mountpoint)) {
          return "has " + target(fd) + " open";
        }
      }
    } catch (IOException e) {
      return ""; // another user's, or it has ended
    }
    return mapped(process, mountpoint);
  }

  private static String mapped(Path process, Path mountpoint) {
    try (Stream<String> lines = Files.lines(process.resolve("maps"))) {
      Set<String> files = new LinkedHashSet<>();
      lines
          .map(line -> line.substring(Math.max(0, line.indexOf('/'))))
          .filter(file -> file.startsWith(mountpoint + "/"))
          .forEach(files::add);
      return files.isEmpty() ? "" : "has " + files.iterator().next() + " in memory";
    } catch (IOException | java.io.UncheckedIOException e) {
      return "";
    }
  }

  private static boolean isInside(Path link, Path mountpoint) {
    String target = target(link);
    return target.equals(mountpoint.toString()) || target.startsWith(mountpoint + "/");
  }

  /** Where a link of /proc leads, which need not be a path; empty if it cannot be read. */
  private static String target(Path link) {
    try {
      return Files.readSymbolicLink(link).toString();
    } catch (IOException e) {
      return "";
    }
  }

  private static String name(Path process) {
    try {
      return Files.readString(process.resolve("comm")).strip();
    } catch (IOException e) {
      return "a program";
    }
  }
}
