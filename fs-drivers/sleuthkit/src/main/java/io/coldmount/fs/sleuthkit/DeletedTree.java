package io.coldmount.fs.sleuthkit;

import io.coldmount.fs.FileName;
import io.coldmount.fs.Node;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The deleted files of a volume, in the folders they were in. The first one is the top folder. */
final class DeletedTree {

  private final SleuthkitFileSystem library;
  private final List<Item> items = new ArrayList<>();
  private final List<String> namesOnly = new ArrayList<>();

  /** The guest's root, which the top folder is in. */
  private final long rootId;

  private byte @Nullable [] report;

  /**
   * A folder or a file.
   *
   * @param parent its folder, itself for the top
   * @param children of a folder, by their names
   * @param source where it comes from
   */
  record Item(
      int number, int parent, FileName name, Source source, Map<FileName, Integer> children) {}

  /** Where an item comes from. */
  sealed interface Source {

    /** A folder of ours: the top, or one that still exists. */
    record Made() implements Source {}

    /** A file or folder that was deleted. */
    record Deleted(OpenVolume volume, Listed listed, Metadata metadata) implements Source {}

    /** The report on all of them. */
    record Report() implements Source {}
  }

  DeletedTree(SleuthkitFileSystem library, long rootId) {
    this.library = library;
    this.rootId = rootId;
    items.add(new Item(0, 0, FileName.of(DeletedFiles.FOLDER), new Source.Made(), new HashMap<>()));
  }

  SleuthkitFileSystem library() {
    return library;
  }

  List<Item> items() {
    return items;
  }

  /** The paths of files whose inode belongs to another file by now. */
  List<String> namesOnly() {
    return namesOnly;
  }

  long rootId() {
    return rootId;
  }

  /** Adds a file or folder under a name that is free, and tells its number. */
  int add(int parent, FileName wanted, Source source) {
    Item folder = items.get(parent);
    FileName name = wanted.isEntryName() ? wanted : FileName.of("unnamed");
    for (int i = 2; folder.children.containsKey(name); i++) { // ends: a folder has so many names
      name = FileName.of(wanted + "~" + i);
    }
    int number = items.size();
    items.add(new Item(number, parent, name, source, new HashMap<>()));
    folder.children.put(name, number);
    return number;
  }

  /** The path below the top folder. Ends: a folder's number is less than those of what is in it. */
  String path(Item item) {
    Deque<FileName> names = new ArrayDeque<>();
    for (Item at = item; at.number != 0; at = items.get(at.parent)) {
      names.push(at.name);
    }
    return String.join("/", names.stream().map(FileName::toString).toList());
  }

  /** The table of all of them, made when it is first asked for. */
  synchronized byte[] report() {
    byte[] known = report;
    if (known == null) {
      known = new DeletedReport(this).bytes();
      report = known;
    }
    return known;
  }

  Node node(long id) throws IOException {
    long number = id - NodeIds.DELETED;
    if (number < 0 || number >= items.size()) {
      throw new NoSuchFileException("there is no node " + id);
    }
    return new DeletedNode(this, items.get((int) number));
  }
}
