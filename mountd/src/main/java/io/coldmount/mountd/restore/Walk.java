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
import java.util.List;

/** Walks the guest's folders, makes each in the target, and hands what is in them to workers. */
final class Walk {

  /** A folder of the guest that is still to be entered. */
  private record Folder(
      FileName name, Node node, Attributes attributes, List<String> names, String source) {}

  /** A folder that has been made, with the folders in it. */
  private record Level(FileSystem fileSystem, HostDirectory target, Deque<Folder> folders) {}

  /** What one worker is given at once. */
  private static final int BATCH = 64;

  private static final long BATCH_BYTES = 1 << 20;

  private final Session session;
  private final Workers workers;
  private final Workspace work;
  private final HostFolders hostFolders;
  private final GuestFolders guestFolders = new GuestFolders();
  private final FileRestorer files;
  private final SpecialRestorer specials;
  private final Deque<Level> levels = new ArrayDeque<>();
  private List<Entry> batch = new ArrayList<>();
  private long batchBytes;

  Walk(Session session, Workers workers, Workspace work) {
    this.session = session;
    this.workers = workers;
    this.work = work;
    hostFolders = new HostFolders(session);
    files = new FileRestorer(session);
    specials = new SpecialRestorer(session);
  }

  /** Restores {@code source} into {@code target}. */
  void restore(RestoreSource source, HostDirectory target) {
    try {
      Attributes attributes = source.node().attributes();
      FileName name = source.name();
      if (name == null) {
        contents(source, attributes, target);
      } else {
        var found = new ArrayDeque<Folder>();
        target.hold();
        levels.push(new Level(source.fileSystem(), target, found));
        List<String> names = List.of(name.toString());
        entry(name, source.node(), attributes, names, source.shown());
      }
    } catch (IOException e) {
      session.failed(source.shown(), e);
    }
    flush();
    walk();
  }

  private void contents(RestoreSource source, Attributes attributes, HostDirectory target)
      throws IOException {
    guestFolders.enter(source.fileSystem(), source.node().id(), 0);
    finish(target, source.node(), attributes, source.shown());
    target.hold();
    var folder = new Folder(FileName.of("."), source.node(), attributes, List.of(), source.shown());
    push(source.fileSystem(), folder, target);
  }

  private void walk() {
    while (!levels.isEmpty()) {
      Level level = levels.peek();
      Folder folder = level.folders.poll();
      if (folder == null || session.ending()) {
        levels.pop();
        level.target.release(work);
        continue;
      }
      try {
        guestFolders.enter(level.fileSystem, folder.node.id(), levels.size());
        HostDirectory made = hostFolders.enter(level.target, folder.name, work);
        finish(made, folder.node, folder.attributes, folder.source);
        push(level.fileSystem, folder, made);
      } catch (IOException e) {
        session.failed(folder.source, e);
      }
    }
  }

  private void finish(HostDirectory made, Node node, Attributes attributes, String source) {
    boolean dressed =
        made.fresh()
            || session.options.resume()
            || session.options.existing() == RestoreOptions.Existing.OVERWRITE;
    made.finish(
        w -> {
          if (dressed) {
            for (String lost :
                session.metadata.apply(made.descriptor(), false, node, attributes, w)) {
              session.log.failed(source, lost);
            }
          }
          session.log.done(
              source,
              made.shown(FileName.of(".")),
              FileType.DIRECTORY,
              0,
              dressed ? RestoreLog.How.WRITTEN : RestoreLog.How.KEPT);
        });
  }

  /** Lists a folder: its files go to the workers now, its folders are walked afterwards. */
  private void push(FileSystem fileSystem, Folder folder, HostDirectory made) {
    Level level = new Level(fileSystem, made, new ArrayDeque<>());
    levels.push(level);
    try {
      folder.node.list(
          0,
          entry -> {
            listed(fileSystem, folder, entry);
            return !session.ending();
          });
      if (session.options.streams() == RestoreOptions.Streams.FILES) {
        streams(fileSystem, folder, made);
      }
    } catch (IOException e) {
      session.failed(folder.source, e);
    }
    flush();
  }

  private void listed(FileSystem fileSystem, Folder folder, DirectorySink.Entry entry) {
    FileName name = entry.name();
    String base = folder.source.endsWith("/") ? folder.source : folder.source + "/";
    String source = base + name;
    try {
      if (!name.isEntryName()) {
        throw new RefusedException("no file may have that name");
      }
      Node node = fileSystem.node(entry.id());
      Attributes attributes = node.attributes();
      List<String> names = List.of();
      if (!session.options.selection().takesAll()) {
        names = new ArrayList<>(folder.names);
        names.add(name.toString());
        if (!session.options.selection().takes(names, attributes)) {
          return;
        }
      }
      entry(name, node, attributes, names, source);
    } catch (IOException e) {
      session.failed(source, e);
    } catch (RuntimeException e) {
      session.failed(source, (Throwable) e);
    }
  }

  private void entry(
      FileName name, Node node, Attributes attributes, List<String> names, String source)
      throws RefusedException {
    Level level = levels.element();
    if (!name.isEntryName()) {
      throw new RefusedException("no file may have that name");
    }
    if (attributes.type() == FileType.DIRECTORY) {
      level.folders.add(new Folder(name, node, attributes, names, source));
      return;
    }
    add(new Entry(level.target, name, level.fileSystem, node, attributes, source));
  }

  /**
   * Small files of one folder go to one worker together: several that write to one folder would
   * wait for each other in the host's kernel.
   */
  private void add(Entry entry) {
    entry.target().hold();
    batch.add(entry);
    batchBytes += entry.attributes().size();
    if (batch.size() >= BATCH || batchBytes >= BATCH_BYTES) {
      flush();
    }
  }

  private void flush() {
    if (batch.isEmpty()) {
      return;
    }
    List<Entry> entries = batch;
    batch = new ArrayList<>();
    batchBytes = 0;
    workers.submit(w -> entries.forEach(entry -> restoreAndRelease(entry, w)));
  }

  private void restoreAndRelease(Entry entry, Workspace w) {
    try {
      restore(entry, w);
    } finally {
      entry.target().release(w);
    }
  }

  /** The guard of a worker: an error of Coldmount itself costs one entry, and is told. */
  private void restore(Entry entry, Workspace w) {
    if (session.ending()) {
      return;
    }
    try {
      if (entry.attributes().type() == FileType.REGULAR) {
        files.restore(entry, w);
      } else {
        specials.restore(entry, w);
      }
    } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
      session.failed(entry.source(), e);
    }
  }

  private void streams(FileSystem fileSystem, Folder folder, HostDirectory made)
      throws IOException {
    Entry of =
        new Entry(
            made, FileName.of("."), fileSystem, folder.node, folder.attributes, folder.source);
    for (Node.Stream stream : folder.node.streams()) {
      Node content = folder.node.stream(stream.name());
      if (content != null) {
        FileName name = Placement.joined(FileName.of(":"), stream.name());
        add(StreamEntry.of(of, content, stream, name));
      }
    }
  }
}
