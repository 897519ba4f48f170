package io.coldmount.mountd.restore;

import io.coldmount.fs.Attributes;
import io.coldmount.fs.FileName;
import io.coldmount.fs.FileType;
import io.coldmount.fs.Node;
import io.coldmount.mountd.restore.Difference.Kind;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Compares a node as two links of one chain show it. For one thread. */
final class NodeComparison {

  /**
   * What came of it.
   *
   * @param kind of change, or null if there is none, or none is known
   * @param fault why they could not be compared, or null
   */
  record Outcome(
      @Nullable Kind kind, FileType before, FileType after, @Nullable IOException fault) {
    static Outcome same(FileType type) {
      return new Outcome(null, type, type, null);
    }
  }

  private final ContentComparison contents = new ContentComparison();

  Outcome of(Node before, Node after) throws IOException {
    Attributes old = before.attributes();
    Attributes now = after.attributes();
    if (old.type() != now.type()) {
      return new Outcome(Kind.DATA, old.type(), now.type(), null);
    }
    try {
      return new Outcome(kind(before, old, after, now), old.type(), now.type(), null);
    } catch (IOException e) {
      return new Outcome(null, old.type(), now.type(), e);
    }
  }

  private @Nullable Kind kind(Node before, Attributes old, Node after, Attributes now)
      throws IOException {
    if (!sameContent(before, old, after, now)) {
      return Kind.DATA;
    }
    return sameMetadata(old, now) && sameAttributes(before, after) ? null : Kind.METADATA;
  }

  private boolean sameContent(Node before, Attributes old, Node after, Attributes now)
      throws IOException {
    return switch (now.type()) {
      case REGULAR ->
          contents.same(before, old.size(), after, now.size()) && sameStreams(before, after);
      case SYMBOLIC_LINK -> before.readLink().equals(after.readLink());
      case CHARACTER_DEVICE, BLOCK_DEVICE ->
          old.deviceMajor() == now.deviceMajor() && old.deviceMinor() == now.deviceMinor();
      case DIRECTORY -> sameStreams(before, after);
      case FIFO, SOCKET -> true;
    };
  }

  private boolean sameStreams(Node before, Node after) throws IOException {
    List<Node.Stream> old = before.streams();
    if (!new HashSet<>(old).equals(new HashSet<>(after.streams()))) {
      return false;
    }
    for (Node.Stream stream : old) {
      Node left = before.stream(stream.name());
      Node right = after.stream(stream.name());
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

  private static boolean sameAttributes(Node before, Node after) throws IOException {
    List<FileName> old = before.xattrNames();
    if (!new HashSet<>(old).equals(new HashSet<>(after.xattrNames()))) {
      return false;
    }
    Set<FileName> names = new HashSet<>(old);
    names.addAll(before.unlistedXattrNames());
    names.addAll(after.unlistedXattrNames());
    for (FileName name : names) {
      byte @Nullable [] left = before.xattr(name);
      byte @Nullable [] right = after.xattr(name);
      if (!Arrays.equals(left, right)) {
        return false;
      }
    }
    return true;
  }
}
