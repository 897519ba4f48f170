package io.coldmount.mountd.restore;

import io.coldmount.fs.Attributes;
import io.coldmount.fs.DirectorySink;
import io.coldmount.fs.FileName;
import io.coldmount.fs.FileSystem;
import io.coldmount.fs.FileType;
import io.coldmount.fs.Node;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Walks trees of a guest: each folder before what is in it, its files before its folders. */
public final class GuestWalk {

  /**
   * What the walk has come to.
   *
   * @param path from the top, without a slash before or behind it; empty for the top itself
   * @param names the same as text
   * @param source its place in the guest, for people
   */
  public record Found(
      FileName path,
      List<String> names,
      FileSystem fileSystem,
      Node node,
      Attributes attributes,
      String source) {}

  /** Takes what the walk comes to. */
  public interface Visitor {
    /**
     * Takes one entry.
     *
     * @return whether to go on
     */
    boolean visit(Found found) throws InterruptedException;
  }

  private record Level(Found folder, int depth) {}

  private final Selection selection;
  private final NameRule rule;
  private final RestoreLog log;
  private final Visitor visitor;
  private final GuestFolders entered = new GuestFolders();
  private final Deque<Level> ahead = new ArrayDeque<>();
  private final Set<Object> top = new HashSet<>();
  private boolean stopped;
  private @Nullable InterruptedException interrupt;

  /**
   * A walk to come.
   *
   * @param log is told what cannot be read
   */
  public GuestWalk(Selection selection, RestoreLog log, Visitor visitor) {
    this(selection, NameRule.ANY, log, visitor);
  }

  /** A walk that leaves out, and reports, what {@code rule} does not tell apart. */
  GuestWalk(Selection selection, NameRule rule, RestoreLog log, Visitor visitor) {
    this.selection = selection;
    this.rule = rule;
    this.log = log;
    this.visitor = visitor;
  }

  /** Walks all of {@code sources}, one after the other. */
  public void walk(List<RestoreSource> sources) throws InterruptedException {
    for (RestoreSource source : sources) {
      FileName name = source.name() == null ? TarHeader.NONE : source.name();
      List<String> names = name.length() == 0 ? List.of() : List.of(name.toString());
      try {
        if (source.name() != null) {
          rule.claim(source.name(), top);
        }
        Attributes attributes = source.node().attributes();
        Found found =
            new Found(name, names, source.fileSystem(), source.node(), attributes, source.shown());
        take(found, 0);
      } catch (IOException e) {
        log.failed(source.shown(), e);
      }
      while (!ahead.isEmpty() && !stopped) {
        enter(ahead.pop());
      }
      if (interrupt != null) {
        throw interrupt;
      }
    }
  }

  /** Folders are visited when they are entered, so that each stands just before what is in it. */
  private void take(Found found, int depth) {
    if (found.attributes.type() == FileType.DIRECTORY) {
      ahead.push(new Level(found, depth));
    } else {
      visit(found);
    }
  }

  private void visit(Found found) {
    try {
      stopped |= !visitor.visit(found);
    } catch (InterruptedException e) {
      interrupt = e;
      stopped = true;
    }
  }

  private void enter(Level level) {
    Found folder = level.folder;
    try {
      entered.enter(folder.fileSystem, folder.node.id(), level.depth);
    } catch (RefusedException e) {
      log.failed(folder.source, e);
      return;
    }
    visit(folder);
    if (!stopped) {
      list(level);
    }
  }

  private void list(Level level) {
    Found folder = level.folder;
    Set<Object> taken = folder.path.length() == 0 ? top : new HashSet<>();
    String base = folder.source.endsWith("/") ? folder.source : folder.source + "/";
    try {
      folder.node.list(
          0,
          entry -> {
            listed(folder, base + entry.name(), entry, taken, level.depth + 1);
            return !stopped;
          });
    } catch (IOException e) {
      log.failed(folder.source, e);
    }
  }

  private void listed(
      Found folder, String source, DirectorySink.Entry entry, Set<Object> taken, int depth) {
    try {
      if (!entry.name().isEntryName()) {
        throw new RefusedException("no file may have that name");
      }
      Node node = folder.fileSystem.node(entry.id());
      Attributes attributes = node.attributes();
      List<String> names = List.of();
      if (!selection.takesAll()) {
        names = new ArrayList<>(folder.names);
        names.add(entry.name().toString());
        if (!selection.takes(names, attributes)) {
          return;
        }
      }
      rule.claim(entry.name(), taken);
      FileName path = below(folder.path, entry.name());
      take(new Found(path, names, folder.fileSystem, node, attributes, source), depth);
    } catch (IOException e) {
      log.failed(source, e);
    } catch (RuntimeException e) {
      log.failed(source, "an error of Coldmount itself: " + e);
    }
  }

  private static FileName below(FileName folder, FileName name) {
    return folder.length() == 0 ? name : Placement.joined(TarEntry.slashed(folder), name);
  }

  /** A stream as a file beside the one it belongs to. */
  static Found stream(Found file, Node content, Node.Stream stream) throws IOException {
    FileName colon = FileName.of(":");
    FileName suffix = Placement.joined(colon, stream.name());
    FileName path = Placement.joined(file.path, suffix);
    if (!suffix.isEntryName()) {
      throw new RefusedException("the stream \"" + stream.name() + "\" has no possible file name");
    }
    Node node = StreamEntry.node(file.attributes, content, stream);
    return new Found(
        path,
        file.names,
        file.fileSystem,
        node,
        node.attributes(),
        file.source + ":" + stream.name());
  }
}
