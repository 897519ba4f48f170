package io.coldmount.mountd.scan;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * What clamd's own configuration says of what it takes: clamd.conf(5). clamd calls a file that is
 * over its limits clean, so they must be known.
 *
 * @param socket its Unix socket, or empty
 * @param maxFileSize the largest file it looks at, in bytes
 * @param streamMaxLength the longest stream it takes
 */
record ClamdConfiguration(String socket, long maxFileSize, long streamMaxLength) {

  /** The defaults of ClamAV 1.4. */
  private static final long DEFAULT_FILE = 100L << 20;

  private static final long DEFAULT_SCAN = 400L << 20;
  private static final long DEFAULT_STREAM = 100L << 20;

  /** Whatever is configured, clamd takes no files of 2 GiB and more. */
  private static final long MOST = Integer.MAX_VALUE;

  static ClamdConfiguration read(Path file) throws IOException {
    Map<String, String> values = new HashMap<>();
    if (Files.exists(file)) {
      for (String line : Files.readAllLines(file, java.nio.charset.StandardCharsets.ISO_8859_1)) {
        String[] words = line.strip().split("\\s+", 2);
        if (words.length == 2 && !words[0].startsWith("#")) {
          values.put(words[0], words[1]);
        }
      }
    }
    long file1 = size(values, "MaxFileSize", DEFAULT_FILE);
    long scan = size(values, "MaxScanSize", DEFAULT_SCAN);
    return new ClamdConfiguration(
        values.getOrDefault("LocalSocket", ""),
        Math.min(file1, scan),
        size(values, "StreamMaxLength", DEFAULT_STREAM));
  }

  private static long size(Map<String, String> values, String key, long usual) {
    String text = values.getOrDefault(key, "").toUpperCase(Locale.ROOT);
    if (!text.matches("[0-9]{1,12}[KM]?")) {
      return usual;
    }
    int shift = text.endsWith("M") ? 20 : text.endsWith("K") ? 10 : 0;
    long number = Long.parseLong(text.replaceAll("[KM]", ""));
    return number == 0 ? MOST : Math.min(MOST, number << shift);
  }
}
