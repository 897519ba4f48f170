package io.coldmount.fs.ntfs;

import io.coldmount.block.ByteView;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;

/**
 * The packed resources of a WIM that wimlib wrote. A resource of a WIM has the format of the stream
 * that the overlay filter keeps: a table of chunks, and the chunks. Layout: wimlib's header.h and
 * blob_table.c.
 */
final class Wim {

  private static final int COMPRESSED = 4;
  private static final int BLOB = 50;

  private final Map<String, byte[]> packed = new HashMap<>();

  /** Packs the files of {@code folder/files}. */
  static Wim capture(Path folder, String compress, int chunk) throws Exception {
    Shell.text(
        folder,
        "wimlib-imagex capture files x.wim --compress="
            + compress
            + " --chunk-size="
            + chunk
            + " >/dev/null 2>&1");
    return new Wim(Files.readAllBytes(folder.resolve("x.wim")));
  }

  private Wim(byte[] bytes) throws IOException {
    var b = new ByteView("x.wim", 0, bytes);
    long size = b.u64le(48) & 0xFF_FFFF_FFFF_FFFFL;
    int table = (int) b.u64le(56);
    for (int at = table; at + BLOB <= table + size; at += BLOB) {
      int length = (int) (b.u64le(at) & 0xFF_FFFF_FFFF_FFFFL);
      if ((b.u8(at + 7) & COMPRESSED) != 0) {
        packed.put(
            HexFormat.of().formatHex(b.bytes(at + 30, 20)), b.bytes((int) b.u64le(at + 8), length));
      }
    }
  }

  /** The packed form of a file of that content, or null if wimlib did not pack it. */
  byte @org.jspecify.annotations.Nullable [] packed(byte[] content)
      throws NoSuchAlgorithmException {
    byte[] sha1 = MessageDigest.getInstance("SHA-1").digest(content);
    return packed.get(HexFormat.of().formatHex(sha1));
  }
}
