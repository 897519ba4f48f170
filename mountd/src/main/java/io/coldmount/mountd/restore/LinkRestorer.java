package io.coldmount.mountd.restore;

import io.coldmount.fs.FileName;
import io.coldmount.fs.FileType;
import io.coldmount.mountd.restore.HardLinks.Outcome;
import java.io.IOException;
import java.util.List;

/** Makes further names of files that this run has restored. */
final class LinkRestorer {

  private final Session session;

  LinkRestorer(Session session) {
    this.session = session;
  }

  /**
   * Makes {@code entry} another name of {@code first}, and reports it.
   *
   * @return false if the target cannot do that, so that the file must be copied
   */
  boolean link(Entry entry, Outcome.Made first, Workspace work) {
    try {
      return place(entry, first, work);
    } catch (IOException e) {
      session.failed(entry.source(), e);
      return true;
    }
  }

  private boolean place(Entry entry, Outcome.Made first, Workspace work) throws IOException {
    HostDirectory target = entry.target();
    HostStatus standing =
        target.fresh() ? null : HostStatus.of(target.descriptor(), entry.name(), work);
    if (standing != null) {
      if (isSame(standing, first.status())) {
        done(entry, entry.name(), RestoreLog.How.KEPT);
        return true;
      }
      if (!session.placement.wanted(target, standing)) {
        done(entry, entry.name(), RestoreLog.How.KEPT);
        return true;
      }
    }
    FileName temporary = session.placement.temporary();
    if (!linkTo(first, target, temporary, work)) {
      return false;
    }
    boolean placed = false;
    try {
      FileName name =
          session.placement.commit(target, temporary, entry.name(), first.status(), work);
      placed = true;
      done(entry, name, RestoreLog.How.LINKED);
    } finally {
      if (!placed) {
        Posix.CALLS.unlinkat(target.descriptor(), Posix.path(temporary), 0);
      }
    }
    return true;
  }

  private void done(Entry entry, FileName name, RestoreLog.How how) {
    session.log.done(entry.source(), entry.target().shown(name), FileType.REGULAR, 0, how);
    session.log.progress(entry.attributes().size());
  }

  private static boolean isSame(HostStatus one, HostStatus other) {
    return one.inode() == other.inode() && one.device() == other.device();
  }

  private boolean linkTo(
      Outcome.Made first, HostDirectory target, FileName temporary, Workspace work)
      throws IOException {
    int folder = walk(first.folder());
    try {
      HostStatus now = HostStatus.of(folder, first.name(), work);
      if (now == null || !isSame(now, first.status())) {
        throw new RefusedException("the first name of the file has been replaced meanwhile");
      }
      int result =
          Posix.CALLS.linkat(
              folder, Posix.path(first.name()), target.descriptor(), Posix.path(temporary), 0);
      if (result < 0) {
        session.notes.add(
            "the target cannot give a file several names ("
                + Posix.CALLS.strerror(Posix.errno())
                + "), so each is a copy");
      }
      return result == 0;
    } finally {
      Posix.CALLS.close(folder);
    }
  }

  /** Opens a folder below the target's top, one name after the other, following no link. */
  private int walk(List<FileName> names) throws HostException {
    int at = HostFolders.open(session.top, FileName.of("."), "opening the target");
    for (FileName name : names) {
      int next;
      try {
        next = HostFolders.open(at, name, "opening the folder of its first name");
      } finally {
        Posix.CALLS.close(at);
      }
      at = next;
    }
    return at;
  }
}
