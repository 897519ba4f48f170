package io.coldmount.mountd.check;

import io.coldmount.fs.Attributes;
import io.coldmount.fs.DirectorySink;
import io.coldmount.fs.FileName;
import io.coldmount.fs.FileSystem;
import io.coldmount.fs.Node;
import io.coldmount.mountd.guest.IdSet;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Walks one volume through two drivers, and reports where they do not see the same. */
final class Comparison {

  private static final int BUFFER = 1 << 20;

  private record Folder(long first, long second, String path) {}

  private final String volume;
  private final FileSystem first;
  private final FileSystem second;
  private final String secondName;
  private final Consumer<Problem> reporter;
  private final Deque<Folder> folders = new ArrayDeque<>();
  private final IdSet seen = new IdSet();
  private final byte[] buffer = new byte[BUFFER];

  /**
   * @param secondName the driver of {@code second}
   */
  Comparison(
      String volume,
      FileSystem first,
      FileSystem second,
      String secondName,
      Consumer<Problem> reporter) {
    this.volume = volume;
    this.first = first;
    this.second = second;
    this.secondName = secondName;
    this.reporter = reporter;
  }

  /** Ends: a folder is entered once. */
  void compare() throws IOException {
    folders.push(new Folder(first.root().id(), second.root().id(), ""));
    seen.add(first.root().id());
    while (!folders.isEmpty()) {
      folder(folders.pop());
    }
  }

  private void folder(Folder folder) {
    Map<FileName, Long> here = entries(first, folder.first, folder.path, "this driver");
    Map<FileName, Long> there = entries(second, folder.second, folder.path, secondName);
    SequencedSet<FileName> names = new LinkedHashSet<>(here.keySet());
    names.addAll(there.keySet());
    for (FileName name : names) {
      String path = folder.path + "/" + name;
      Long one = here.get(name);
      Long other = there.get(name);
      if (one == null || other == null) {
        difference(path, "only " + (one == null ? secondName : "this driver") + " lists it");
      } else {
        entry(one, other, path);
      }
    }
  }

  private Map<FileName, Long> entries(FileSystem from, long id, String path, String who) {
    List<DirectorySink.Entry> entries = new ArrayList<>();
    try {
      from.node(id).list(0, entries::add);
    } catch (IOException e) {
      difference(path, who + " cannot list it: " + e.getMessage());
    }
    Map<FileName, Long> ids = LinkedHashMap.newLinkedHashMap(entries.size());
    entries.forEach(entry -> ids.put(entry.name(), entry.id()));
    return ids;
  }

  private void entry(long one, long other, String path) {
    Node here = node(first, one);
    Node there = node(second, other);
    Attributes a = here == null ? null : attributes(here);
    Attributes b = there == null ? null : attributes(there);
    if (here == null || there == null || a == null || b == null) {
      if ((a == null) != (b == null)) {
        difference(
            path, "only " + (a == null ? secondName : "this driver") + " can read its inode");
      }
      return;
    }
    if (a.type() != b.type()) {
      difference(path, "its type", a.type(), b.type());
      return;
    }
    times(path, a, b);
    switch (a.type()) {
      case DIRECTORY -> {
        if (seen.add(one)) {
          folders.push(new Folder(one, other, path));
        }
      }
      case REGULAR -> regular(here, there, a, b, path);
      case SYMBOLIC_LINK -> text(path, "its target", target(here), target(there));
      case FIFO, SOCKET, CHARACTER_DEVICE, BLOCK_DEVICE -> {}
    }
  }

  private static @Nullable Node node(FileSystem from, long id) {
    try {
      return from.node(id);
    } catch (IOException e) {
      return null;
    }
  }

  private static @Nullable Attributes attributes(Node node) {
    try {
      return node.attributes();
    } catch (IOException e) {
      return null;
    }
  }

  private void times(String path, Attributes a, Attributes b) {
    time(path, "its time of modification", a.modified(), b.modified());
    time(path, "its time of access", a.accessed(), b.accessed());
    time(path, "its time of change", a.changed(), b.changed());
    Instant born = a.birth();
    Instant bornThere = b.birth();
    if (born != null && bornThere != null) {
      time(path, "its time of birth", born, bornThere);
    }
  }

  /** A reader that does not know a time says 1970. */
  private void time(String path, String what, Instant here, Instant there) {
    if (!here.equals(there) && !there.equals(Instant.EPOCH) && !here.equals(Instant.EPOCH)) {
      difference(path, what, here, there);
    }
  }

  private void regular(Node here, Node there, Attributes a, Attributes b, String path) {
    if (a.size() != b.size()) {
      difference(path, "its size", a.size(), b.size());
      return;
    }
    if (a.linkCount() < 2 || seen.add(here.id())) {
      text(path, "its SHA-256", sha256(here, a.size()), sha256(there, b.size()));
    }
  }

  private String sha256(Node node, long size) {
    MessageDigest digest;
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
    try {
      for (long position = 0; position < size; ) {
        int wanted = (int) Math.min(BUFFER, size - position);
        int count = node.read(position, ByteBuffer.wrap(buffer, 0, wanted));
        if (count <= 0) {
          return "an end at " + position;
        }
        digest.update(buffer, 0, count);
        position += count;
      }
    } catch (IOException e) {
      return "an error";
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private static String target(Node link) {
    try {
      return link.readLink().toString();
    } catch (IOException e) {
      return "an error";
    }
  }

  private void text(String path, String what, String here, String there) {
    if (!here.equals(there)) {
      difference(path, what, here, there);
    }
  }

  private void difference(String path, String what, Object here, Object there) {
    difference(path, what + " is " + here + ", but " + there + " for " + secondName);
  }

  private void difference(String path, String detail) {
    String where = volume + ":" + (path.isEmpty() ? "/" : path);
    reporter.accept(new Problem(Problem.Kind.DIFFERENCE, where, detail + "."));
  }
}
