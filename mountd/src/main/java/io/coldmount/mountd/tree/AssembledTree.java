package io.coldmount.mountd.tree;

import io.coldmount.fs.FileName;
import io.coldmount.fs.FileSystem;
import io.coldmount.fs.FileType;
import io.coldmount.fs.Node;
import io.coldmount.mountd.guest.GuestPath;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NotDirectoryException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The tree as a guest with one root sees it: a file system stands at the root, others stand over
 * folders of it, and what stands nowhere in the guest has a folder of its own in the root. The
 * numbers of nodes are those of {@link MountTree}, the root's volume being the first.
 */
public final class AssembledTree extends MountTree {

  private static final int MAX_PLACES = MAX_VOLUMES - 1;

  /**
   * Where a volume stands.
   *
   * @param covered the number of the folder below it, or 0 where it has a name in the root instead
   * @param parent the number of the folder that holds it
   * @param name in the root, or null where it covers a folder
   */
  private record Place(MountedVolume volume, long covered, long parent, @Nullable FileName name) {}

  private final MountedVolume root;
  private final List<Place> places;
  private final LinkTargets links;

  /** The numbers of covered folders in order, and the number that stands over each. */
  private final long[] covered;

  private final long[] covering;
  private final @Nullable RootFolder folder;

  private AssembledTree(MountedVolume root, List<Place> places, LinkTargets links) {
    super(volumes(root, places), null, links);
    this.root = root;
    this.places = List.copyOf(places);
    this.links = links;
    List<Integer> mounts = new ArrayList<>();
    List<RootFolder.Extra> extras = new ArrayList<>();
    for (int i = 0; i < places.size(); i++) {
      FileName name = places.get(i).name;
      if (name == null) {
        mounts.add(i);
      } else {
        extras.add(new RootFolder.Extra(name, number(i), places.get(i).volume));
      }
    }
    mounts.sort(Comparator.comparingLong(i -> places.get(i).covered));
    this.covered = mounts.stream().mapToLong(i -> places.get(i).covered).toArray();
    this.covering = mounts.stream().mapToLong(AssembledTree::number).toArray();
    this.folder = extras.isEmpty() ? null : new RootFolder(root, extras);
  }

  private static List<MountedVolume> volumes(MountedVolume root, List<Place> places) {
    List<MountedVolume> volumes = new ArrayList<>(List.of(root));
    places.forEach(place -> volumes.add(place.volume));
    return List.copyOf(volumes);
  }

  /** The number of the root of the volume at a place. */
  private static long number(int place) {
    return (place + 2L) << FileSystem.ID_BITS;
  }

  /** {@code root} alone. */
  public static AssembledTree at(FileSystem root) throws IOException {
    return new AssembledTree(
        new MountedVolume(root, root.root().id()), List.of(), (volume, link) -> link.readLink());
  }

  /**
   * This tree with {@code fs} over the folder at {@code path}, with links followed as the guest
   * follows them.
   *
   * @throws java.nio.file.NoSuchFileException if there is no such folder
   * @throws NotDirectoryException if it is no folder
   * @throws FileAlreadyExistsException if a volume stands there already
   */
  public AssembledTree mount(FileSystem fs, FileName path) throws IOException {
    Node node = GuestPath.find(view(), path, true).node();
    if (node.attributes().type() != FileType.DIRECTORY) {
      throw new NotDirectoryException(path.toString());
    }
    if (isVolume(node.id())) {
      throw new FileAlreadyExistsException(path.toString());
    }
    MountedVolume volume = new MountedVolume(fs, fs.root().id());
    return with(new Place(volume, node.id(), node.parentId(), null));
  }

  /** The whole tree as one file system, for walking paths; its node ids are the tree's numbers. */
  public FileSystem view() {
    return new TreeFileSystem(this);
  }

  /**
   * This tree with {@code fs} as a folder {@code name} in its root, where nothing has that name.
   */
  public AssembledTree beside(String name, FileSystem fs) {
    return with(new Place(MountedVolume.of(fs), 0, ROOT, FileName.of(name)));
  }

  private AssembledTree with(Place place) {
    if (places.size() >= MAX_PLACES) {
      throw new IllegalArgumentException(places.size() + " volumes are too many for one tree");
    }
    List<Place> more = new ArrayList<>(places);
    more.add(place);
    return new AssembledTree(root, more, links);
  }

  @Override
  public AssembledTree withLinks(LinkTargets targets) {
    return new AssembledTree(root, places, targets);
  }

  /** Whether a volume's root has this number. */
  static boolean isVolume(long number) {
    return number == ROOT || (number & ID_MASK) == 0;
  }

  @Override
  public Node node(long number) throws IOException {
    RootFolder withExtras = folder;
    if (number == ROOT) {
      return withExtras != null ? withExtras : root.root();
    }
    return super.node(number);
  }

  @Override
  public long child(long parent, long id) {
    if (id > ID_MASK) {
      return id; // a name that the root has besides its own: see RootFolder
    }
    long volume = parent == ROOT ? 1 : parent >>> FileSystem.ID_BITS;
    long rootId = volume == 1 ? root.rootId() : places.get((int) volume - 2).volume.rootId();
    if (rootId == id) {
      return volume == 1 ? ROOT : volume << FileSystem.ID_BITS;
    }
    long number = volume << FileSystem.ID_BITS | id;
    int mount = Arrays.binarySearch(covered, number);
    return mount < 0 ? number : covering[mount];
  }

  @Override
  public long parent(long number, Node node) throws IOException {
    if (number == ROOT) {
      return ROOT;
    }
    if (isVolume(number)) {
      return places.get((int) (number >>> FileSystem.ID_BITS) - 2).parent;
    }
    return child(number, node.parentId());
  }

  @Override
  public @Nullable Child lookup(long number, FileName name) throws IOException {
    Node node = node(number).lookup(name);
    if (node == null) {
      RootFolder withExtras = number == ROOT ? folder : null;
      RootFolder.Extra extra = withExtras == null ? null : withExtras.extra(name);
      return extra == null ? null : new Child(extra.number(), extra.volume().root());
    }
    long child = child(number, node.id());
    return new Child(child, isVolume(child) ? node(child) : node);
  }

  /** The guest's own number where there is one volume, else one that no other volume has. */
  @Override
  public long inode(long link) {
    long number = link & WITHOUT_DEPTH;
    long volume = number == ROOT ? 1 : number >>> FileSystem.ID_BITS;
    long id = number & ID_MASK;
    if (number == ROOT) {
      id = root.rootId();
    } else if (id == 0) {
      id = places.get((int) volume - 2).volume.rootId();
    }
    return places.isEmpty() ? id : volume << FileSystem.ID_BITS | id;
  }
}
