package io.coldmount.mountd.scan;

import io.coldmount.mountd.scan.Verdict.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.BiConsumer;

/** The {@code yara} program, given many files of memory at once. */
final class YaraEngine implements ScanEngine {

  private static final int BATCH = 64;

  /** A file is held in memory while it is scanned. */
  private static final long MOST_BYTES = 1L << 30;

  private final Path rules;
  private final Duration timeout;
  private final String version;

  YaraEngine(Path rules, Duration timeout) throws IOException, InterruptedException {
    this.rules = rules;
    this.timeout = timeout;
    version = run(List.of("yara", "--version")).out().strip();
    ScannerProcess trial = run(List.of("yara", "-w", rules.toString(), "/dev/null"));
    if (trial.exit() != 0) {
      throw new IOException("yara does not take the rules " + rules + ": " + trial.said());
    }
  }

  private ScannerProcess run(List<String> command) throws IOException, InterruptedException {
    try {
      return ScannerProcess.run(command, timeout);
    } catch (IOException e) {
      throw new IOException("yara cannot be run: " + e.getMessage(), e);
    }
  }

  @Override
  public String description() {
    return "yara " + version + ", rules " + rules.getFileName();
  }

  @Override
  public long limit() {
    return MOST_BYTES;
  }

  @Override
  public int batch() {
    return BATCH;
  }

  @Override
  public Scanner scanner() {
    return new YaraScanner();
  }

  @Override
  public void close() {}

  private final class YaraScanner implements Scanner {

    @Override
    public void scan(List<ScanTarget> targets, BiConsumer<ScanTarget, Verdict> verdicts)
        throws InterruptedException {
      Map<String, ScanTarget> byPath = new LinkedHashMap<>();
      List<MemoryCopy> copies = new ArrayList<>();
      try {
        for (ScanTarget target : targets) {
          try {
            MemoryCopy copy = MemoryCopy.of(target);
            copies.add(copy);
            byPath.put(copy.path(), target);
          } catch (MemoryCopy.NoMemoryFilesException e) {
            verdicts.accept(
                target,
                new Verdict.NotScanned(Reason.ENGINE_ERROR, "no memory: " + e.getMessage()));
          } catch (IOException e) {
            verdicts.accept(target, ScanTarget.unreadable(e));
          }
        }
        if (!byPath.isEmpty()) {
          answers(byPath)
              .forEach((path, verdict) -> verdicts.accept(target(byPath, path), verdict));
        }
      } finally {
        copies.forEach(MemoryCopy::close);
      }
    }

    private static ScanTarget target(Map<String, ScanTarget> byPath, String path) {
      ScanTarget target = byPath.get(path);
      if (target == null) {
        throw new IllegalStateException(path);
      }
      return target;
    }

    private Map<String, Verdict> answers(Map<String, ScanTarget> byPath)
        throws InterruptedException {
      Map<String, Verdict> verdicts = new LinkedHashMap<>();
      try {
        Path list = Files.createTempFile("coldmount-scan-", ".list");
        try {
          Files.write(list, byPath.keySet());
          List<String> command =
              List.of("yara", "-w", "-p", "1", "--scan-list", rules.toString(), list.toString());
          read(ScannerProcess.run(command, timeout), byPath, verdicts);
        } finally {
          Files.deleteIfExists(list);
        }
      } catch (IOException e) {
        Verdict failed =
            new Verdict.NotScanned(Reason.ENGINE_ERROR, "yara cannot be run: " + e.getMessage());
        byPath.keySet().forEach(path -> verdicts.put(path, failed));
      }
      return verdicts;
    }

    /** A line is {@code RULE PATH}; the paths are our own and have no spaces. */
    private static void read(
        ScannerProcess run, Map<String, ScanTarget> byPath, Map<String, Verdict> verdicts) {
      Map<String, TreeSet<String>> matches = new LinkedHashMap<>();
      run.out()
          .lines()
          .forEach(
              line -> {
                int space = line.lastIndexOf(' ');
                String path = line.substring(space + 1);
                if (space > 0 && byPath.containsKey(path)) {
                  matches
                      .computeIfAbsent(path, key -> new TreeSet<>())
                      .add(line.substring(0, space).split(" ", 2)[0]);
                }
              });
      for (String path : byPath.keySet()) {
        TreeSet<String> rulesMatched = matches.get(path);
        verdicts.put(
            path,
            rulesMatched != null
                ? new Verdict.Infected(String.join(",", rulesMatched))
                : unmatched(run, path));
      }
    }

    private static Verdict unmatched(ScannerProcess run, String path) {
      if (run.exit() == ScannerProcess.TOO_SLOW) {
        return new Verdict.NotScanned(Reason.TIMEOUT, "yara did not end in time");
      }
      String complaint =
          run.errors()
              .lines()
              .filter(line -> line.endsWith(path) || line.contains(path + ":"))
              .findFirst()
              .orElse("");
      if (complaint.isEmpty() && run.exit() == 0) {
        return new Verdict.Clean();
      }
      Reason reason = complaint.contains("timeout") ? Reason.TIMEOUT : Reason.ENGINE_ERROR;
      return new Verdict.NotScanned(
          reason, "yara says: " + (complaint.isEmpty() ? run.said() : complaint));
    }

    @Override
    public void close() {}
  }
}
