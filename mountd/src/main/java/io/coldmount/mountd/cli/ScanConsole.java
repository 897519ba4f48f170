package io.coldmount.mountd.cli;

import io.coldmount.mountd.scan.ScanListener;
import io.coldmount.mountd.scan.ScanTotals;
import io.coldmount.mountd.scan.Verdict;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Tells people what a scan finds, as it finds it. */
final class ScanConsole implements ScanListener {

  private final Shell shell;
  private final ProgressLine progress;
  private long bytes;

  ScanConsole(Shell shell) {
    this.shell = shell;
    progress = new ProgressLine(shell, true);
  }

  @Override
  public synchronized void answer(String shown, Verdict verdict, long scanned) {
    bytes += scanned;
    progress.show(bytes);
    switch (verdict) {
      case Verdict.Clean() -> {}
      case Verdict.Infected(String signature) -> line("INFECTED " + shown + ": " + signature);
      case Verdict.NotScanned(Verdict.Reason reason, String detail) ->
          line("NOT SCANNED " + shown + ": " + reason.word() + ": " + detail);
    }
  }

  private void line(String text) {
    progress.clear();
    try {
      shell.out().line(Text.oneLine(text));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  synchronized void summary(ScanTotals totals, String engine) throws IOException {
    progress.clear();
    String unchanged =
        totals.unchanged() == 0 ? "" : totals.unchanged() + " unchanged and not scanned again, ";
    shell
        .out()
        .line(
            Text.oneLine(
                totals.infected()
                    + " infected, "
                    + totals.notScanned()
                    + " not scanned, "
                    + totals.clean()
                    + " clean, "
                    + unchanged
                    + Text.size(totals.bytes())
                    + " scanned by "
                    + engine));
  }
}
