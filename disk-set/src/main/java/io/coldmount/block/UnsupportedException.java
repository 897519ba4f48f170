package io.coldmount.block;

/**
 * The image uses a feature that Coldmount does not read; the feature is named as its format names
 * it.
 */
public final class UnsupportedException extends ImageException {

  /**
   * @param source the containment of the bytes
   * @param feature the feature, named as its specification names it
   */
  public UnsupportedException(String source, String feature) {
    super(source + ": " + feature + " is not supported");
  }

  /**
   * @param advice what the user can do instead, as a clause that follows a semicolon
   */
  public UnsupportedException(String source, String feature, String advice) {
    super(source + ": " + feature + " is not supported; " + advice);
  }
}
