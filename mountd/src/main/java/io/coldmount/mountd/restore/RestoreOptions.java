package io.coldmount.mountd.restore;

/**
 * How files are restored.
 *
 * @param existing what is done where something stands already
 * @param resume take a file that stands there with the guest's size and time as restored, and clear
 *     away what an interrupted run has left
 * @param verify read every file again from the disk and compare
 * @param streams where alternate data streams go
 * @param selection which entries are left out
 * @param owners which owners the restored files get
 * @param workers how many threads fill files, at least 1
 */
public record RestoreOptions(
    Existing existing,
    boolean resume,
    boolean verify,
    Streams streams,
    Selection selection,
    Owners owners,
    int workers) {

  /** What is done with a file whose place is taken. A folder joins a folder that stands there. */
  public enum Existing {
    /** It is not restored, and reported. */
    REFUSE,
    /** It replaces what stands there, when it is complete. */
    OVERWRITE,
    /** What stands there stays, without a report. */
    KEEP,
    /** It gets a name that is free: {@code NAME.restored}, {@code NAME.restored-2}. */
    RENAME
  }

  /** Where alternate data streams go. */
  public enum Streams {
    /** To {@code user.NAME} attributes of the file. */
    XATTRS,
    /** To files beside it, called {@code FILE:STREAM}. */
    FILES,
    /** Nowhere. */
    NONE
  }

  public RestoreOptions {
    if (workers < 1) {
      throw new IllegalArgumentException("there must be at least 1 worker");
    }
  }

  /** Everything, nothing replaced. */
  public static RestoreOptions usual() {
    return new RestoreOptions(
        Existing.REFUSE,
        false,
        false,
        Streams.XATTRS,
        Selection.ALL,
        Owners.BY_NUMBER,
        defaultWorkers());
  }

  /** As many threads as keep this machine busy, but not so many that buffers fill the memory. */
  public static int defaultWorkers() {
    return Math.clamp(Runtime.getRuntime().availableProcessors(), 2, 8);
  }
}
