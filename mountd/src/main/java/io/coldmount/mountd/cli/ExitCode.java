package io.coldmount.mountd.cli;

import java.util.Arrays;
import java.util.List;

/**
 * What the number that a command ends with means. Numbers are never reused: a meaning that goes
 * away takes its number with it.
 */
public enum ExitCode {
  OK(0, "Success."),
  INTERNAL(1, "An error of Coldmount itself, or of the host, that no other number names."),
  USAGE(2, "The command line cannot be understood, or asks for what Coldmount does not do."),
  DISK(10, "A disk file is missing, is not readable, or is not a disk."),
  CORRUPT(11, "The image contradicts its format, or part of it is missing."),
  UNSUPPORTED(12, "The image uses a feature that Coldmount does not read."),
  PARENT(13, "A parent of a snapshot is missing, or is not the one its child names."),
  NO_FILE_SYSTEM(14, "There is no such volume, or none with a file system that can be read."),
  MOUNTPOINT(15, "The mountpoint is missing, is not an empty directory, or is in use."),
  FUSE(16, "FUSE is missing on this host, or may not be used by this user."),
  NOT_MOUNTED(17, "Nothing of Coldmount's is mounted there."),
  PATH(18, "There is no such file in the guest, or it is of the wrong type."),
  BUSY(19, "The mount is in use, so it cannot be unmounted."),
  PROBLEMS_FOUND(20, "The check found problems."),
  OUTPUT(21, "The output cannot be written, for example because the file system is full."),
  UNAVAILABLE(22, "The data is not on the disk or is encrypted, and there is no key."),
  INCOMPLETE(23, "Not everything could be restored; the messages say what, and why."),
  DAEMON(24, "The daemon cannot start, or one is running already."),
  INTERRUPTED(130, "Interrupted by Ctrl-C."),
  READER_GONE(141, "The reader of standard output has gone, as in \"| head\".");

  private final int number;
  private final String meaning;

  ExitCode(int number, String meaning) {
    this.number = number;
    this.meaning = meaning;
  }

  public int number() {
    return number;
  }

  /** One sentence for the help and the manual. */
  public String meaning() {
    return meaning;
  }

  /** Lines of the form {@code number:meaning}, as the help lists them. */
  static List<String> lines() {
    return Arrays.stream(values()).map(code -> code.number + ":" + code.meaning).toList();
  }
}
