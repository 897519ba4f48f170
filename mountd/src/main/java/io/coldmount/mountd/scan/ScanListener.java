package io.coldmount.mountd.scan;

/** Hears of every answer, from several threads, one at a time. */
public interface ScanListener {

  /**
   * The answer for one file.
   *
   * @param shown its volume and path
   */
  void answer(String shown, Verdict verdict, long bytes);
}
