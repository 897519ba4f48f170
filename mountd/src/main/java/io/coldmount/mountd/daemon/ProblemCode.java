package io.coldmount.mountd.daemon;

import java.util.Locale;

/**
 * What went wrong, for programs: the field {@code code} of a problem document. A code is never used
 * for something else; those that the command line has too mean the same there.
 */
public enum ProblemCode {
  BAD_REQUEST(400, "The request cannot be understood."),
  FORBIDDEN(403, "This user may not do that."),
  NOT_FOUND(404, "There is no such thing."),
  PATH(404, "There is no such file in the guest, or it is of the wrong type."),
  METHOD_NOT_ALLOWED(405, "The method does not fit the path."),
  BUSY(409, "It is in use."),
  TOO_LARGE(413, "The request is too large."),
  MEDIA_TYPE(415, "The body is not JSON."),
  RANGE(416, "The range lies outside the file."),
  DISK(422, "A disk file is missing, is not readable, or is not a file."),
  CORRUPT(422, "The image contradicts its format, or part of it is missing."),
  UNSUPPORTED(422, "The image uses a feature that Coldmount does not read."),
  PARENT(422, "A parent of a snapshot is missing, or is not the one its child names."),
  NO_FILE_SYSTEM(422, "There is no such volume, or none with a file system that can be read."),
  MOUNTPOINT(422, "The mountpoint is missing, is not an empty directory, or is in use."),
  UNAVAILABLE(422, "The data is not on the disk or is encrypted, and there is no key."),
  TOO_MANY(429, "This user has too many of these."),
  INTERNAL(500, "An error of Coldmount itself, or of the host."),
  FUSE(500, "FUSE is missing on this host, or may not be used by this user."),
  OVERLOADED(503, "The daemon has too much to do, or is ending.");

  private final int status;
  private final String title;

  ProblemCode(int status, String title) {
    this.status = status;
    this.title = title;
  }

  /** The HTTP status that goes with it. */
  public int status() {
    return status;
  }

  /** One sentence. */
  public String title() {
    return title;
  }

  /** As it is written: {@code no_file_system}. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
