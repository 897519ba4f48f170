package io.coldmount.mountd.fuse;

import java.util.OptionalLong;

/**
 * How a tree is mounted. Every mount is read-only, without device nodes and set-user-id programs.
 *
 * @param fsname what {@code mount} and {@code df} show as the source: the image
 * @param allowOther let every user in, not only the one who mounts
 * @param defaultPermissions let the kernel check the guest's modes and owners; without it whoever
 *     gets in may read all, as a restore wants it
 * @param noexec forbid to run programs
 * @param nonEmpty allow a mountpoint that holds files, which are hidden meanwhile
 * @param userId the owner to show for every file, instead of the guest's
 * @param groupId likewise the group
 * @param fileMask permission bits to hide on everything but folders
 * @param directoryMask permission bits to hide on folders
 * @param maxThreads the most requests served at once, at least 1
 */
public record MountOptions(
    String fsname,
    boolean allowOther,
    boolean defaultPermissions,
    boolean noexec,
    boolean nonEmpty,
    OptionalLong userId,
    OptionalLong groupId,
    int fileMask,
    int directoryMask,
    int maxThreads) {

  /** The most permissible threads: each holds a reply buffer of a mebibyte. */
  public static final int THREAD_LIMIT = 256;

  public MountOptions {
    if (maxThreads < 1 || maxThreads > THREAD_LIMIT) {
      throw new IllegalArgumentException(
          "max_threads=" + maxThreads + " is not between 1 and " + THREAD_LIMIT);
    }
    if ((fileMask & ~07777) != 0 || (directoryMask & ~07777) != 0) {
      throw new IllegalArgumentException("a mask has permission bits only, at most 7777");
    }
  }

  /** The usual: only the user who mounts sees the files, and may read all of them. */
  public static MountOptions of(String fsname) {
    return new MountOptions(
        fsname, false, false, false, false, OptionalLong.empty(), OptionalLong.empty(), 0, 0, 10);
  }
}
