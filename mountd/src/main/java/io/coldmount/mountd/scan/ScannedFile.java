package io.coldmount.mountd.scan;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/**
 * A line of a report.
 *
 * @param volume the volume's name; for what concerns a whole volume, with an empty path; empty for
 *     what concerns the whole guest
 * @param path as text
 * @param pathBytes its bytes in hex if the text does not say all, else empty
 * @param modified when the file was last modified
 * @param sameAs the file whose scan this one shares, or empty
 */
record ScannedFile(
    String volume,
    String path,
    String pathBytes,
    long size,
    String modified,
    Verdict verdict,
    String sameAs) {

  static ScannedFile of(ScanTarget target, Verdict verdict, String sameAs) {
    byte[] bytes = target.path().bytes();
    String hex = "";
    try {
      StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
    } catch (CharacterCodingException e) {
      hex = HexFormat.of().formatHex(bytes);
    }
    return new ScannedFile(
        target.volume(),
        target.path().toString(),
        hex,
        target.size(),
        target.modified().toString(),
        verdict,
        sameAs);
  }

  /** {@code p1:/etc/passwd}, for people. */
  String shown() {
    return volume.isEmpty() ? "the guest" : volume + ":" + path;
  }

  /** The path, or its bytes where the text does not say all. */
  String name() {
    return pathBytes.isEmpty() ? path : pathBytes;
  }

  /** What tells one file of a scan from all others. */
  String key() {
    return volume + ":" + name() + "\0" + size + "\0" + modified;
  }
}
