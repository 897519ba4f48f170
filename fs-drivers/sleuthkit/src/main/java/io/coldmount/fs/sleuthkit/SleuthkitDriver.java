package io.coldmount.fs.sleuthkit;

import io.coldmount.block.BlockSource;
import io.coldmount.fs.FileSystem;
import io.coldmount.fs.FileSystemDriver;
import io.coldmount.fs.OpenOptions;
import io.coldmount.fs.sleuthkit.process.Library;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** Reads what libtsk reads, in a process of its own. */
public final class SleuthkitDriver implements FileSystemDriver {

  /** The driver's name. */
  public static final String NAME = "sleuthkit";

  /** The option that shows deleted files. */
  public static final String DELETED = "deleted";

  static final String TIMEOUT = "tsk_timeout";
  private static final int MAXIMUM_TIMEOUT = 3600;
  private static final int DEFAULT_TIMEOUT = 120;

  /** For {@link java.util.ServiceLoader}. */
  public SleuthkitDriver() {}

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public List<DriverOption> options() {
    return List.of(
        new DriverOption(
            DELETED,
            "",
            "Show the deleted files that libtsk still finds, in a folder .deleted of each volume."),
        new DriverOption(
            TIMEOUT,
            "SECONDS",
            "How long libtsk may be silent before it is given up, 1 to 3600, usually 120."));
  }

  @Override
  public Optional<Probe> probe(BlockSource volume) throws IOException {
    try {
      return Signatures.foreign(volume).map(Found::probe);
    } catch (Signatures.UnreadableException e) {
      throw e.unreadable();
    }
  }

  @Override
  public Optional<Probe> secondOpinion(BlockSource volume) throws IOException {
    return find(volume).map(Found::probe);
  }

  private static Optional<Found> find(BlockSource volume) throws IOException {
    try {
      Optional<Found> common = Signatures.common(volume);
      return common.isPresent() ? common : Signatures.foreign(volume);
    } catch (Signatures.UnreadableException e) {
      throw e.unreadable();
    }
  }

  @Override
  public Readiness readiness() {
    Library library = Library.find();
    return new Readiness(library.usable(), library.detail());
  }

  @Override
  public FileSystem open(BlockSource volume, OpenOptions options) throws IOException {
    Found found =
        find(volume)
            .orElseThrow(
                () -> new IllegalArgumentException(volume + " holds nothing that libtsk reads"));
    return SleuthkitFileSystem.open(volume, found, options, timeout(options));
  }

  private static int timeout(OpenOptions options) {
    String text = options.values().get(TIMEOUT);
    if (text == null) {
      return DEFAULT_TIMEOUT;
    }
    try {
      int seconds = Integer.parseInt(text);
      if (seconds >= 1 && seconds <= MAXIMUM_TIMEOUT) {
        return seconds;
      }
    } catch (NumberFormatException e) {
      // falls to the error that says what is expected
    }
    throw new IllegalArgumentException(
        "the option "
            + TIMEOUT
            + " needs a number of seconds from 1 to 3600, not \""
            + text
            + "\".");
  }
}
