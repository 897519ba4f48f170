package io.coldmount.fs.ext;

import io.coldmount.fs.FileSystem;
import io.coldmount.fs.Footprints;
import io.coldmount.fs.Node;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.List;

/** An open ext2, ext3 or ext4. */
final class ExtFileSystem implements FileSystem {

  private final Volume volume;
  private final List<Condition> conditions;

  ExtFileSystem(Volume volume, List<Condition> conditions) {
    this.volume = volume;
    this.conditions = conditions;
  }

  Volume volume() {
    return volume;
  }

  @Override
  public String format() {
    return volume.features().format();
  }

  @Override
  public String label() {
    return volume.superblock.label();
  }

  @Override
  public String uuid() {
    return volume.superblock.uuidText();
  }

  @Override
  public List<Condition> conditions() {
    return conditions;
  }

  @Override
  public Statistics statistics() throws IOException {
    return new SpaceCount(volume).statistics();
  }

  @Override
  public Node root() throws IOException {
    return volume.node(Superblock.ROOT_INODE);
  }

  @Override
  public Node node(long id) throws IOException {
    Node node = volume.nodeIfThere(id);
    if (node == null) {
      throw new NoSuchFileException(volume.source.name() + ": there is no inode " + id);
    }
    return node;
  }

  @Override
  public Footprints footprints() {
    return new ExtFootprints(volume);
  }

  @Override
  public void close() {
    volume.forget();
  }
}
