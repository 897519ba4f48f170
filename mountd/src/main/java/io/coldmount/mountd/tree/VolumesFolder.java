package io.coldmount.mountd.tree;

import io.coldmount.fs.Attributes;
import io.coldmount.fs.DirectorySink;
import io.coldmount.fs.FileName;
import io.coldmount.fs.FileSystem;
import io.coldmount.fs.FileType;
import io.coldmount.fs.MadeFolder;
import io.coldmount.fs.Node;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The root of a mount of several volumes: a folder for each, which the image does not have. */
final class VolumesFolder implements MadeFolder {

  private static final int BLOCK = 4096;

  private final List<FileName> names;
  private final List<MountedVolume> volumes;
  private final Attributes attributes;

  VolumesFolder(List<FileName> names, List<MountedVolume> volumes) {
    this.names = names;
    this.volumes = volumes;
    Instant now = Instant.now();
    this.attributes =
        new Attributes(
            FileType.DIRECTORY, 0555, 2 + names.size(), 0, 0, 0, 0, 0, 0, now, now, now, now, 0, 0);
  }

  int indexOf(FileName name) {
    return names.indexOf(name);
  }

  @Override
  public long id() {
    return MountTree.ROOT;
  }

  @Override
  public Attributes attributes() {
    return attributes;
  }

  @Override
  public @Nullable Node lookup(FileName name) throws IOException {
    int index = indexOf(name);
    return index < 0 ? null : volumes.get(index).root();
  }

  @Override
  public void list(long cursor, DirectorySink sink) {
    for (int i = (int) Math.min(cursor, names.size()); i < names.size(); i++) {
      int next = i + 1;
      if (!sink.entry(new DirectorySink.Entry(names.get(i), next, FileType.DIRECTORY, next))) {
        return;
      }
    }
  }

  @Override
  public long parentId() {
    return MountTree.ROOT;
  }

  FileSystem.Statistics statistics() throws IOException {
    long blocks = 0;
    long free = 0;
    long available = 0;
    long files = 0;
    long freeFiles = 0;
    int nameMax = 0;
    for (MountedVolume volume : volumes) {
      FileSystem.Statistics one = volume.fileSystem().statistics();
      blocks += inBlocks(one.blocks(), one.blockSize());
      free += inBlocks(one.freeBlocks(), one.blockSize());
      available += inBlocks(one.availableBlocks(), one.blockSize());
      files += one.files();
      freeFiles += one.freeFiles();
      nameMax = Math.max(nameMax, one.nameMax());
    }
    return new FileSystem.Statistics(BLOCK, blocks, free, available, files, freeFiles, nameMax);
  }

  private static long inBlocks(long count, long blockSize) {
    return (long) ((double) count * blockSize / BLOCK);
  }
}
