package io.coldmount.mountd.scan;

/** What is known of a file after its scan. */
public sealed interface Verdict {

  /** The engine has looked at all of it and found nothing. */
  record Clean() implements Verdict {}

  /**
   * The engine has found something.
   *
   * @param signature what it calls that
   */
  record Infected(String signature) implements Verdict {}

  /**
   * Nothing is known of it.
   *
   * @param detail a sentence without its full stop
   */
  record NotScanned(Reason reason, String detail) implements Verdict {}

  /** Why a file was not scanned; the names in lower case, with hyphens, are part of the report. */
  enum Reason {
    /** Larger than the engine takes. */
    ENGINE_LIMIT,
    /** Larger than the user wants. */
    MAX_SIZE,
    /** Encrypted by the guest, or an archive whose password the engine does not have. */
    ENCRYPTED,
    /** Its data is not on the disk. */
    PLACEHOLDER,
    /** The image is damaged there. */
    DAMAGED,
    /** The image has a feature there that Coldmount does not read. */
    UNSUPPORTED,
    /** The host could not read the image. */
    UNREADABLE,
    /** The engine did not answer in time. */
    TIMEOUT,
    /** The engine said that it failed. */
    ENGINE_ERROR;

    /** As the report writes it. */
    public String word() {
      return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
    }
  }
}
