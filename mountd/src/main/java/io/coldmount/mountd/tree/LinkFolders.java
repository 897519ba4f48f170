package io.coldmount.mountd.tree;

import io.coldmount.fs.Attributes;
import io.coldmount.fs.DirectorySink;
import io.coldmount.fs.FileName;
import io.coldmount.fs.FileType;
import io.coldmount.fs.MadeFolder;
import io.coldmount.fs.Node;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/**
 * The folders {@code .links} and {@code .links/NAME}, which no image has: a folder for each link of
 * a chain, with a folder for each of its volumes. Their entries have numbers of the tree as ids.
 */
final class LinkFolders implements MadeFileSystem {

  static final String NAME = ".links";

  private static final long ROOT = 1;

  private final List<Folder> folders = new ArrayList<>();

  /**
   * Makes the folders.
   *
   * @param index of the volume that they are in the tree
   * @param links the volumes of each link; the volumes follow {@code index} in this order
   */
  LinkFolders(int index, SequencedMap<String, SequencedMap<String, MountedVolume>> links) {
    Folder top = new Folder(ROOT);
    folders.add(top);
    long volume = index + 1L;
    for (var link : links.entrySet()) {
      Folder folder = new Folder(folders.size() + 1L);
      folders.add(folder);
      long number = ((long) index << ID_BITS) | folder.id;
      top.entries.add(new Entry(FileName.of(link.getKey()), number, () -> folder));
      for (var one : link.getValue().entrySet()) {
        FileName name = FileName.of(one.getKey());
        folder.entries.add(new Entry(name, volume << ID_BITS, one.getValue()::root));
        volume++;
      }
    }
  }

  private interface Target {
    Node node() throws IOException;
  }

  private record Entry(FileName name, long number, Target target) {}

  /** One of the folders. */
  static final class Folder implements MadeFolder {

    private final long id;
    private final List<Entry> entries = new ArrayList<>();
    private final Instant made = Instant.now();

    private Folder(long id) {
      this.id = id;
    }

    /** The entry called {@code name}, with its number in the tree, or null. */
    MountTree.@Nullable Child child(FileName name) throws IOException {
      for (Entry entry : entries) {
        if (entry.name.equals(name)) {
          return new MountTree.Child(entry.number, entry.target.node());
        }
      }
      return null;
    }

    @Override
    public long id() {
      return id;
    }

    @Override
    public Attributes attributes() {
      return new Attributes(
          FileType.DIRECTORY,
          0555,
          2 + entries.size(),
          0,
          0,
          0,
          0,
          0,
          0,
          made,
          made,
          made,
          made,
          0,
          0);
    }

    @Override
    public @Nullable Node lookup(FileName name) throws IOException {
      MountTree.Child child = child(name);
      return child == null ? null : child.node();
    }

    @Override
    public void list(long cursor, DirectorySink sink) {
      for (int i = (int) Math.min(cursor, entries.size()); i < entries.size(); i++) {
        Entry entry = entries.get(i);
        var told = new DirectorySink.Entry(entry.name, entry.number, FileType.DIRECTORY, i + 1L);
        if (!sink.entry(told)) {
          return;
        }
      }
    }

    @Override
    public long parentId() {
      return ROOT;
    }
  }

  @Override
  public Node root() {
    return folders.getFirst();
  }

  @Override
  public Node node(long id) throws IOException {
    if (id < ROOT || id > folders.size()) {
      throw new NoSuchFileException("folder " + id + " of the links");
    }
    return folders.get((int) id - 1);
  }

  @Override
  public String format() {
    return "links";
  }

  @Override
  public Statistics statistics() {
    return new Statistics(4096, 0, 0, 0, 0, 0, 255);
  }
}
