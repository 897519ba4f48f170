package io.coldmount.fs.ext;

import io.coldmount.block.BlockSource;
import io.coldmount.fs.Footprints;
import java.io.IOException;
import java.nio.file.NoSuchFileException;

/** Which bytes inodes are made of. */
final class ExtFootprints implements Footprints {

  private static final int S_IFMT = 0170000;
  private static final int S_IFDIR = 0040000;
  private static final int S_IFREG = 0100000;
  private static final int S_IFLNK = 0120000;

  private final Volume volume;

  ExtFootprints(Volume volume) {
    this.volume = volume;
  }

  @Override
  public BlockSource volume() {
    return volume.source;
  }

  @Override
  public boolean isComparable(Footprints other) throws IOException {
    if (!(other instanceof ExtFootprints before)) {
      return false;
    }
    Superblock one = volume.superblock;
    Superblock two = before.volume.superblock;
    return one.blockSizeBits() == two.blockSizeBits()
        && one.clusterBits() == two.clusterBits()
        && one.inodeSize() == two.inodeSize()
        && one.inodesPerGroup() == two.inodesPerGroup()
        && one.inodeCount() == two.inodeCount()
        && one.blockCount() == two.blockCount()
        && one.firstInode() == two.firstInode()
        && one.encoding() == two.encoding()
        && one.checksumSeed() == two.checksumSeed()
        && one.features().hasSameFormat(two.features())
        && volume.checksums.verified() == before.volume.checksums.verified()
        && tablesAreWhereTheyWere(before.volume);
  }

  private boolean tablesAreWhereTheyWere(Volume before) throws IOException {
    for (long group = 0; group < volume.superblock.groupCount(); group++) {
      if (volume.groups.descriptor(group).inodeTable()
          != before.groups.descriptor(group).inodeTable()) {
        return false;
      }
    }
    return true;
  }

  @Override
  public boolean of(long id, Sink sink) throws IOException {
    Inode inode = inode(id);
    return record(inode, sink) && attributes(inode, sink) && blocks(inode, sink);
  }

  /** Mostly that of a node that was listed just now, so that it need not be decoded again. */
  private Inode inode(long id) throws IOException {
    ExtNode known = volume.nodes.peek(id);
    if (known == null && volume.isFree(id)) {
      throw new NoSuchFileException(volume.source.name() + ": there is no inode " + id);
    }
    return known != null ? known.inode() : volume.inode(id);
  }

  private boolean record(Inode inode, Sink sink) throws IOException {
    return sink.range(volume.inodes.position(inode.number()), volume.superblock.inodeSize());
  }

  private boolean attributes(Inode inode, Sink sink) throws IOException {
    if (inode.xattrBlock() != 0 && !block(inode.xattrBlock(), sink)) {
      return false;
    }
    if (volume.features().incompat(Features.INCOMPAT_EA_INODE) && inode.hasXattrs()) {
      for (long number : new Xattrs(volume, inode).valueInodes()) {
        if (!volume.superblock.isFileInode(number)) {
          return false; // whoever reads the attribute says what is wrong with it
        }
        Inode holder = volume.inode(number);
        if (!record(holder, sink) || !mapped(holder, sink)) {
          return false;
        }
      }
    }
    return true;
  }

  private boolean blocks(Inode inode, Sink sink) throws IOException {
    if (inode.flag(Inode.FLAG_INLINE_DATA)) {
      return true; // in the inode, all of it
    }
    return switch (inode.mode() & S_IFMT) {
      case S_IFREG, S_IFDIR -> mapped(inode, sink);
      case S_IFLNK -> new SymbolicLink(volume, inode).isFast() || mapped(inode, sink);
      default -> true;
    };
  }

  /** The map and what it maps. Ends because each run ends behind the one before it. */
  private boolean mapped(Inode inode, Sink sink) throws IOException {
    BlockMap map = new FileData(volume, inode).map();
    long blocks = (inode.size() + volume.blockSize() - 1) >>> volume.blockSizeBits();
    var nodes = new MapNodes();
    Run run;
    for (long block = 0; block < blocks; block = run.end()) {
      nodes.count = 0;
      run = map.run(block, nodes);
      if (!nodes.tell(sink)) {
        return false;
      }
      int bits = volume.blockSizeBits();
      if (!run.isNothing() && !sink.range(run.physical() << bits, run.count() << bits)) {
        return false;
      }
    }
    return true;
  }

  private boolean block(long number, Sink sink) throws IOException {
    return !volume.superblock.holds(number, 1)
        || sink.range(number << volume.blockSizeBits(), volume.blockSize());
  }

  /** The blocks of a map on the way to a run; those that were told for the run before are not. */
  private final class MapNodes implements BlockMap.Passed {

    private final long[] now = new long[ExtentNode.MAX_DEPTH];
    private final long[] told = new long[ExtentNode.MAX_DEPTH];
    private int count;

    @Override
    public void block(long number) {
      now[count++] = number;
    }

    boolean tell(Sink sink) throws IOException {
      for (int i = 0; i < count; i++) {
        if (now[i] != told[i]) {
          told[i] = now[i];
          if (!ExtFootprints.this.block(now[i], sink)) {
            return false;
          }
        }
      }
      return true;
    }
  }
}
