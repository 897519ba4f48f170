package io.coldmount.mountd.restore;

import io.coldmount.fs.FileName;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Puts what is complete in its place, under the rules for what stands there. */
final class Placement {

  private static final String PREFIX = ".coldmount-";
  private static final String SUFFIX = ".tmp";

  /** Tries for a free name; a folder with more of them is answered with an error. */
  private static final int MOST_NAMES = 1000;

  private static final String TAKEN =
      "another entry of this copy has its name there, or one that the target takes for it (is it"
          + " case-insensitive?), and would be overwritten";

  private final RestoreOptions.Existing existing;
  private final String run = HexFormat.of().toHexDigits(new SecureRandom().nextLong());
  private final AtomicLong count = new AtomicLong();

  Placement(RestoreOptions.Existing existing) {
    this.existing = existing;
  }

  /** A name that nobody can foresee, so that no guest has it and nobody waits for it. */
  FileName temporary() {
    return FileName.of(PREFIX + run + "-" + Long.toHexString(count.incrementAndGet()) + SUFFIX);
  }

  /** Whether an interrupted run can have left a file of this name. */
  static boolean isTemporary(String name) {
    return name.startsWith(PREFIX) && name.endsWith(SUFFIX);
  }

  /**
   * Whether an entry is to be made at all; asked before the work of making it.
   *
   * @param standing what stands in its place
   * @return false if what stands there is to stay
   */
  boolean wanted(HostDirectory directory, HostStatus standing) throws RefusedException {
    if (directory.hasWritten(standing.inode())) {
      throw new RefusedException(TAKEN);
    }
    return switch (existing) {
      case OVERWRITE, RENAME -> true;
      case KEEP -> false;
      case REFUSE -> throw refused();
    };
  }

  private static RefusedException refused() {
    return new RefusedException(
        "something of that name is there already (choose --overwrite, --keep, --rename or"
            + " --resume)");
  }

  /**
   * Renames a complete entry to the name it is to have, and returns that.
   *
   * @param made the status of what has the temporary name; needed in folders that stood there
   */
  FileName commit(
      HostDirectory directory,
      FileName temporary,
      FileName wanted,
      @Nullable HostStatus made,
      Workspace work)
      throws HostException, RefusedException {
    FileName name = wanted;
    for (int attempt = 1; attempt <= MOST_NAMES; attempt++) {
      if (rename(directory, temporary, name, work)) {
        note(directory, made);
        return name;
      }
      HostStatus standing = HostStatus.of(directory.descriptor(), name, work);
      if (standing == null) {
        continue; // it has just gone away
      }
      if (!wanted(directory, standing)) {
        throw new RefusedException("something of that name has just appeared there");
      }
      if (existing == RestoreOptions.Existing.OVERWRITE) {
        replace(directory, temporary, name, work);
        note(directory, made);
        return name;
      }
      name = numbered(wanted, ".restored", attempt);
    }
    throw new RefusedException("there are " + MOST_NAMES + " others of that name already");
  }

  private static void note(HostDirectory directory, @Nullable HostStatus made) {
    if (made != null) {
      directory.wrote(made.inode());
    }
  }

  /** What stands there may have been put there by this run since it was looked at. */
  private static void replace(
      HostDirectory directory, FileName temporary, FileName name, Workspace work)
      throws HostException, RefusedException {
    synchronized (directory) {
      HostStatus standing = HostStatus.of(directory.descriptor(), name, work);
      if (standing != null && directory.hasWritten(standing.inode())) {
        throw new RefusedException(TAKEN);
      }
      int fd = directory.descriptor();
      Posix.check(
          Posix.CALLS.renameat2(fd, Posix.path(temporary), fd, Posix.path(name), 0),
          "replacing what stands there");
      // Renaming one name of a file to another name of the same file leaves both.
      Posix.CALLS.unlinkat(fd, Posix.path(temporary), 0);
    }
  }

  /** Keeps a copy that is not complete, beside the place it would have had. */
  FileName commitPartial(
      HostDirectory directory, FileName temporary, FileName wanted, Workspace work)
      throws HostException, RefusedException {
    for (int attempt = 1; attempt <= MOST_NAMES; attempt++) {
      FileName name = numbered(wanted, ".partial", attempt);
      if (rename(directory, temporary, name, work)) {
        return name;
      }
      if (existing == RestoreOptions.Existing.OVERWRITE) {
        replace(directory, temporary, name, work);
        return name;
      }
    }
    throw new RefusedException("there are " + MOST_NAMES + " others of that name already");
  }

  static FileName numbered(FileName name, String suffix, int attempt) {
    String number = attempt == 1 ? "" : "-" + attempt;
    return joined(name, FileName.of(suffix + number));
  }

  static FileName joined(FileName first, FileName second) {
    byte[] bytes = new byte[first.length() + second.length()];
    first.copyTo(bytes, 0);
    second.copyTo(bytes, first.length());
    return FileName.of(bytes);
  }

  /**
   * Renames without replacing anything.
   *
   * @return false if the name is taken
   */
  private static boolean rename(HostDirectory directory, FileName from, FileName to, Workspace work)
      throws HostException {
    int fd = directory.descriptor();
    byte[] source = Posix.path(from);
    byte[] target = Posix.path(to);
    if (Posix.CALLS.renameat2(fd, source, fd, target, Posix.RENAME_NOREPLACE) == 0) {
      return true;
    }
    int errno = Posix.errno();
    if (errno == Posix.EINVAL || errno == Posix.ENOSYS) {
      // A file system without that flag: link(2) never replaces, rename(2) does.
      errno = Posix.CALLS.linkat(fd, source, fd, target, 0) == 0 ? 0 : Posix.errno();
      if (errno == 0) {
        Posix.CALLS.unlinkat(fd, source, 0);
        return true;
      }
      if (errno != Posix.EEXIST) {
        errno = renameLocked(directory, source, to, target, work);
      }
      if (errno == 0) {
        return true;
      }
    }
    if (errno == Posix.EEXIST) {
      return false;
    }
    throw new HostException("giving the complete file its name", errno);
  }

  /** Where there are no hard links either, this run at least does not replace its own. */
  private static int renameLocked(
      HostDirectory directory, byte[] source, FileName to, byte[] target, Workspace work)
      throws HostException {
    synchronized (directory) {
      int fd = directory.descriptor();
      if (HostStatus.of(fd, to, work) != null) {
        return Posix.EEXIST;
      }
      return Posix.CALLS.renameat2(fd, source, fd, target, 0) == 0 ? 0 : Posix.errno();
    }
  }
}
