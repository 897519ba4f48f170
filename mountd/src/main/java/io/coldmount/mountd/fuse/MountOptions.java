package io.coldmount.mountd.fuse;

import java.time.Duration;
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
 * @param symlinks what becomes of the guest's symbolic links
 * @param backend the way to mount
 * @param rings whether requests come through io_uring
 * @param autoUnmount have a helper program end the mount should this process die
 * @param idle end the mount when nobody has used it for so long; zero for never
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
    int maxThreads,
    Symlinks symlinks,
    Backend.Choice backend,
    Rings rings,
    boolean autoUnmount,
    Duration idle) {

  /** What becomes of the guest's symbolic links. */
  public enum Symlinks {
    /** Every link leads where it leads in the guest, and never out of the mount. */
    GUEST,
    /** As they are stored: programs of the host follow them into the host. */
    RAW,
    /** They are not shown. */
    HIDE
  }

  /** Whether requests come through io_uring. */
  public enum Rings {
    /** Where the kernel offers it. */
    AUTO,
    /** Always: without it there is no mount. */
    ON,
    /** Never. */
    OFF
  }

  /** The most permissible threads: each may hold a reply buffer of a mebibyte for a long read. */
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
        fsname,
        false,
        false,
        false,
        false,
        OptionalLong.empty(),
        OptionalLong.empty(),
        0,
        0,
        10,
        Symlinks.GUEST,
        Backend.Choice.NATIVE,
        Rings.AUTO,
        false,
        Duration.ZERO);
  }

  /** The same, mounted another way. */
  public MountOptions by(Backend.Choice way) {
    return with(symlinks, way, rings, autoUnmount, idle);
  }

  /** The same with another way to show links. */
  public MountOptions with(Symlinks policy) {
    return with(policy, backend, rings, autoUnmount, idle);
  }

  /** The same, with or without io_uring. */
  public MountOptions with(Rings use) {
    return with(symlinks, backend, use, autoUnmount, idle);
  }

  /** The same with an end: after some time without use, or with the process. */
  public MountOptions ending(Duration afterIdle, boolean withProcess) {
    return with(symlinks, backend, rings, withProcess, afterIdle);
  }

  private MountOptions with(
      Symlinks policy, Backend.Choice way, Rings use, boolean withProcess, Duration afterIdle) {
    return new MountOptions(
        fsname,
        allowOther,
        defaultPermissions,
        noexec,
        nonEmpty,
        userId,
        groupId,
        fileMask,
        directoryMask,
        maxThreads,
        policy,
        way,
        use,
        withProcess,
        afterIdle);
  }
}
