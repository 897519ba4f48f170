package io.coldmount.fs.ntfs;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * How fast one core inflates what wimlib packed of the programs and libraries of this machine:
 * processor time, so that other work on the machine matters little. Run by {@code
 * it/bench/inflate}; with {@code --keep-going} it does not fail where a goal is missed.
 */
final class InflateBenchmark {

  private static final int FILE = 32 << 20;
  private static final int ROUNDS = 7;
  private static final long ROUND_NANOS = 700_000_000;

  private InflateBenchmark() {}

  private record Way(String method, int chunk, WofInformation information, int goal) {}

  public static void main(String[] arguments) throws Exception {
    Path folder = Files.createTempDirectory("inflate");
    try {
      Path files = Files.createDirectory(folder.resolve("files"));
      Shell.text(
          files,
          "{ cat /usr/bin/* /usr/lib/*/*.so.* 2>/dev/null || :; } | head -c " + FILE + " > file");
      boolean met = true;
      System.out.println("| method | MB/s on one core | goal |\n|---|---|---|");
      for (Way way :
          new Way[] {
            new Way("XPRESS", 4096, new WofInformation(false, 4096), 300),
            new Way("XPRESS", 8192, new WofInformation(false, 8192), 300),
            new Way("XPRESS", 16384, new WofInformation(false, 16384), 300),
            new Way("LZX", 32768, new WofInformation(true, 32768), 150)
          }) {
        double speed = measure(way, folder, Files.readAllBytes(files.resolve("file")));
        met &= speed >= way.goal;
        System.out.printf("| %s %dK | %.0f | %d |%n", way.method, way.chunk >> 10, speed, way.goal);
      }
      if (!met && !Arrays.asList(arguments).contains("--keep-going")) {
        Runtime.getRuntime().halt(1);
      }
    } finally {
      Shell.text(Path.of("/"), "rm -rf '" + folder + "'");
    }
  }

  /** The median over some rounds. */
  private static double measure(Way way, Path folder, byte[] original) throws Exception {
    byte[] packed = Wim.capture(folder, way.method, way.chunk).packed(original);
    if (packed == null) {
      throw new IOException("wimlib did not pack the file");
    }
    ChunkDecoder decoder = way.information.decoder("benchmark");
    inflate(decoder, packed, original, true);
    double[] speeds = new double[ROUNDS];
    for (int i = 0; i < ROUNDS; i++) {
      var thread = ManagementFactory.getThreadMXBean();
      long start = thread.getCurrentThreadCpuTime();
      long bytes = 0;
      long taken;
      do {
        bytes += inflate(decoder, packed, original, false);
        taken = thread.getCurrentThreadCpuTime() - start;
      } while (taken < ROUND_NANOS);
      speeds[i] = bytes * 1e3 / taken;
    }
    Arrays.sort(speeds);
    return speeds[ROUNDS / 2];
  }

  /** All chunks once; those that were stored as they are do not count. */
  private static long inflate(
      ChunkDecoder decoder, byte[] packed, byte[] original, boolean compared) throws IOException {
    int chunk = decoder.chunkSize();
    int chunks = (original.length + chunk - 1) / chunk;
    int table = 4 * (chunks - 1);
    int from = table;
    long bytes = 0;
    for (int i = 0; i < chunks; i++) {
      int to = i == chunks - 1 ? packed.length : table + end(packed, i);
      int size = Math.min(chunk, original.length - i * chunk);
      if (to - from < size) {
        decoder.decode(packed, from, to, size);
        bytes += size;
        if (compared
            && Arrays.mismatch(decoder.out, 0, size, original, i * chunk, i * chunk + size) >= 0) {
          throw new IOException("chunk " + i + " is not what was packed");
        }
      }
      from = to;
    }
    return bytes;
  }

  private static int end(byte[] table, int chunk) {
    int at = 4 * chunk;
    return (table[at] & 0xFF)
        | ((table[at + 1] & 0xFF) << 8)
        | ((table[at + 2] & 0xFF) << 16)
        | (table[at + 3] << 24);
  }
}
