package io.coldmount.fs.ext;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * An encrypted name as it shows where the key is not: two hashes and the name's bytes, or its first
 * 149 and a digest of the rest, in base64url. Layout: {@code struct fscrypt_nokey_name} of the
 * kernel's fs/crypto/fname.c; kernel documentation, filesystems/fscrypt, "Access semantics".
 *
 * @param hash by which the directory's index finds it
 * @param start of the encrypted name, at most 149 bytes
 * @param digest SHA-256 of the rest of a longer name, or null
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record NokeyName(int hash, byte[] start, byte @Nullable [] digest) implements NameQuery {

  private static final int HASHES_SIZE = 8;
  private static final int START_SIZE = 149;
  private static final int DIGEST_SIZE = 32;
  private static final int MAX_SIZE = HASHES_SIZE + START_SIZE + DIGEST_SIZE;

  /** No cipher of fscrypt gives less. */
  static final int MIN_ENCRYPTED = 16;

  private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();

  /**
   * The name that stands for encrypted bytes.
   *
   * @param hashes as {@link DirectoryHash#of} gives them, or 0
   */
  static byte[] encode(long hashes, byte[] bytes, int offset, int length) {
    boolean digested = length > START_SIZE;
    byte[] name = new byte[digested ? MAX_SIZE : HASHES_SIZE + length];
    put32(name, 0, (int) (hashes >>> 32));
    put32(name, 4, (int) hashes);
    System.arraycopy(bytes, offset, name, HASHES_SIZE, Math.min(length, START_SIZE));
    if (digested) {
      byte[] digest = sha256(bytes, offset + START_SIZE, length - START_SIZE);
      System.arraycopy(digest, 0, name, HASHES_SIZE + START_SIZE, DIGEST_SIZE);
    }
    return ENCODER.encode(name);
  }

  /** The name that {@link #encode} made, or null if it cannot have made this one. */
  static @Nullable NokeyName decode(byte[] encoded) {
    byte[] name;
    try {
      name = Base64.getUrlDecoder().decode(encoded);
    } catch (IllegalArgumentException e) {
      return null;
    }
    boolean digested = name.length == MAX_SIZE;
    if (name.length <= HASHES_SIZE || (name.length > HASHES_SIZE + START_SIZE && !digested)) {
      return null;
    }
    if (!Arrays.equals(ENCODER.encode(name), encoded)) {
      return null; // padding, or stray bits at the end
    }
    int end = digested ? HASHES_SIZE + START_SIZE : name.length;
    return new NokeyName(
        i32(name, 0),
        Arrays.copyOfRange(name, HASHES_SIZE, end),
        digested ? Arrays.copyOfRange(name, end, MAX_SIZE) : null);
  }

  @Override
  public boolean matches(byte[] bytes, int offset, int length) {
    if (digest == null) {
      return Arrays.equals(bytes, offset, offset + length, start, 0, start.length);
    }
    return length > START_SIZE
        && Arrays.equals(bytes, offset, offset + START_SIZE, start, 0, START_SIZE)
        && Arrays.equals(sha256(bytes, offset + START_SIZE, length - START_SIZE), digest);
  }

  @Override
  public int hash(int version, HashSeed seed) {
    return digest == null && version != DirectoryHash.SIPHASH
        ? (int) (DirectoryHash.of(start, version, seed) >>> 32)
        : hash;
  }

  @Override
  public boolean hashesBytes(int version) {
    return version != DirectoryHash.SIPHASH;
  }

  /** Any, since the name carries its hash. */
  @Override
  public boolean hasHash(int version) {
    return true;
  }

  private static byte[] sha256(byte[] bytes, int offset, int length) {
    try {
      var digest = MessageDigest.getInstance("SHA-256");
      digest.update(bytes, offset, length);
      return digest.digest();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  private static void put32(byte[] bytes, int offset, int word) {
    for (int i = 0; i < 4; i++) {
      bytes[offset + i] = (byte) (word >>> (8 * i));
    }
  }

  private static int i32(byte[] bytes, int offset) {
    int word = 0;
    for (int i = 3; i >= 0; i--) {
      word = (word << 8) | (bytes[offset + i] & 0xFF);
    }
    return word;
  }
}
