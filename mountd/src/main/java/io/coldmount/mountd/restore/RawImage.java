package io.coldmount.mountd.restore;

import io.coldmount.fs.FileName;
import io.coldmount.fs.Node;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * A file of the host that becomes a copy of an image, with its holes. It has its name only when it
 * is complete; {@link #cancel}, from any thread, takes away what there is until then.
 */
public final class RawImage {

  private final Path target;
  private final boolean overwrite;
  private final Path temporary;

  /** Guarded by this. */
  private boolean cancelled;

  /**
   * A copy to be written.
   *
   * @param target an absolute path
   * @param overwrite whether it takes the place of a file that has its name
   */
  public RawImage(Path target, boolean overwrite) {
    this.target = target;
    this.overwrite = overwrite;
    String random = HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
    this.temporary = target.resolveSibling(".coldmount-" + random + ".tmp");
  }

  /**
   * Copies the bytes of {@code image}.
   *
   * @throws TargetException if the copy cannot be written
   * @throws IOException if the image cannot be read to its end
   */
  public void write(Node image, RestoreLog log) throws IOException {
    try {
      int descriptor = create();
      try {
        fill(descriptor, image, log);
        place();
      } finally {
        Posix.CALLS.unlinkat(Posix.AT_FDCWD, path(temporary), 0); // gone if all went well
      }
    } catch (HostException e) {
      throw new TargetException(target + " was not written: " + e.getMessage() + ".", e);
    }
  }

  private synchronized int create() throws IOException {
    refuseIfCancelled();
    int flags = Posix.O_WRONLY | Posix.O_CREAT | Posix.O_EXCL | Posix.O_NOFOLLOW | Posix.O_CLOEXEC;
    return Posix.check(
        Posix.CALLS.openat(Posix.AT_FDCWD, path(temporary), flags, 0666), "making the file");
  }

  private static void fill(int descriptor, Node image, RestoreLog log) throws IOException {
    @Nullable IOException unreadable = null;
    boolean written = false;
    try {
      long size = image.attributes().size();
      new ContentCopy(image, size, new Workspace(), log, null).to(descriptor);
      written = true;
    } catch (ContentCopy.SourceException e) {
      unreadable = e.getCause() instanceof IOException cause ? cause : e;
    } finally {
      int closed = Posix.CALLS.close(descriptor); // servers of NFS tell of a full disk here
      if (written) {
        Posix.check(closed, "writing the file");
      }
    }
    if (unreadable != null) {
      throw unreadable;
    }
  }

  private synchronized void place() throws IOException {
    refuseIfCancelled();
    byte[] from = path(temporary);
    byte[] to = path(target);
    int flags = overwrite ? 0 : Posix.RENAME_NOREPLACE;
    int renamed = Posix.CALLS.renameat2(Posix.AT_FDCWD, from, Posix.AT_FDCWD, to, flags);
    if (renamed < 0 && flags != 0 && Posix.errno() == Posix.EINVAL) {
      // The file system cannot do that in one step; a second name is never given over another.
      renamed = Posix.CALLS.linkat(Posix.AT_FDCWD, from, Posix.AT_FDCWD, to, 0);
    }
    Posix.check(renamed, "giving the file its name");
  }

  private void refuseIfCancelled() throws RefusedException {
    if (cancelled) {
      throw new RefusedException("the copy was cancelled");
    }
  }

  /** From the return on there is either the whole copy or nothing of it. */
  public synchronized void cancel() {
    cancelled = true;
    Posix.CALLS.unlinkat(Posix.AT_FDCWD, path(temporary), 0);
  }

  private static byte[] path(Path path) {
    return Posix.path(FileName.of(path.toString()));
  }
}
