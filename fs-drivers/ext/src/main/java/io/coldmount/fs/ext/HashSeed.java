package io.coldmount.fs.ext;

import io.coldmount.block.ByteView;
import io.coldmount.block.ImageException;

/**
 * What the superblock says of directory hashes. Layout: kernel documentation,
 * filesystems/ext4/super.
 *
 * @param words {@code s_hash_seed}; the hash functions' own when it is zero
 * @param defaultVersion {@code s_def_hash_version}: of directories without an index
 * @param unsigned whether names count as unsigned bytes
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record HashSeed(int[] words, int defaultVersion, boolean unsigned) {

  /** {@code EXT2_FLAGS_UNSIGNED_HASH} in {@code s_flags}. */
  private static final int FLAG_UNSIGNED = 2;

  private static final int[] DEFAULT = {0x67452301, 0xEFCDAB89, 0x98BADCFE, 0x10325476};

  static HashSeed parse(ByteView b) throws ImageException {
    int[] words = new int[4];
    boolean zero = true;
    for (int i = 0; i < 4; i++) {
      words[i] = b.i32le(0xEC + 4 * i);
      zero &= words[i] == 0;
    }
    boolean unsigned = (b.i32le(0x160) & FLAG_UNSIGNED) != 0;
    return new HashSeed(zero ? DEFAULT : words, b.u8(0xFC), unsigned);
  }
}
