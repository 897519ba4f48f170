package io.coldmount.mountd.scan;

/**
 * How many files ended how.
 *
 * @param clean scanned and clean
 * @param infected scanned and infected
 * @param notScanned not scanned, or not readable to be listed at all
 * @param unchanged left out because they have not changed since an earlier scan
 * @param bytes that were given to the engine
 */
public record ScanTotals(long clean, long infected, long notScanned, long unchanged, long bytes) {

  /** Of nothing. */
  public static final ScanTotals NONE = new ScanTotals(0, 0, 0, 0, 0);

  ScanTotals plus(Verdict verdict, long scannedBytes) {
    return switch (verdict) {
      case Verdict.Clean c ->
          new ScanTotals(clean + 1, infected, notScanned, unchanged, bytes + scannedBytes);
      case Verdict.Infected i ->
          new ScanTotals(clean, infected + 1, notScanned, unchanged, bytes + scannedBytes);
      case Verdict.NotScanned n ->
          new ScanTotals(clean, infected, notScanned + 1, unchanged, bytes);
    };
  }

  ScanTotals plusUnchanged() {
    return new ScanTotals(clean, infected, notScanned, unchanged + 1, bytes);
  }
}
