package io.coldmount.fs.ext;

/**
 * The hash functions of indexed directories. Definition: kernel documentation,
 * filesystems/ext4/directory, "Hash Tree Directories"; fs/ext4/hash.c.
 */
final class DirectoryHash {

  static final int LEGACY = 0;
  static final int HALF_MD4 = 1;
  static final int TEA = 2;
  static final int LEGACY_UNSIGNED = 3;
  static final int HALF_MD4_UNSIGNED = 4;
  static final int TEA_UNSIGNED = 5;

  /** Of casefolded encrypted directories: keyed, so it stands beside each name. */
  static final int SIPHASH = 6;

  /** The greatest hash there is marks the end of a directory, so no name has it. */
  private static final int END = 0xFFFF_FFFE;

  private DirectoryHash() {}

  /** The version that the index or superblock says, for the names of a volume. */
  static int version(int stored, HashSeed seed) {
    return stored <= TEA && seed.unsigned() ? stored + LEGACY_UNSIGNED : stored;
  }

  /**
   * The hash of a name in the upper 32 bits, its minor hash in the lower.
   *
   * @param version {@link #LEGACY} to {@link #TEA_UNSIGNED}
   */
  static long of(byte[] name, int version, HashSeed seed) {
    boolean unsigned = version >= LEGACY_UNSIGNED;
    int[] state = seed.words().clone();
    int major;
    int minor = 0;
    switch (version) {
      case LEGACY, LEGACY_UNSIGNED -> major = legacy(name, unsigned);
      case HALF_MD4, HALF_MD4_UNSIGNED -> {
        int[] words = new int[8];
        for (int at = 0; at < name.length; at += 32) {
          pack(name, at, words, unsigned);
          halfMd4(state, words);
        }
        major = state[1];
        minor = state[2];
      }
      case TEA, TEA_UNSIGNED -> {
        int[] words = new int[4];
        for (int at = 0; at < name.length; at += 16) {
          pack(name, at, words, unsigned);
          tea(state, words);
        }
        major = state[0];
        minor = state[1];
      }
      default -> throw new IllegalArgumentException("hash version " + version);
    }
    major &= ~1;
    if (major == END) {
      major = END - 2;
    }
    return ((long) major << 32) | (minor & 0xFFFF_FFFFL);
  }

  private static int legacy(byte[] name, boolean unsigned) {
    int hash0 = 0x12A3FE2D;
    int hash1 = 0x37ABE8F9;
    for (byte b : name) {
      int hash = hash1 + (hash0 ^ (character(b, unsigned) * 7152373));
      if (hash < 0) {
        hash -= 0x7FFFFFFF;
      }
      hash1 = hash0;
      hash0 = hash;
    }
    return hash0 << 1;
  }

  private static int character(byte b, boolean unsigned) {
    return unsigned ? b & 0xFF : b;
  }

  /** The name from {@code at} on as words; what it does not fill holds its length. */
  private static void pack(byte[] name, int at, int[] words, boolean unsigned) {
    int length = name.length - at;
    int pad = (length & 0xFF) | ((length & 0xFF) << 8);
    pad |= pad << 16;
    int used = Math.min(length, words.length * 4);
    int word = pad;
    int index = 0;
    for (int i = 0; i < used; i++) {
      word = character(name[at + i], unsigned) + (word << 8);
      if (i % 4 == 3) {
        words[index++] = word;
        word = pad;
      }
    }
    if (index < words.length) {
      words[index++] = word;
    }
    while (index < words.length) {
      words[index++] = pad;
    }
  }

  private static void tea(int[] state, int[] in) {
    int sum = 0;
    int b0 = state[0];
    int b1 = state[1];
    for (int i = 0; i < 16; i++) {
      sum += 0x9E3779B9;
      b0 += ((b1 << 4) + in[0]) ^ (b1 + sum) ^ ((b1 >>> 5) + in[1]);
      b1 += ((b0 << 4) + in[2]) ^ (b0 + sum) ^ ((b0 >>> 5) + in[3]);
    }
    state[0] += b0;
    state[1] += b1;
  }

  private static final int[][] ORDER = {
    {0, 1, 2, 3, 4, 5, 6, 7}, {1, 3, 5, 7, 0, 2, 4, 6}, {3, 7, 2, 6, 1, 5, 0, 4}
  };
  private static final int[][] SHIFT = {{3, 7, 11, 19}, {3, 5, 9, 13}, {3, 9, 11, 15}};
  private static final int[] CONSTANT = {0, 0x5A827999, 0x6ED9EBA1};

  /** MD4 cut down to half: three rounds over eight words. */
  private static void halfMd4(int[] state, int[] in) {
    int a = state[0];
    int b = state[1];
    int c = state[2];
    int d = state[3];
    for (int round = 0; round < 3; round++) {
      for (int i = 0; i < 8; i++) {
        int mixed = a + mix(round, b, c, d) + in[ORDER[round][i]] + CONSTANT[round];
        int turned = Integer.rotateLeft(mixed, SHIFT[round][i % 4]);
        a = d;
        d = c;
        c = b;
        b = turned;
      }
    }
    state[0] += a;
    state[1] += b;
    state[2] += c;
    state[3] += d;
  }

  private static int mix(int round, int x, int y, int z) {
    return switch (round) {
      case 0 -> z ^ (x & (y ^ z));
      case 1 -> (x & y) + ((x ^ y) & z);
      default -> x ^ y ^ z;
    };
  }
}
