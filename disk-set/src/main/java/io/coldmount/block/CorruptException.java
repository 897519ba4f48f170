package io.coldmount.block;

/** A structure of the image contradicts its format, or lies outside the bytes that hold it. */
public final class CorruptException extends ImageException {

  /**
   * @param source the containment of the bytes, as {@link BlockSource#name()} gives it
   * @param problem what is wrong, with the offset, the value found and the one expected
   */
  public CorruptException(String source, String problem) {
    super(source + ": " + problem);
  }
}
