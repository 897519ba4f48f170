package io.coldmount.fs.sleuthkit;

import io.coldmount.fs.FileName;
import io.coldmount.fs.FileType;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Walks a volume for what was deleted: names that folders still hold, and the orphans, which libtsk
 * finds by their inodes alone.
 */
final class DeletedSearch {

  private static final Logger LOG = LoggerFactory.getLogger(DeletedSearch.class);

  /** What is beyond is not shown; each costs memory for as long as the volume is open. */
  private static final int MAXIMUM = 100_000;

  private static final FileName REPORT = FileName.of("deleted-files.tsv");
  private static final FileName ORPHANS = FileName.of("orphans");
  private static final int VIRTUAL_FOLDER = 11; // TSK_FS_NAME_TYPE_VIRT_DIR

  private final SleuthkitFileSystem library;
  private final DeletedTree tree;
  private final Deque<Place> ahead = new ArrayDeque<>();
  private final Set<Long> seen = new HashSet<>();

  /**
   * A folder to look into.
   *
   * @param path its names from the root, or below {@code made}
   * @param made the number of the folder in the tree that {@code path} begins in
   * @param gone whether it was deleted itself, so that all in it was
   */
  private record Place(
      OpenVolume volume, long inode, List<FileName> path, int made, boolean gone) {}

  DeletedSearch(SleuthkitFileSystem library, long rootId) {
    this.library = library;
    this.tree = new DeletedTree(library, rootId);
  }

  /** Ends: every folder is entered once. */
  DeletedTree search() throws IOException {
    tree.add(0, REPORT, new DeletedTree.Source.Report());
    for (OpenVolume volume : library.volumes()) {
      if (volume.info().problem().isEmpty()) {
        boolean several = library.volumes().size() > 1;
        List<FileName> top = several ? List.of(FileName.of(volume.info().name())) : List.of();
        enter(new Place(volume, volume.info().rootInode(), top, 0, false));
      }
    }
    while (!ahead.isEmpty() && tree.items().size() < MAXIMUM) {
      Place place = ahead.pop();
      try {
        look(place);
      } catch (IOException e) {
        LOG.warn("deleted files of inode {} cannot be listed", place.inode, e);
      }
    }
    return tree;
  }

  private void enter(Place place) throws IOException {
    if (seen.add(library.idOf(place.volume, place.inode))) {
      ahead.push(place);
    }
  }

  private void look(Place place) throws IOException {
    int first = 0;
    OpenVolume.Listing page;
    do { // ends: the folder has so many entries
      page = place.volume.list(place.inode, first, Page.SIZE);
      for (Listed listed : page.entries()) {
        if (!listed.isDots() && tree.items().size() < MAXIMUM) {
          entry(place, listed);
        }
      }
      first += Page.SIZE;
    } while (first < page.total());
  }

  private void entry(Place place, Listed listed) throws IOException {
    if (listed.isVirtual()) {
      if (listed.nameType() == VIRTUAL_FOLDER) {
        enter(new Place(place.volume, listed.inode(), List.of(ORPHANS), 0, true));
      }
      return;
    }
    Metadata metadata = listed.metadata();
    boolean deleted = listed.deleted() || place.gone;
    boolean folder = metadata != null && metadata.attributes().type() == FileType.DIRECTORY;
    if (!deleted) {
      if (folder) {
        List<FileName> path = new ArrayList<>(place.path);
        path.add(listed.name());
        enter(new Place(place.volume, listed.inode(), path, place.made, false));
      }
    } else if (library.isReserved(listed.inode())) {
      return; // a record that never was a file
    } else if (metadata == null || metadata.allocated()) {
      tree.namesOnly().add(shown(place) + listed.name());
    } else {
      int parent = make(place);
      var source = new DeletedTree.Source.Deleted(place.volume, listed, metadata);
      int number = tree.add(parent, listed.name(), source);
      if (folder) {
        enter(new Place(place.volume, listed.inode(), List.of(), number, true));
      }
    }
  }

  private String shown(Place place) {
    StringBuilder path = new StringBuilder();
    if (place.made != 0) {
      path.append(tree.path(tree.items().get(place.made))).append('/');
    }
    place.path.forEach(name -> path.append(name).append('/'));
    return path.toString();
  }

  /** The number of a folder in the tree, which is made when something is found for it. */
  private int make(Place place) {
    int at = place.made;
    for (FileName name : place.path) {
      Integer known = tree.items().get(at).children().get(name);
      boolean usable =
          known != null && tree.items().get(known).source() instanceof DeletedTree.Source.Made;
      at = known != null && usable ? known : tree.add(at, name, new DeletedTree.Source.Made());
    }
    return at;
  }
}
