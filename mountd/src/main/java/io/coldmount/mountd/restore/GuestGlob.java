package io.coldmount.mountd.restore;

import io.coldmount.fs.FileName;
import io.coldmount.fs.FileSystem;
import io.coldmount.fs.FileType;
import io.coldmount.fs.Node;
import io.coldmount.mountd.guest.GuestPath;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.ArrayList;
import java.util.List;

/** Finds the files that a pattern of the user names, as a shell in the guest would. */
public final class GuestGlob {

  private static final FileName TOP = FileName.of("/");

  private GuestGlob() {}

  /** Whether {@code path} can name several files. */
  public static boolean isPattern(String path) {
    return Glob.isPattern(path);
  }

  /**
   * The files that {@code pattern} fits, in the order of the guest's folders; none if there is
   * none. Names without a pattern are followed through links, like any path.
   */
  public static List<GuestPath.Found> expand(FileSystem fileSystem, String pattern)
      throws IOException {
    List<GuestPath.Found> found = List.of(new GuestPath.Found(TOP, fileSystem.root()));
    for (String part : Glob.split(pattern)) {
      List<GuestPath.Found> next = new ArrayList<>();
      for (GuestPath.Found folder : found) {
        if (Glob.isPattern(part)) {
          match(folder, part, next);
        } else {
          step(fileSystem, folder, part, next);
        }
      }
      found = next;
    }
    return found;
  }

  private static void step(
      FileSystem fileSystem, GuestPath.Found folder, String part, List<GuestPath.Found> next)
      throws IOException {
    try {
      FileName path = below(folder.path(), FileName.of(part));
      next.add(GuestPath.find(fileSystem, path, false));
    } catch (NoSuchFileException | NotDirectoryException | FileSystemLoopException e) {
      // a shell, too, takes only those folders that have such a file
    }
  }

  private static void match(GuestPath.Found folder, String part, List<GuestPath.Found> next)
      throws IOException {
    if (folder.node().attributes().type() != FileType.DIRECTORY) {
      return;
    }
    List<FileName> names = new ArrayList<>();
    folder
        .node()
        .list(
            0,
            entry -> {
              String name = entry.name().toString();
              boolean hidden = name.startsWith(".") && !part.startsWith(".");
              if (!hidden && entry.name().isEntryName() && Glob.name(part, name)) {
                names.add(entry.name());
              }
              return true;
            });
    for (FileName name : names) {
      Node node = folder.node().lookup(name);
      if (node != null) {
        next.add(new GuestPath.Found(below(folder.path(), name), node));
      }
    }
  }

  private static FileName below(FileName folder, FileName name) {
    var path = new ByteArrayOutputStream();
    if (folder.length() > 1) {
      path.writeBytes(folder.bytes());
    }
    path.write('/');
    path.writeBytes(name.bytes());
    return FileName.of(path.toByteArray());
  }
}
