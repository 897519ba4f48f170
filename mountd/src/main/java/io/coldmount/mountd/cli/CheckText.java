package io.coldmount.mountd.cli;

import io.coldmount.mountd.check.CheckCounts;
import io.coldmount.mountd.check.Problem;
import java.io.IOException;
import java.io.UncheckedIOException;

/** The lines of {@code check}, and its progress on a terminal. */
final class CheckText implements CheckPrinter {

  private static final long PROGRESS_NANOSECONDS = 200_000_000;
  private static final String CLEAR_LINE = "\r\033[K";

  private final Shell shell;
  private long lastShown = System.nanoTime();
  private boolean progressShown;

  CheckText(Shell shell) {
    this.shell = shell;
  }

  @Override
  public void problem(Problem problem) {
    line("problem: " + sentence(problem.where(), problem.detail()));
  }

  @Override
  public void note(String where, String detail) {
    line("note: " + sentence(where, detail));
  }

  /** Details of image errors name the place already. */
  private static String sentence(String where, String detail) {
    return detail.startsWith(where) ? detail : where + ": " + detail;
  }

  private void line(String text) {
    clearProgress();
    try {
      shell.out().line(Text.oneLine(text));
      shell.out().flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void looking(CheckCounts counts) {
    if (!shell.errorsAreTerminal()) {
      return;
    }
    long now = System.nanoTime();
    if (now - lastShown > PROGRESS_NANOSECONDS) {
      lastShown = now;
      progressShown = true;
      shell.err().print(CLEAR_LINE + "checked " + looked(counts) + " ...");
      shell.err().flush();
    }
  }

  private void clearProgress() {
    if (progressShown) {
      progressShown = false;
      shell.err().print(CLEAR_LINE);
      shell.err().flush();
    }
  }

  private static String looked(CheckCounts counts) {
    String data =
        counts.bytesRead() > 0
            ? Text.size(counts.bytesRead()) + " read"
            : Text.size(counts.dataBytes()) + " of data located";
    return Text.count(counts.folders(), "folder")
        + ", "
        + Text.count(counts.files(), "file")
        + ", "
        + data;
  }

  @Override
  public void end(CheckCounts counts) {
    String problems =
        counts.problems() == 0 ? "no problems" : Text.count(counts.problems(), "problem");
    line(
        "Checked "
            + Text.count(counts.links(), "disk link")
            + ", "
            + Text.count(counts.fileSystems(), "file system")
            + ", "
            + looked(counts)
            + ": "
            + problems
            + ".");
  }

  @Override
  public void close() {
    clearProgress();
  }
}
