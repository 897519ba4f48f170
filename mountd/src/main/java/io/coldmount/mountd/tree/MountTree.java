package io.coldmount.mountd.tree;

import io.coldmount.block.CorruptException;
import io.coldmount.fs.FileName;
import io.coldmount.fs.FileSystem;
import io.coldmount.fs.Node;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The tree of one mount. Nodes are named by 64-bit numbers: {@link #ROOT} is the mountpoint; {@code
 * volume << 48} is the root of a volume, counted from 1; {@code volume << 48 | id} is the node of
 * that id in it. Above the volume stands what {@link #link} adds to symbolic links. Safe for many
 * threads; whoever opened the file systems closes them.
 */
public class MountTree {

  /** The mountpoint's node. */
  public static final long ROOT = 1;

  static final long ID_MASK = (1L << FileSystem.ID_BITS) - 1;

  private static final int VOLUME_BITS = 9;
  static final int MAX_VOLUMES = (1 << VOLUME_BITS) - 1;
  private static final int DEPTH_SHIFT = FileSystem.ID_BITS + VOLUME_BITS;

  /** Node numbers stay positive: 6 bits are left, and what they hold is 1 more than the depth. */
  private static final int DEEPEST = (1 << (63 - DEPTH_SHIFT)) - 3;

  /** What a damaged image may make this tree remember. */
  private static final int MOST_ASTRAY = 1 << 16;

  static final long WITHOUT_DEPTH = (1L << DEPTH_SHIFT) - 1;

  private final List<MountedVolume> volumes;
  private final @Nullable VolumesFolder folder;
  private final @Nullable LinkTargets links;

  /** Folders that were met elsewhere than they say, by number; a sound image has none. */
  private final Set<Long> astray = ConcurrentHashMap.newKeySet();

  private volatile Runnable whenAstray = () -> {};

  /**
   * @param links what links lead to, from the mountpoint on, or null if they are as they are stored
   *     and begin at the root of their volume
   */
  MountTree(
      List<MountedVolume> volumes, @Nullable VolumesFolder folder, @Nullable LinkTargets links) {
    this.volumes = volumes;
    this.folder = folder;
    this.links = links;
  }

  /**
   * The file system itself stands at the mountpoint.
   *
   * @throws IOException if its root folder cannot be read
   */
  public static MountTree of(FileSystem fs) throws IOException {
    return new MountTree(List.of(new MountedVolume(fs, fs.root().id())), null, null);
  }

  /**
   * One folder per volume, in the map's order. A volume whose root folder cannot be read fails when
   * its folder is entered.
   *
   * @param volumes by the folder's name
   */
  public static MountTree of(SequencedMap<String, FileSystem> volumes) {
    if (volumes.size() > MAX_VOLUMES) {
      throw new IllegalArgumentException(volumes.size() + " volumes are too many for one mount");
    }
    for (String name : volumes.keySet()) {
      if (!FileName.of(name).isEntryName()) {
        throw new IllegalArgumentException("a volume cannot be called '" + name + "'");
      }
    }
    List<MountedVolume> mounted = volumes.values().stream().map(MountedVolume::of).toList();
    List<FileName> names = volumes.keySet().stream().map(FileName::of).toList();
    return new MountTree(mounted, new VolumesFolder(names, mounted), null);
  }

  /**
   * The same, and in {@code .links/NAME/VOLUME} the volumes of every link of the chain.
   *
   * @param links the volumes of each link by the link's name
   */
  public static MountTree ofChain(
      SequencedMap<String, FileSystem> volumes,
      SequencedMap<String, SequencedMap<String, FileSystem>> links) {
    List<MountedVolume> mounted = new ArrayList<>(of(volumes).volumes);
    int index = mounted.size() + 1;
    List<MountedVolume> below = new ArrayList<>();
    SequencedMap<String, SequencedMap<String, MountedVolume>> named = new LinkedHashMap<>();
    links.forEach(
        (link, shown) -> {
          SequencedMap<String, MountedVolume> one = new LinkedHashMap<>();
          shown.forEach((name, fs) -> one.put(name, MountedVolume.of(fs)));
          below.addAll(one.values());
          named.put(link, one);
        });
    if (index + below.size() > MAX_VOLUMES) {
      throw new IllegalArgumentException(
          (index + below.size()) + " volumes of all links are too many for one mount");
    }
    mounted.add(MountedVolume.of(new LinkFolders(index, named)));
    List<FileName> names = new ArrayList<>(volumes.keySet().stream().map(FileName::of).toList());
    names.add(FileName.of(LinkFolders.NAME));
    var folder = new VolumesFolder(names, List.copyOf(mounted));
    mounted.addAll(below);
    return new MountTree(List.copyOf(mounted), folder, null);
  }

  /**
   * The same tree, whose links have the targets that {@code targets} gives: an absolute one begins
   * at the mountpoint, not at the root of the link's volume.
   */
  public MountTree withLinks(LinkTargets targets) {
    return new MountTree(volumes, folder, targets);
  }

  /** The target of the symbolic link {@code node}, whose number is {@code number}. */
  public final FileName readLink(long number, Node node) throws IOException {
    LinkTargets targets = links;
    return targets == null ? node.readLink() : targets.target(volume(number).fileSystem(), node);
  }

  /**
   * The node of a number that this tree gave.
   *
   * @throws NoSuchFileException if there is none
   */
  public Node node(long number) throws IOException {
    if (number == ROOT) {
      return folder != null ? folder : volumes.getFirst().root();
    }
    MountedVolume volume = volume(number);
    long id = number & ID_MASK;
    return id == 0 ? volume.root() : volume.fileSystem().node(id);
  }

  /**
   * The number of a symbolic link in the folder {@code parent}: it tells how deep that folder lies,
   * so that the link's target can be told from the folder's root without remembering where the link
   * was met.
   */
  public long link(long parent, long number) {
    return number | ((depth(parent) + 2L) << DEPTH_SHIFT);
  }

  /**
   * Notes that the folder {@code number} was met in the folder {@code parent}. If it names another
   * one as the folder above it, the depth that it would give the links below it is a lie: a target
   * told by that could lead out of the mount.
   *
   * @throws CorruptException if there are too many such folders to remember
   */
  public void met(long parent, long number, Node folder) throws CorruptException {
    long above;
    try {
      above = parent(number, folder);
    } catch (IOException e) {
      above = -1; // and so nobody knows
    }
    if (above == parent || isTop(number) || astray.contains(number)) {
      return;
    }
    if (astray.size() >= MOST_ASTRAY) {
      throw new CorruptException(
          "folder " + inode(parent),
          "it holds folder " + inode(number) + ", which says that it is elsewhere, as many do");
    }
    whenAstray.run();
    astray.add(number);
  }

  /**
   * Runs {@code task} before the first folder is met that lies elsewhere than it says, or now if
   * one was: from then on this tree remembers something, which another process would not know.
   */
  public void whenAstray(Runnable task) {
    whenAstray = task;
    if (!astray.isEmpty()) {
      task.run();
    }
  }

  /** Whether links see the folder as their root. */
  private boolean isTop(long number) {
    // of several volumes, each is the root of its own links
    return number == ROOT || (folder != null && links == null && (number & ID_MASK) == 0);
  }

  /** How deep a folder is below the root that its links see, or -1 if very deep or damaged. */
  private int depth(long parent) {
    try {
      long at = parent;
      for (int depth = 0; depth <= DEEPEST; depth++) {
        if (isTop(at)) {
          return depth;
        }
        if (astray.contains(at)) {
          return -1;
        }
        at = this.parent(at, node(at));
      }
    } catch (IOException e) {
      // whoever enters the damaged folder is told
    }
    return -1;
  }

  /** The depth of the folder that {@link #link} was told, or -1 if it is not known. */
  public static int depthOfLink(long number) {
    return (int) Math.max(-1, (number >>> DEPTH_SHIFT) - 2);
  }

  /** The number of the node that an entry of the folder {@code parent} names by {@code id}. */
  public long child(long parent, long id) {
    if (id > ID_MASK) {
      return id; // of a folder of links, which names by number
    }
    if (parent == ROOT && folder != null) {
      return id << FileSystem.ID_BITS;
    }
    int index = parent == ROOT ? 1 : (int) (parent >>> FileSystem.ID_BITS);
    if (volumes.get(index - 1).rootId() == id) {
      return folder == null ? ROOT : (long) index << FileSystem.ID_BITS;
    }
    return ((long) index << FileSystem.ID_BITS) | id;
  }

  /** The number of the folder that holds the folder {@code number}; its own for the root. */
  public long parent(long number, Node node) throws IOException {
    if (number == ROOT) {
      return ROOT;
    }
    return folder != null && (number & ID_MASK) == 0 ? ROOT : child(number, node.parentId());
  }

  /** The child called {@code name} of the folder {@code number}, or null. */
  public @Nullable Child lookup(long number, FileName name) throws IOException {
    if (number == ROOT && this.folder != null) {
      int index = this.folder.indexOf(name);
      return index < 0 ? null : new Child(child(number, index + 1L), volumes.get(index).root());
    }
    Node folder = node(number);
    if (folder instanceof LinkFolders.Folder links) {
      return links.child(name);
    }
    Node node = folder.lookup(name);
    return node == null ? null : new Child(child(number, node.id()), node);
  }

  /**
   * What {@code st_ino} is: the guest's own number where one file system is shown, else one that no
   * other volume has.
   */
  public long inode(long link) {
    long number = link & WITHOUT_DEPTH;
    boolean root = number == ROOT;
    if (folder == null) {
      return root ? volumes.getFirst().rootId() : number & ID_MASK;
    }
    if (root || (number & ID_MASK) != 0) {
      return number;
    }
    return number | volumes.get((int) (number >>> FileSystem.ID_BITS) - 1).rootId();
  }

  /** The file system that holds {@code number}, or null for the folder of several. */
  public @Nullable FileSystem fileSystem(long number) throws NoSuchFileException {
    if (number == ROOT) {
      return folder == null ? volumes.getFirst().fileSystem() : null;
    }
    return volume(number).fileSystem();
  }

  /** Sizes and counts of the volume that holds {@code number}; of the root of several, the sums. */
  public FileSystem.Statistics statistics(long number) throws IOException {
    if (number == ROOT) {
      return folder == null ? volumes.getFirst().fileSystem().statistics() : folder.statistics();
    }
    return volume(number).fileSystem().statistics();
  }

  private MountedVolume volume(long number) throws NoSuchFileException {
    int index = (int) ((number & WITHOUT_DEPTH) >>> FileSystem.ID_BITS);
    if (number < 0 || index < 1 || index > volumes.size()) {
      throw new NoSuchFileException("node " + number);
    }
    return volumes.get(index - 1);
  }

  /**
   * A node with its number.
   *
   * @param number in the tree
   */
  public record Child(long number, Node node) {}
}
