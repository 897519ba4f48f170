package io.coldmount.fs.ext;

import io.coldmount.block.ByteView;
import io.coldmount.fs.FileName;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * The target of a symbolic link: in place of the block map if it is short, else in a block or
 * inline. Layout: kernel documentation, filesystems/ext4/ifork, "Symbolic Links".
 */
final class SymbolicLink {

  /** The length of an encrypted target comes before it. */
  private static final int ENCRYPTED_HEADER = 2;

  private final Volume volume;
  private final Inode inode;

  SymbolicLink(Volume volume, Inode inode) {
    this.volume = volume;
    this.inode = inode;
  }

  FileName target() throws IOException {
    return inode.flag(Inode.FLAG_ENCRYPTED) ? encrypted() : plain();
  }

  private FileName plain() throws IOException {
    long size = inode.size();
    byte[] stored = stored((int) Math.min(size, volume.blockSize()));
    if (size == 0 || size > stored.length) {
      throw volume.corrupt(
          inode.number(),
          "the target of the link has "
              + size
              + " bytes, and at most "
              + stored.length
              + " are stored");
    }
    byte[] target = Arrays.copyOf(stored, (int) size);
    for (byte b : target) {
      if (b == 0) {
        throw volume.corrupt(inode.number(), "the target of the link holds a zero byte");
      }
    }
    return FileName.of(target);
  }

  /** What the kernel shows without the key. Layout: {@code struct fscrypt_symlink_data}. */
  private FileName encrypted() throws IOException {
    var view = new ByteView(volume.source.name(), 0, stored(volume.blockSize()));
    int length = view.u16le(0);
    if (length == 0 || length > view.length() - ENCRYPTED_HEADER) {
      throw volume.corrupt(
          inode.number(), "the encrypted target of the link has " + length + " bytes");
    }
    if (length < NokeyName.MIN_ENCRYPTED) {
      throw volume.corrupt(
          inode.number(), "the encrypted target of the link has only " + length + " bytes");
    }
    byte[] bytes = view.bytes(ENCRYPTED_HEADER, length);
    return FileName.of(NokeyName.encode(0, bytes, 0, length));
  }

  /**
   * The bytes from which the target is taken.
   *
   * @param most that are wanted, at most a block
   */
  private byte[] stored(int most) throws IOException {
    if (inode.flag(Inode.FLAG_INLINE_DATA)) {
      return InlineData.read(volume, inode).bytes();
    }
    if (isFast()) {
      return inode.block();
    }
    byte[] bytes = new byte[most];
    new FileData(volume, inode).read(0, ByteBuffer.wrap(bytes), most);
    return bytes;
  }

  /** Told as the kernel tells it: by the size where attributes may occupy other inodes. */
  boolean isFast() {
    if (volume.features().incompat(Features.INCOMPAT_EA_INODE)) {
      return inode.size() < Inode.BLOCK_SIZE;
    }
    int clusterBits = volume.blockSizeBits() + volume.superblock.clusterBits();
    long attributes = inode.xattrBlock() != 0 ? 1L << (clusterBits - 9) : 0;
    return inode.sectors() == attributes;
  }
}
