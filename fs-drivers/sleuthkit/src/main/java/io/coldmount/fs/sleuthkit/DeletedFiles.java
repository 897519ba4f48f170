package io.coldmount.fs.sleuthkit;

import io.coldmount.block.BlockSource;
import io.coldmount.fs.FileName;
import io.coldmount.fs.FileSystem;
import io.coldmount.fs.Node;
import io.coldmount.fs.OpenOptions;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A file system, of any driver, with one folder more in its root: {@link #FOLDER}, which holds the
 * deleted files that libtsk still finds in the same bytes. They are looked for when the folder is
 * first entered, which takes a walk over the whole volume.
 */
public final class DeletedFiles implements FileSystem {

  /** The folder's name in the root. */
  public static final String FOLDER = ".deleted";

  /** The attribute that tells how much of a deleted file is not yet overwritten. */
  public static final FileName INTACT = FileName.of("user.coldmount.intact");

  private final FileSystem live;
  private final SleuthkitFileSystem library;
  private final FileName name;
  private final long rootId;
  private @Nullable DeletedTree tree;

  private DeletedFiles(FileSystem live, SleuthkitFileSystem library) throws IOException {
    this.live = live;
    this.library = library;
    Node root = live.root();
    this.rootId = root.id();
    FileName wanted = FileName.of(FOLDER);
    this.name = root.lookup(wanted) == null ? wanted : FileName.of(FOLDER + "-files");
  }

  /**
   * Adds the folder to {@code live}. Closing the result closes {@code live}.
   *
   * @param volume the bytes that {@code live} reads
   * @param options those of the driver of libtsk
   * @return {@code live} itself, if libtsk does not read such a volume
   */
  public static FileSystem addTo(FileSystem live, BlockSource volume, OpenOptions options)
      throws IOException {
    if (live instanceof SleuthkitFileSystem library) {
      return new DeletedFiles(live, library);
    }
    SleuthkitDriver driver = new SleuthkitDriver();
    if (driver.secondOpinion(volume).isEmpty()) {
      return live;
    }
    SleuthkitFileSystem library = (SleuthkitFileSystem) driver.open(volume, options);
    try {
      return new DeletedFiles(live, library);
    } catch (IOException | RuntimeException e) {
      library.close();
      throw e;
    }
  }

  /** The folder's name: the guest may have one called {@link #FOLDER} of its own. */
  FileName name() {
    return name;
  }

  long rootId() {
    return rootId;
  }

  Node folder() throws IOException {
    return tree().node(NodeIds.DELETED);
  }

  private synchronized DeletedTree tree() throws IOException {
    DeletedTree known = tree;
    if (known == null) {
      known = new DeletedSearch(library, rootId).search();
      tree = known;
    }
    return known;
  }

  @Override
  public Node root() throws IOException {
    return new RootWithDeleted(live.root(), this);
  }

  @Override
  public Node node(long id) throws IOException {
    if (NodeIds.isDeleted(id)) {
      return tree().node(id);
    }
    return id == rootId ? root() : live.node(id);
  }

  @Override
  public String format() {
    return live.format();
  }

  @Override
  public String label() {
    return live.label();
  }

  @Override
  public String uuid() {
    return live.uuid();
  }

  @Override
  public List<Condition> conditions() {
    return live.conditions();
  }

  @Override
  public Statistics statistics() throws IOException {
    return live.statistics();
  }

  @Override
  public void close() {
    live.close();
    library.close();
  }
}
