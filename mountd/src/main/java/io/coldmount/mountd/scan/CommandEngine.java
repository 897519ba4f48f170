package io.coldmount.mountd.scan;

import io.coldmount.fs.FileName;
import io.coldmount.mountd.scan.Verdict.Reason;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;

/**
 * Any program that takes a path, ends with 0 for a clean file and with 1 for an infected one. It
 * sees the files in a mount of this run's own; a stream, and a name that cannot be an argument, as
 * a file of memory.
 */
final class CommandEngine implements ScanEngine {

  /** Where the path goes. */
  private static final String PLACE = "{}";

  private final List<String> command;
  private final PrivateMount mount;
  private final Duration timeout;

  /**
   * A program for the files of a guest.
   *
   * @param typed the program and its arguments, separated by spaces; quotes hold a word together
   */
  CommandEngine(String typed, PrivateMount mount, Duration timeout) {
    List<String> words = Words.of(typed);
    if (words.isEmpty()) {
      throw new IllegalArgumentException("--engine command: needs a program");
    }
    if (words.stream().noneMatch(word -> word.contains(PLACE))) {
      words.add(PLACE);
    }
    command = List.copyOf(words);
    this.mount = mount;
    this.timeout = timeout;
  }

  @Override
  public String description() {
    return "command: " + String.join(" ", command);
  }

  @Override
  public long limit() {
    return Long.MAX_VALUE;
  }

  @Override
  public int batch() {
    return 1;
  }

  @Override
  public Scanner scanner() {
    return new CommandScanner();
  }

  @Override
  public void close() {}

  private final class CommandScanner implements Scanner {

    @Override
    public void scan(List<ScanTarget> targets, BiConsumer<ScanTarget, Verdict> verdicts)
        throws InterruptedException {
      for (ScanTarget target : targets) {
        verdicts.accept(target, scan(target));
      }
    }

    private Verdict scan(ScanTarget target) throws InterruptedException {
      if (!target.stream() && isArgument(target.path())) {
        return run(mount.path(target.volume(), target.path().toString()).toString());
      }
      try (MemoryCopy copy = MemoryCopy.of(target)) {
        return run(copy.path());
      } catch (IOException e) {
        return ScanTarget.unreadable(e);
      }
    }

    private Verdict run(String path) throws InterruptedException {
      List<String> words = new ArrayList<>();
      command.forEach(word -> words.add(word.replace(PLACE, path)));
      try {
        ScannerProcess run = ScannerProcess.run(words, timeout);
        return switch (run.exit()) {
          case 0 -> new Verdict.Clean();
          case 1 -> new Verdict.Infected(signature(run, path));
          case ScannerProcess.TOO_SLOW ->
              new Verdict.NotScanned(Reason.TIMEOUT, "the program did not end in time");
          default ->
              new Verdict.NotScanned(
                  Reason.ENGINE_ERROR, "the program ended with " + run.exit() + ": " + run.said());
        };
      } catch (IOException e) {
        return new Verdict.NotScanned(
            Reason.ENGINE_ERROR, "the program cannot be run: " + e.getMessage());
      }
    }

    /** As clamscan prints it ({@code PATH: NAME FOUND}), else the first line. */
    private static String signature(ScannerProcess run, String path) {
      for (String line : run.out().lines().toList()) {
        if (line.startsWith(path + ": ") && line.endsWith(" FOUND")) {
          return line.substring(path.length() + 2, line.length() - " FOUND".length());
        }
      }
      return run.out()
          .lines()
          .map(String::strip)
          .filter(l -> !l.isEmpty())
          .findFirst()
          .orElse("infected");
    }

    @Override
    public void close() {}
  }

  /** Whether Java can pass the name to a program byte for byte, in every locale. */
  private static boolean isArgument(FileName path) {
    for (int i = 0; i < path.length(); i++) {
      if (path.at(i) < ' ') {
        return false; // above ASCII, or a control character
      }
    }
    return true;
  }

  /** Where the guest's volumes are mounted for this run. */
  interface PrivateMount {
    Path path(String volume, String path);
  }
}
