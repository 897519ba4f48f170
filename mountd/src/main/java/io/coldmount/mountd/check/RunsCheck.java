package io.coldmount.mountd.check;

import io.coldmount.block.BlockSource;
import io.coldmount.block.Extent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/** Walks the runs of a disk: every table that says where bytes are, not the bytes. */
final class RunsCheck {

  /** The least distance to go on behind a run that cannot be found. */
  private static final long STEP = 1L << 20;

  /** After so many problems the rest of a disk tells nothing new. */
  private static final int MAXIMUM = 100;

  private final Consumer<Problem> reporter;
  private final Map<String, Long> sizes = new HashMap<>();
  private int problems;

  RunsCheck(Consumer<Problem> reporter) {
    this.reporter = reporter;
  }

  /** Ends: a run has at least one byte, and what cannot be found is stepped over. */
  void check(BlockSource disk) {
    long position = 0;
    long step = STEP;
    while (position < disk.size() && problems < MAXIMUM) {
      try {
        Extent extent = disk.extent(position, disk.size() - position);
        check(disk, extent);
        position = extent.end();
        step = STEP;
      } catch (IOException e) {
        problem(Problem.of(disk.name(), e));
        // Longer steps across a large damage: the steps stay few on any disk.
        position += Math.min(step, disk.size() - position);
        step = Math.min(step * 2, Long.MAX_VALUE / 2);
      }
    }
    if (problems >= MAXIMUM) {
      reporter.accept(
          new Problem(
              Problem.Kind.CORRUPT,
              disk.name(),
              "there are more problems behind offset " + position + ", which are not listed."));
    }
  }

  private void check(BlockSource disk, Extent extent) throws IOException {
    Extent.Storage stored = extent.stored();
    if (stored == null || stored.file().isEmpty()) {
      return;
    }
    long size = size(stored.file());
    long needed = stored.packed() ? 1 : extent.length();
    if (size >= 0 && (stored.offset() > size || size - stored.offset() < needed)) {
      problem(
          new Problem(
              Problem.Kind.CORRUPT,
              disk.name(),
              "the "
                  + extent.length()
                  + " bytes at offset "
                  + extent.position()
                  + " should be at offset "
                  + stored.offset()
                  + " of "
                  + stored.file()
                  + ", which has only "
                  + size
                  + " bytes."));
    }
  }

  /** The size of a regular file, or -1 for a device, whose size the disk layer has checked. */
  private long size(String file) throws IOException {
    Long known = sizes.get(file);
    if (known == null) {
      Path path = Path.of(file);
      known = Files.isRegularFile(path) ? Files.size(path) : -1L;
      sizes.put(file, known);
    }
    return known;
  }

  private void problem(Problem problem) {
    problems++;
    reporter.accept(problem);
  }
}
