package io.coldmount.block;

/** The image is sound, but these bytes cannot be had from it. */
public final class UnavailableException extends ImageException {

  /** Why the bytes cannot be had. */
  public enum Reason {
    /** Encrypted by the guest's file system, and the key is not here (fscrypt). */
    ENCRYPTED,
    /** Encrypted for some users of the guest, whose keys are not here (EFS). */
    ENCRYPTED_FOR_USERS,
    /** A placeholder: the data is in a cloud store or on another medium. */
    NOT_ON_DISK
  }

  private final Reason reason;

  /**
   * @param source the containment of the bytes
   * @param problem what is missing, as a clause that follows a colon
   */
  public UnavailableException(String source, Reason reason, String problem) {
    super(source + ": " + problem);
    this.reason = reason;
  }

  public Reason reason() {
    return reason;
  }
}
