package io.coldmount.mountd.scan;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** The files that an earlier report calls clean. */
final class CleanFiles {

  /** Paths by volume; of a path that is no UTF-8, its bytes in hex. */
  private final Map<String, Set<String>> names = new HashMap<>();

  private CleanFiles() {}

  /**
   * Reads the report.
   *
   * @throws IOException if it cannot be read, or is damaged
   */
  static CleanFiles of(Path report) throws IOException {
    CleanFiles clean = new CleanFiles();
    ReportReader.read(
        report,
        new ReportReader.Taker() {
          @Override
          public boolean plain(PlainLine line) {
            clean.add(line.volume(), line.path());
            return true;
          }

          @Override
          public void file(ScannedFile file, String line) {
            if (file.verdict() instanceof Verdict.Clean) {
              clean.add(file.volume(), file.name());
            }
          }
        });
    return clean;
  }

  private void add(String volume, String name) {
    names.computeIfAbsent(volume, v -> new HashSet<>()).add(name);
  }

  boolean contains(PlainLine file) {
    return contains(file.volume(), file.path());
  }

  boolean contains(ScannedFile file) {
    return contains(file.volume(), file.name());
  }

  private boolean contains(String volume, String name) {
    Set<String> there = names.get(volume);
    return there != null && there.contains(name);
  }
}
