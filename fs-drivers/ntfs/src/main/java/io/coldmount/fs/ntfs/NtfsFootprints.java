package io.coldmount.fs.ntfs;

import io.coldmount.block.BlockSource;
import io.coldmount.fs.Footprints;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Which bytes the files of a volume are made of: their records, what lies outside of these, and
 * their security descriptors. For one thread.
 */
final class NtfsFootprints implements Footprints {

  private final NtfsVolume volume;
  private @Nullable SharedDescriptors shared;

  NtfsFootprints(NtfsVolume volume) {
    this.volume = volume;
  }

  @Override
  public BlockSource volume() {
    return volume.source();
  }

  /** Where links are hidden, a directory's names depend on more than its own bytes. */
  @Override
  public boolean isComparable(Footprints other) throws IOException {
    if (!(other instanceof NtfsFootprints before)) {
      return false;
    }
    BootSector one = volume.boot();
    BootSector two = before.volume.boot();
    return one.clusterSize() == two.clusterSize()
        && one.recordSize() == two.recordSize()
        && one.clusterCount() == two.clusterCount()
        && volume.settings().equals(before.volume.settings())
        && volume.settings().links() != Settings.Links.HIDE
        && volume.mft().isPlacedLike(before.volume.mft());
  }

  @Override
  public boolean of(long id, Sink sink) throws IOException {
    if (NodeId.stream(id) != 0) {
      return false;
    }
    Inode inode = volume.inode(NodeId.record(id));
    // A link's target is told relative to the folders above it, and others keep data elsewhere.
    var information = NodeLoader.information(inode, volume.name());
    ReparsePoint reparse = NodeLoader.reparse(volume, inode, information);
    if (reparse != null && reparse.tag() != ReparsePoint.WOF) {
      return false;
    }
    for (FileRecord record : inode.records()) {
      if (!record(record, sink)) {
        return false;
      }
    }
    long descriptor = information.securityId();
    return descriptor == 0 || shared().of(descriptor, sink);
  }

  private SharedDescriptors shared() throws IOException {
    SharedDescriptors there = shared;
    if (there == null) {
      there = SharedDescriptors.open(volume);
      shared = there;
    }
    return there;
  }

  private boolean record(FileRecord record, Sink sink) throws IOException {
    if (record.damage() != null) {
      throw record.damageFound();
    }
    if (!bytes(record.number(), sink)) {
      return false;
    }
    for (AttributeRecord piece : record.attributes()) {
      if (piece.mapping() != null && !runs(piece, sink)) {
        return false;
      }
    }
    return true;
  }

  private boolean runs(AttributeRecord piece, Sink sink) throws IOException {
    Runs runs = Runs.ofPiece(piece, volume.boot().clusterCount());
    int shift = volume.clusterShift();
    for (int i = 0; i < runs.count(); i++) {
      long length = (runs.end(i) - runs.vcn(i)) << shift;
      if (runs.lcn(i) != Runs.HOLE && !sink.range(runs.lcn(i) << shift, length)) {
        return false;
      }
    }
    return true;
  }

  /** A record may be larger than a cluster, and then lie in pieces. */
  private boolean bytes(long number, Sink sink) throws IOException {
    int size = volume.boot().recordSize();
    int step = Math.min(size, volume.boot().clusterSize());
    for (int at = 0; at < size; at += step) {
      long place = volume.mft().place(number, at);
      if (place < 0 || !sink.range(place, step)) {
        return false;
      }
    }
    return true;
  }
}
