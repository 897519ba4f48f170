package io.coldmount.fs.ext;

import io.coldmount.block.BlockSource;
import io.coldmount.block.ByteView;
import io.coldmount.block.CorruptException;
import io.coldmount.block.ImageCache.Region;
import io.coldmount.block.ImageException;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * The block group descriptors of a volume. A block of them is decoded when a group in it is first
 * asked for. Layout: kernel documentation, filesystems/ext4/blockgroup.
 */
final class GroupTable {

  private final BlockSource source;
  private final Superblock superblock;
  private final Checksums checksums;
  private final Region<@Nullable GroupDescriptor[]> blocks;
  private final int perBlockBits;

  GroupTable(
      BlockSource source,
      Superblock superblock,
      Checksums checksums,
      Region<@Nullable GroupDescriptor[]> blocks) {
    this.source = source;
    this.superblock = superblock;
    this.checksums = checksums;
    this.blocks = blocks;
    this.perBlockBits =
        superblock.blockSizeBits() - Integer.numberOfTrailingZeros(superblock.descriptorSize());
  }

  /** The descriptor of a group, which is in {@code [0, groupCount)}. */
  GroupDescriptor descriptor(long group) throws IOException {
    @Nullable GroupDescriptor[] block = blocks.get(group >>> perBlockBits, this::load);
    GroupDescriptor known = block[(int) (group & (block.length - 1))];
    return known != null ? known : parse(group);
  }

  private @Nullable GroupDescriptor[] load(long block) throws IOException {
    ByteView view = source.view(position(block), superblock.blockSize());
    var descriptors = new @Nullable GroupDescriptor[1 << perBlockBits];
    long first = block << perBlockBits;
    int count = (int) Math.min(descriptors.length, superblock.groupCount() - first);
    for (int i = 0; i < count; i++) {
      try {
        descriptors[i] = parse(view, i, first + i);
      } catch (ImageException e) {
        descriptors[i] = null; // costs its own group, which says so when it is asked for
      }
    }
    return descriptors;
  }

  /** For the error, as this descriptor is damaged. */
  private GroupDescriptor parse(long group) throws IOException {
    long block = group >>> perBlockBits;
    ByteView view = source.view(position(block), superblock.blockSize());
    return parse(view, (int) (group - (block << perBlockBits)), group);
  }

  private GroupDescriptor parse(ByteView block, int index, long group) throws ImageException {
    int size = superblock.descriptorSize();
    return GroupDescriptor.parse(block.slice(index * size, size), group, superblock, checksums);
  }

  /** Where a block of descriptors lies, in bytes. */
  private long position(long block) throws CorruptException {
    long location = superblock.position() / superblock.blockSize() + 1 + block;
    if (superblock.features().incompat(Features.INCOMPAT_META_BG)
        && block >= superblock.firstMetaGroup()) {
      long group = block << perBlockBits;
      location = superblock.firstBlockOfGroup(group) + (superblock.hasSuperblock(group) ? 1 : 0);
      if (block == 0 && superblock.blockSize() == 1024 && superblock.firstDataBlock() == 0) {
        location++; // the superblock is block 1, so the descriptors cannot be
      }
    }
    if (location >= superblock.blockCount()) {
      throw new CorruptException(
          source.name(),
          "block "
              + block
              + " of the group descriptors would be block "
              + location
              + " of "
              + superblock.blockCount());
    }
    return location << superblock.blockSizeBits();
  }
}
