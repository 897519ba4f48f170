package io.coldmount.mountd.tree;

import io.coldmount.fs.FileName;
import io.coldmount.fs.FileSystem;
import io.coldmount.fs.Node;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/**
 * The tree of one mount. Nodes are named by 64-bit numbers: {@link #ROOT} is the mountpoint; {@code
 * volume << 48} is the root of a volume, counted from 1; {@code volume << 48 | id} is the node of
 * that id in it. Safe for many threads; whoever opened the file systems closes them.
 */
public final class MountTree {

  /** The mountpoint's node. */
  public static final long ROOT = 1;

  private static final long ID_MASK = (1L << FileSystem.ID_BITS) - 1;

  /** Node numbers stay positive. */
  private static final int MAX_VOLUMES = (1 << (63 - FileSystem.ID_BITS)) - 1;

  private final List<MountedVolume> volumes;
  private final @Nullable VolumesFolder folder;

  private MountTree(List<MountedVolume> volumes, @Nullable VolumesFolder folder) {
    this.volumes = volumes;
    this.folder = folder;
  }

  /**
   * The file system itself stands at the mountpoint.
   *
   * @throws IOException if its root folder cannot be read
   */
  public static MountTree of(FileSystem fs) throws IOException {
    return new MountTree(List.of(new MountedVolume(fs, fs.root().id())), null);
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
    return new MountTree(mounted, new VolumesFolder(names, mounted));
  }

  /**
   * The same, and in {@code .links/NAME/VOLUME} the volumes of every link of the chain.
   *
   * @param links the volumes of each link by the link's name
   */
  public static MountTree withLinks(
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
    return new MountTree(List.copyOf(mounted), folder);
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
  public long inode(long number) {
    boolean root = number == ROOT;
    if (folder == null) {
      return root ? volumes.getFirst().rootId() : number & ID_MASK;
    }
    if (root || (number & ID_MASK) != 0) {
      return number;
    }
    return number | volumes.get((int) (number >>> FileSystem.ID_BITS) - 1).rootId();
  }

  /** Sizes and counts of the volume that holds {@code number}; of the root of several, the sums. */
  public FileSystem.Statistics statistics(long number) throws IOException {
    if (number == ROOT) {
      return folder == null ? volumes.getFirst().fileSystem().statistics() : folder.statistics();
    }
    return volume(number).fileSystem().statistics();
  }

  private MountedVolume volume(long number) throws NoSuchFileException {
    int index = (int) (number >>> FileSystem.ID_BITS);
    if (index < 1 || index > volumes.size()) {
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
