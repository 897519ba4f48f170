package io.coldmount.mountd.restore;

import io.coldmount.fs.DirectorySink;
import io.coldmount.fs.FileName;
import io.coldmount.fs.FileSystem;
import io.coldmount.fs.FileType;
import io.coldmount.fs.Node;
import java.io.IOException;
import java.nio.file.NotDirectoryException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What differs between a volume at two links of a chain. Where the file system tells which bytes a
 * node is made of, nodes whose bytes did not change are not compared, and folders whose bytes did
 * not change are listed once; otherwise both trees are walked together. The bytes of files are read
 * only where they lie in different places.
 */
public final class Difference {

  /** A kind of change; the names in lower case are part of the output. */
  public enum Kind {
    ADDED,
    REMOVED,
    /** The bytes, the type, or a link's target are other ones. */
    DATA,
    /** Owner, mode, time of modification, attributes or an access list are other ones. */
    METADATA
  }

  /** Hears of every difference. */
  public interface Sink {
    void changed(Kind kind, String path, FileType type) throws IOException;

    /** Something could not be compared. */
    void failed(String path, String reason) throws IOException;
  }

  /** A folder to be entered, which is there before and after. */
  private record Folder(String path, long before, long after) {}

  private final FileSystem before;
  private final FileSystem after;
  private final Sink sink;
  private final SameNodes same;
  private final NodeComparison comparison = new NodeComparison();
  private final Set<Long> entered = new HashSet<>();
  private final Deque<Folder> ahead = new ArrayDeque<>();

  private Difference(FileSystem before, FileSystem after, SameNodes same, Sink sink) {
    this.before = before;
    this.after = after;
    this.same = same;
    this.sink = sink;
  }

  /** Tells {@code sink} how {@code after} differs from {@code before}. */
  public static void between(FileSystem before, FileSystem after, Sink sink) throws IOException {
    new Difference(before, after, SameNodes.of(before, after), sink).tell();
  }

  /** The same by comparing both trees node by node, whatever the file system tells. */
  public static void ofTrees(FileSystem before, FileSystem after, Sink sink) throws IOException {
    new Difference(before, after, SameNodes.unknown(), sink).tell();
  }

  private void tell() throws IOException {
    both("/", before.root().id(), after.root().id(), FileType.DIRECTORY);
    while (!ahead.isEmpty()) {
      Folder folder = ahead.pop();
      if (!entered.add(folder.after)) {
        sink.failed(folder.path, "the folder has another place in the tree too");
      } else if (folder.before == folder.after && same.contains(folder.after)) {
        sameFolder(folder);
      } else {
        folders(folder);
      }
    }
  }

  /** A folder whose bytes did not change has the same entries. */
  private void sameFolder(Folder folder) throws IOException {
    for (DirectorySink.Entry entry : list(after, folder.after, folder.path).values()) {
      both(below(folder.path, entry.name()), entry.id(), entry.id(), entry.type());
    }
  }

  private void folders(Folder folder) throws IOException {
    Map<FileName, DirectorySink.Entry> old = list(before, folder.before, folder.path);
    for (DirectorySink.Entry entry : list(after, folder.after, folder.path).values()) {
      String path = below(folder.path, entry.name());
      DirectorySink.Entry was = old.remove(entry.name());
      if (was == null) {
        all(Kind.ADDED, after, entry.id(), path);
      } else {
        both(path, was.id(), entry.id(), entry.type());
      }
    }
    for (DirectorySink.Entry entry : old.values()) {
      all(Kind.REMOVED, before, entry.id(), below(folder.path, entry.name()));
    }
  }

  /**
   * Compares what has one name on both sides.
   *
   * @param type as the directory has it, or null
   */
  private void both(String path, long was, long now, @Nullable FileType type) throws IOException {
    NodeComparison.Outcome outcome;
    try {
      if (was == now && same.contains(now)) {
        FileType known = type != null ? type : after.node(now).attributes().type();
        outcome = NodeComparison.Outcome.same(known);
      } else {
        outcome = comparison.of(before.node(was), after.node(now));
      }
    } catch (IOException e) {
      sink.failed(path, Session.reason(e));
      return;
    }
    if (outcome.kind() != null) {
      sink.changed(outcome.kind(), path, outcome.after());
    }
    if (outcome.fault() != null) {
      sink.failed(path, Session.reason(outcome.fault()));
    }
    if (outcome.after() == FileType.DIRECTORY && outcome.before() == FileType.DIRECTORY) {
      ahead.push(new Folder(path, was, now));
    } else if (outcome.after() == FileType.DIRECTORY) {
      children(Kind.ADDED, after, now, path);
    } else if (outcome.before() == FileType.DIRECTORY) {
      children(Kind.REMOVED, before, was, path);
    }
  }

  private static String below(String folder, FileName name) {
    return folder.endsWith("/") ? folder + name : folder + "/" + name;
  }

  private Map<FileName, DirectorySink.Entry> list(FileSystem fileSystem, long folder, String path)
      throws IOException {
    Map<FileName, DirectorySink.Entry> entries = new LinkedHashMap<>();
    try {
      Node node = fileSystem.node(folder);
      if (node.attributes().type() != FileType.DIRECTORY) {
        throw new NotDirectoryException("its entry says that it is a directory, but it is none");
      }
      node.list(
          0,
          entry -> {
            entries.put(entry.name(), entry);
            return true;
          });
    } catch (IOException e) {
      sink.failed(path, Session.reason(e));
    }
    return entries;
  }

  /** Something that is on one side only, and everything below it. */
  private void all(Kind kind, FileSystem fileSystem, long id, String path) throws IOException {
    record At(long id, String path, int depth) {}
    Deque<At> stack = new ArrayDeque<>();
    Set<Long> seen = new HashSet<>();
    stack.push(new At(id, path, 0));
    while (!stack.isEmpty()) {
      At at = stack.pop();
      FileType type;
      try {
        type = fileSystem.node(at.id).attributes().type();
      } catch (IOException e) {
        sink.failed(at.path, Session.reason(e));
        continue;
      }
      sink.changed(kind, at.path, type);
      if (type != FileType.DIRECTORY) {
        continue;
      }
      if (!seen.add(at.id) || at.depth > GuestFolders.MOST_LEVELS) {
        sink.failed(at.path, "the folder is part of a ring, or too deep");
        continue;
      }
      for (DirectorySink.Entry entry : list(fileSystem, at.id, at.path).values()) {
        stack.push(new At(entry.id(), below(at.path, entry.name()), at.depth + 1));
      }
    }
  }

  private void children(Kind kind, FileSystem fileSystem, long folder, String path)
      throws IOException {
    for (DirectorySink.Entry entry : list(fileSystem, folder, path).values()) {
      all(kind, fileSystem, entry.id(), below(path, entry.name()));
    }
  }
}
