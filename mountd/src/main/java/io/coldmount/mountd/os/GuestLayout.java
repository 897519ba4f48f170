package io.coldmount.mountd.os;

import io.coldmount.fs.FileName;
import io.coldmount.fs.FileSystem;
import io.coldmount.mountd.guest.GuestVolume;
import io.coldmount.mountd.tree.AssembledTree;
import io.coldmount.mountd.tree.MountTree;
import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;

/**
 * The tree as an operating system of the guest sees it: {@code /} with what stands in it, or a
 * folder for each drive letter. A volume that the system has no place for is a folder called by its
 * own name.
 */
public final class GuestLayout {

  private final GuestSystem system;
  private final SequencedMap<String, FileSystem> volumes;

  /**
   * @param volumes every file system to show, by the name of its volume
   */
  public GuestLayout(GuestSystem system, SequencedMap<String, FileSystem> volumes) {
    this.system = system;
    this.volumes = volumes;
  }

  /** The tree, whose absolute links begin at the mountpoint, as they do for the guest. */
  public MountTree tree() throws IOException {
    AssembledTree assembled = system.tree();
    return assembled == null
        ? MountTree.of(folders()).withLinks(new WindowsLinks(letters().keySet(), guids()))
        : unix(assembled);
  }

  private MountTree unix(AssembledTree assembled) throws IOException {
    Set<String> placed = new HashSet<>();
    system.mounts().forEach(mount -> placed.add(mount.volume().name()));
    AssembledTree tree = assembled;
    for (Map.Entry<String, FileSystem> volume : volumes.entrySet()) {
      if (!placed.contains(volume.getKey())) {
        tree = tree.beside(freeName(tree, volume.getKey()), volume.getValue());
      }
    }
    return tree;
  }

  /** A name that the guest's root does not have; it ends, because a folder's names are finite. */
  private static String freeName(AssembledTree tree, String volume) throws IOException {
    String name = volume;
    while (tree.lookup(MountTree.ROOT, FileName.of(name)) != null) {
      name += "_";
    }
    return name;
  }

  /** The drives in the order of their letters, then the volumes that have none. */
  private SequencedMap<String, FileSystem> folders() {
    SequencedMap<String, FileSystem> folders = new LinkedHashMap<>();
    Set<String> placed = new HashSet<>();
    letters()
        .forEach(
            (letter, volume) -> {
              FileSystem fs = volumes.get(volume.name());
              if (fs != null) {
                folders.put(letter, fs);
                placed.add(volume.name());
              }
            });
    volumes.forEach(
        (name, fs) -> {
          if (!placed.contains(name)) {
            folders.put(name, fs);
          }
        });
    return folders;
  }

  private SequencedMap<String, GuestVolume> letters() {
    SequencedMap<String, GuestVolume> letters = new LinkedHashMap<>();
    for (GuestMount mount : system.mounts()) {
      letters.put(mount.path().substring(0, 1), mount.volume());
    }
    return letters;
  }

  /** The folders of volumes by their GUID. */
  private Map<String, String> guids() {
    Map<String, String> folders = new HashMap<>();
    letters().forEach((letter, volume) -> folders.putIfAbsent(volume.name(), letter));
    Map<String, String> guids = new HashMap<>();
    system
        .names()
        .forEach(
            (guid, volume) -> guids.put(guid, folders.getOrDefault(volume.name(), volume.name())));
    return guids;
  }
}
