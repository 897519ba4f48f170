package io.coldmount.mountd.restore;

import io.coldmount.fs.FileName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.List;

/** Copies files and trees of a guest into a folder of this host. */
public final class Restore {

  private final RestoreOptions options;
  private final RestoreLog log;
  private final Cancellation cancellation = new Cancellation();

  /**
   * A run to come; each is run once.
   *
   * @param log is told what is done, what fails, and how far it is
   */
  public Restore(RestoreOptions options, RestoreLog log) {
    this.options = options;
    this.log = log;
  }

  /**
   * Restores {@code sources} into {@code target}, which is made if it is not there. What fails is
   * told to the log and does not end the run.
   *
   * @throws IOException if the target cannot be used, or the run had to end early because of it (a
   *     full disk); what is there by then is complete
   */
  public void run(List<RestoreSource> sources, Path target) throws IOException {
    boolean fresh = make(target);
    int descriptor = open(target);
    Session session = new Session(options, log, descriptor);
    cancellation.begin(session);
    Workspace work = new Workspace();
    HostDirectory top = new HostDirectory(descriptor, null, FileName.of("."), fresh);
    try (Workers workers = new Workers(options.workers())) {
      if (options.resume() && !fresh) {
        HostFolders.clear(descriptor);
      }
      Walk walk = new Walk(session, workers, work);
      for (RestoreSource source : sources) {
        walk.restore(source, top);
      }
    } finally {
      top.release(work);
      cancellation.end();
    }
    HostException end = session.end();
    if (end != null) {
      throw new TargetException(
          target + ": " + end.getMessage() + ", so the rest was not tried (use --resume to go on)",
          end);
    }
  }

  /**
   * Ends a run that goes on in another thread, as soon as the files being written are complete;
   * returns when it has ended.
   */
  public void cancel() {
    cancellation.cancel();
  }

  private static boolean make(Path target) throws IOException {
    if (Files.isDirectory(target)) {
      return false;
    }
    if (Files.exists(target)) {
      throw new NotDirectoryException(target.toString());
    }
    Files.createDirectories(target);
    return true;
  }

  /** The path of the target is the user's own, so links in it are followed. */
  private static int open(Path target) throws HostException {
    byte[] path = Posix.path(target.toAbsolutePath().toString());
    int flags = Posix.O_DIRECTORY | Posix.O_CLOEXEC;
    return Posix.check(
        Posix.CALLS.openat(Posix.AT_FDCWD, path, flags, 0), "opening the target " + target);
  }
}
