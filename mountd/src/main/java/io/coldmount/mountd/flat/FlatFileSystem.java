package io.coldmount.mountd.flat;

import io.coldmount.block.BlockSource;
import io.coldmount.fs.FileName;
import io.coldmount.fs.Node;
import io.coldmount.mountd.guest.Guest;
import io.coldmount.mountd.guest.GuestDisk;
import io.coldmount.mountd.guest.GuestVolume;
import io.coldmount.mountd.tree.MadeFileSystem;
import java.nio.file.NoSuchFileException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/** A folder of raw images: {@code disk0}, {@code disk0p1}, {@code disk1} and so on. */
public final class FlatFileSystem implements MadeFileSystem {

  private static final int BLOCK = 4096;
  private static final int NAME_MAX = 255;

  private final FlatFolder root;
  private final List<FlatFile> files;

  private FlatFileSystem(FlatFolder root, List<FlatFile> files) {
    this.root = root;
    this.files = files;
  }

  /** The disks of {@code guest} and their volumes. */
  public static FlatFileSystem of(Guest guest) {
    SequencedMap<String, BlockSource> images = new LinkedHashMap<>();
    for (int i = 0; i < guest.disks().size(); i++) {
      GuestDisk disk = guest.disks().get(i);
      images.put("disk" + i, disk.disk().content());
      for (GuestVolume volume : disk.volumes()) {
        if (!volume.volume().id().equals("disk")) { // that is the disk itself
          images.put("disk" + i + volume.volume().id(), volume.volume().content());
        }
      }
    }
    return of(images);
  }

  /** Images by their names. */
  public static FlatFileSystem of(SequencedMap<String, BlockSource> images) {
    Instant now = Instant.now();
    List<FlatFile> files = new ArrayList<>();
    Map<FileName, FlatFile> names = new LinkedHashMap<>();
    images.forEach(
        (name, source) -> {
          FlatFile file = new FlatFile(FlatFolder.ID + 1 + files.size(), source, now);
          files.add(file);
          names.put(FileName.of(name), file);
        });
    return new FlatFileSystem(new FlatFolder(names, now), List.copyOf(files));
  }

  @Override
  public String format() {
    return "flat";
  }

  @Override
  public Statistics statistics() {
    long blocks = 0;
    for (FlatFile file : files) {
      blocks += file.attributes().size() / BLOCK;
    }
    return new Statistics(BLOCK, blocks, 0, 0, files.size(), 0, NAME_MAX);
  }

  @Override
  public Node root() {
    return root;
  }

  @Override
  public Node node(long id) throws NoSuchFileException {
    if (id == FlatFolder.ID) {
      return root;
    }
    long index = id - FlatFolder.ID - 1;
    if (index < 0 || index >= files.size()) {
      throw new NoSuchFileException("image " + id);
    }
    return files.get((int) index);
  }
}
