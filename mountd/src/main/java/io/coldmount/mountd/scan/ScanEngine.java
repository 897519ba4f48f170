package io.coldmount.mountd.scan;

import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import java.util.function.BiConsumer;

/** A malware scanner. */
public interface ScanEngine extends Closeable {

  /** What it is, with its version: {@code clamd: ClamAV 1.4.3}. */
  String description();

  /** The largest file it takes, in bytes. */
  long limit();

  /** How many files it likes to be given at once. */
  int batch();

  /** A scanner for one thread. */
  Scanner scanner() throws IOException;

  @Override
  void close() throws IOException;

  /** Scans for one thread. */
  interface Scanner extends AutoCloseable {

    /**
     * Scans {@code targets}; {@code verdicts} hears of each exactly once, in this call, a later
     * one, or {@link #finish}.
     *
     * @throws EngineGoneException if the engine does not answer any more; then of some, nothing was
     *     heard
     */
    void scan(List<ScanTarget> targets, BiConsumer<ScanTarget, Verdict> verdicts)
        throws EngineGoneException, InterruptedException;

    /** Waits until {@code verdicts} has heard of all targets; throws as {@link #scan} does. */
    default void finish(BiConsumer<ScanTarget, Verdict> verdicts)
        throws EngineGoneException, InterruptedException {}

    @Override
    void close();
  }

  /** The engine has gone, so that no file can be scanned any more. */
  final class EngineGoneException extends IOException {

    private static final long serialVersionUID = 1L;

    EngineGoneException(String message, Throwable cause) {
      super(message, cause);
    }
  }
}
