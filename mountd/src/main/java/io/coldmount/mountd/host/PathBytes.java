package io.coldmount.mountd.host;

import java.io.ByteArrayOutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;

/** Paths and texts as the C library takes them: bytes that end with a NUL. */
public final class PathBytes {

  private static final Charset NATIVE =
      Charset.forName(System.getProperty("sun.jnu.encoding", "UTF-8"), StandardCharsets.UTF_8);

  private PathBytes() {}

  /** The bytes of {@code path}, also where they are no text in the locale's encoding. */
  public static byte[] of(Path path) {
    String text = path.toString();
    // A replacement character stands for bytes that only the path's URI still tells.
    return text.indexOf('\uFFFD') < 0
        ? terminated(text.getBytes(NATIVE))
        : terminated(decoded(path.toAbsolutePath().toUri().getRawPath()));
  }

  /** The bytes of {@code text} in the locale's encoding. */
  public static byte[] of(String text) {
    return terminated(text.getBytes(NATIVE));
  }

  private static byte[] terminated(byte[] bytes) {
    return Arrays.copyOf(bytes, bytes.length + 1);
  }

  private static byte[] decoded(String uriPath) {
    var bytes = new ByteArrayOutputStream(uriPath.length());
    for (int i = 0; i < uriPath.length(); i++) {
      if (uriPath.charAt(i) == '%') {
        bytes.write(Integer.parseInt(uriPath, i + 1, i + 3, 16));
        i += 2;
      } else {
        bytes.write(uriPath.charAt(i));
      }
    }
    return bytes.toByteArray();
  }
}
