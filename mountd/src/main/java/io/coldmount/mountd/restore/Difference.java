package io.coldmount.mountd.restore;

import io.coldmount.fs.Attributes;
import io.coldmount.fs.FileName;
import io.coldmount.fs.FileSystem;
import io.coldmount.fs.FileType;
import io.coldmount.fs.Node;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What differs between a volume at two links of a chain. Both trees are walked together, folder by
 * folder; the bytes of files are read only where they lie in different places.
 */
public final class Difference {

  /** A kind of change; the names in lower case are part of the output. */
  public enum Kind {
    ADDED,
    REMOVED,
    /** The bytes, the type, or a link's target are other ones. */
    DATA,
    /** Owner, mode, time of modification, attributes or streams are other ones. */
    METADATA
  }

  /** Hears of every difference. */
  public interface Sink {
    void changed(Kind kind, String path, FileType type) throws IOException;

    /** Something could not be compared. */
    void failed(String path, String reason) throws IOException;
  }

  private record Pair(String path, Node before, Node after) {}

  private final FileSystem before;
  private final FileSystem after;
  private final Sink sink;
  private final ContentComparison contents = new ContentComparison();
  private final Set<Long> entered = new HashSet<>();
  private final Deque<Pair> ahead = new ArrayDeque<>();

  private Difference(FileSystem before, FileSystem after, Sink sink) {
    this.before = before;
    this.after = after;
    this.sink = sink;
  }

  /** Tells {@code sink} how {@code after} differs from {@code before}. */
  public static void between(FileSystem before, FileSystem after, Sink sink) throws IOException {
    Difference difference = new Difference(before, after, sink);
    difference.pair(new Pair("/", before.root(), after.root()));
    while (!difference.ahead.isEmpty()) {
      difference.folders(difference.ahead.pop());
    }
  }

  private void folders(Pair pair) throws IOException {
    if (!entered.add(pair.after.id())) {
      sink.failed(pair.path, "the folder has another place in the tree too");
      return;
    }
    Map<FileName, Long> old = list(pair.before, pair.path);
    for (Map.Entry<FileName, Long> entry : list(pair.after, pair.path).entrySet()) {
      String path = below(pair.path, entry.getKey());
      Long was = old.remove(entry.getKey());
      try {
        Node now = after.node(entry.getValue());
        if (was == null) {
          all(Kind.ADDED, after, now, path);
        } else {
          pair(new Pair(path, before.node(was), now));
        }
      } catch (IOException e) {
        sink.failed(path, Session.reason(e));
      }
    }
    for (Map.Entry<FileName, Long> entry : old.entrySet()) {
      String path = below(pair.path, entry.getKey());
      try {
        all(Kind.REMOVED, before, before.node(entry.getValue()), path);
      } catch (IOException e) {
        sink.failed(path, Session.reason(e));
      }
    }
  }

  private static String below(String folder, FileName name) {
    return folder.endsWith("/") ? folder + name : folder + "/" + name;
  }

  private Map<FileName, Long> list(Node folder, String path) throws IOException {
    Map<FileName, Long> entries = new LinkedHashMap<>();
    try {
      folder.list(
          0,
          entry -> {
            entries.put(entry.name(), entry.id());
            return true;
          });
    } catch (IOException e) {
      sink.failed(path, Session.reason(e));
    }
    return entries;
  }

  /** Everything below something that is on one side only. */
  private void all(Kind kind, FileSystem fileSystem, Node node, String path) throws IOException {
    record At(Node node, String path, int depth) {}
    Deque<At> stack = new ArrayDeque<>();
    Set<Long> seen = new HashSet<>();
    stack.push(new At(node, path, 0));
    while (!stack.isEmpty()) {
      At at = stack.pop();
      FileType type = at.node.attributes().type();
      sink.changed(kind, at.path, type);
      if (type != FileType.DIRECTORY) {
        continue;
      }
      if (!seen.add(at.node.id()) || at.depth > GuestFolders.MOST_LEVELS) {
        sink.failed(at.path, "the folder is part of a ring, or too deep");
        continue;
      }
      for (Map.Entry<FileName, Long> entry : list(at.node, at.path).entrySet()) {
        String child = below(at.path, entry.getKey());
        try {
          stack.push(new At(fileSystem.node(entry.getValue()), child, at.depth + 1));
        } catch (IOException e) {
          sink.failed(child, Session.reason(e));
        }
      }
    }
  }

  private void pair(Pair pair) throws IOException {
    Attributes old = pair.before.attributes();
    Attributes now = pair.after.attributes();
    if (old.type() != now.type()) {
      sink.changed(Kind.DATA, pair.path, now.type());
      if (now.type() == FileType.DIRECTORY) {
        children(Kind.ADDED, after, pair.after, pair.path);
      } else if (old.type() == FileType.DIRECTORY) {
        children(Kind.REMOVED, before, pair.before, pair.path);
      }
      return;
    }
    try {
      if (!sameContent(pair, old, now)) {
        sink.changed(Kind.DATA, pair.path, now.type());
      } else if (!sameMetadata(old, now) || !sameAttributes(pair)) {
        sink.changed(Kind.METADATA, pair.path, now.type());
      }
    } catch (IOException e) {
      sink.failed(pair.path, Session.reason(e));
    }
    if (now.type() == FileType.DIRECTORY) {
      ahead.push(pair);
    }
  }

  private void children(Kind kind, FileSystem fileSystem, Node folder, String path)
      throws IOException {
    for (Map.Entry<FileName, Long> entry : list(folder, path).entrySet()) {
      all(kind, fileSystem, fileSystem.node(entry.getValue()), below(path, entry.getKey()));
    }
  }

  private boolean sameContent(Pair pair, Attributes old, Attributes now) throws IOException {
    return switch (now.type()) {
      case REGULAR ->
          contents.same(pair.before, old.size(), pair.after, now.size()) && sameStreams(pair);
      case SYMBOLIC_LINK -> pair.before.readLink().equals(pair.after.readLink());
      case CHARACTER_DEVICE, BLOCK_DEVICE ->
          old.deviceMajor() == now.deviceMajor() && old.deviceMinor() == now.deviceMinor();
      case DIRECTORY -> sameStreams(pair);
      case FIFO, SOCKET -> true;
    };
  }

  private boolean sameStreams(Pair pair) throws IOException {
    List<Node.Stream> old = pair.before.streams();
    if (!new HashSet<>(old).equals(new HashSet<>(pair.after.streams()))) {
      return false;
    }
    for (Node.Stream stream : old) {
      Node left = pair.before.stream(stream.name());
      Node right = pair.after.stream(stream.name());
      if (left == null
          || right == null
          || !contents.same(left, stream.size(), right, stream.size())) {
        return false;
      }
    }
    return true;
  }

  /** The number of names is no part of it: each name that came or went is told by itself. */
  private static boolean sameMetadata(Attributes old, Attributes now) {
    return old.permissions() == now.permissions()
        && old.userId() == now.userId()
        && old.groupId() == now.groupId()
        && old.modified().equals(now.modified())
        && old.flags() == now.flags();
  }

  private static boolean sameAttributes(Pair pair) throws IOException {
    List<FileName> old = pair.before.xattrNames();
    if (!new HashSet<>(old).equals(new HashSet<>(pair.after.xattrNames()))) {
      return false;
    }
    for (FileName name : old) {
      byte @Nullable [] left = pair.before.xattr(name);
      byte @Nullable [] right = pair.after.xattr(name);
      if (!Arrays.equals(left, right)) {
        return false;
      }
    }
    return true;
  }
}
