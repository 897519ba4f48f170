package io.coldmount.mountd.restore;

import io.coldmount.fs.Attributes;
import io.coldmount.fs.FileName;
import io.coldmount.fs.FileType;
import io.coldmount.fs.Node;
import io.coldmount.mountd.restore.HardLinks.Original;
import io.coldmount.mountd.restore.HardLinks.Outcome;
import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Restores regular files. */
final class FileRestorer {

  private final Session session;
  private final LinkRestorer linker;

  FileRestorer(Session session) {
    this.session = session;
    this.linker = new LinkRestorer(session);
  }

  /** Restores a file, or makes it another name of one that was restored before. */
  void restore(Entry entry, Workspace work) {
    if (entry.attributes().linkCount() < 2) {
      make(entry, null, work);
      return;
    }
    entry.target().hold(); // for the name that may have to wait
    Original original =
        session.links.claim(
            entry.fileSystem(), entry.node().id(), (first, w) -> other(entry, first, w), work);
    if (original != null) {
      make(entry, original, work);
      entry.target().release(work);
    }
  }

  private void other(Entry entry, Outcome first, Workspace work) {
    switch (first) {
      case Outcome.Made made -> {
        if (!linker.link(entry, made, work)) {
          make(entry, null, work);
        }
      }
      case Outcome.Failed() ->
          session.log.failed(entry.source(), "it is another name of a file that failed");
      case Outcome.PassedOver() -> restore(entry, work);
    }
    entry.target().release(work);
  }

  private void make(Entry entry, @Nullable Original original, Workspace work) {
    Outcome outcome = new Outcome.Failed();
    try {
      outcome = place(entry, original != null, work);
      if (session.options.streams() == RestoreOptions.Streams.FILES) {
        streams(entry, work);
      }
    } catch (IOException e) {
      session.failed(entry.source(), e);
    } finally {
      if (original != null) {
        original.end(outcome, work);
      }
    }
  }

  private Outcome place(Entry entry, boolean hasOtherNames, Workspace work) throws IOException {
    HostDirectory target = entry.target();
    if (!target.fresh()) {
      HostStatus standing = HostStatus.of(target.descriptor(), entry.name(), work);
      if (standing != null) {
        if (session.options.resume() && isRestored(standing, entry.attributes())) {
          return keep(entry, new Outcome.Made(target.path(), entry.name(), standing));
        }
        if (!session.placement.wanted(target, standing)) {
          return keep(entry, new Outcome.PassedOver());
        }
      }
    }
    FileName temporary = session.placement.temporary();
    int descriptor = create(target, temporary);
    boolean placed = false;
    try {
      HostStatus made = fill(entry, descriptor, temporary, hasOtherNames, work);
      FileName name = session.placement.commit(target, temporary, entry.name(), made, work);
      placed = true;
      session.log.done(
          entry.source(),
          target.shown(name),
          FileType.REGULAR,
          entry.attributes().size(),
          RestoreLog.How.WRITTEN);
      return made == null ? new Outcome.PassedOver() : new Outcome.Made(target.path(), name, made);
    } finally {
      Posix.CALLS.close(descriptor);
      if (!placed) {
        Posix.CALLS.unlinkat(target.descriptor(), Posix.path(temporary), 0);
      }
    }
  }

  private Outcome keep(Entry entry, Outcome outcome) {
    session.log.done(entry.source(), entry.shownTarget(), FileType.REGULAR, 0, RestoreLog.How.KEPT);
    session.log.progress(entry.attributes().size());
    return outcome;
  }

  /** An interrupted run leaves no file under its own name that is not complete. */
  private static boolean isRestored(HostStatus standing, Attributes wanted) {
    return standing.typeBits() == FileType.REGULAR.modeBits()
        && standing.size() == wanted.size()
        && standing.modified().equals(wanted.modified());
  }

  private static int create(HostDirectory target, FileName temporary) throws HostException {
    int flags = Posix.O_RDWR | Posix.O_CREAT | Posix.O_EXCL | Posix.O_NOFOLLOW | Posix.O_CLOEXEC;
    return Posix.check(
        Posix.CALLS.openat(target.descriptor(), Posix.path(temporary), flags, 0600),
        "making the file");
  }

  /** Writes all of a file but its name. */
  private @Nullable HostStatus fill(
      Entry entry, int descriptor, FileName temporary, boolean hasOtherNames, Workspace work)
      throws IOException {
    Node node = entry.node();
    long size = entry.attributes().size();
    MessageDigest digest = session.options.verify() ? sha256() : null;
    try {
      new ContentCopy(node, size, work, session.log, digest).to(descriptor);
    } catch (ContentCopy.SourceException e) {
      throw partial(entry, descriptor, temporary, e, work);
    }
    if (digest != null
        && !Arrays.equals(digest.digest(), Verification.of(descriptor, size, work))) {
      throw new RefusedException("what was written is not what is read again");
    }
    for (String lost : session.metadata.apply(descriptor, false, node, entry.attributes(), work)) {
      session.log.failed(entry.source(), lost);
    }
    boolean mustKnow = hasOtherNames || !entry.target().fresh();
    return mustKnow ? HostStatus.of(descriptor, work) : null;
  }

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  /** Keeps what could be read; says in one sentence where it ends and why. */
  private IOException partial(
      Entry entry,
      int descriptor,
      FileName temporary,
      ContentCopy.SourceException cause,
      Workspace work) {
    String reason = Session.reason(cause);
    if (cause.position() == 0) {
      return new IOException(reason, cause);
    }
    try {
      Posix.check(Posix.CALLS.ftruncate(descriptor, cause.position()), "setting the size");
      // What could be read of a secret is a secret too.
      session.metadata.apply(descriptor, false, null, entry.attributes(), work);
      FileName name =
          session.placement.commitPartial(entry.target(), temporary, entry.name(), work);
      return new IOException(
          reason + " (the first " + cause.position() + " bytes are in " + name + ")", cause);
    } catch (IOException e) {
      return new IOException(
          reason + " (and what could be read was not kept: " + Session.reason(e) + ")", cause);
    }
  }

  private void streams(Entry entry, Workspace work) throws IOException {
    for (Node.Stream stream : entry.node().streams()) {
      Node content = entry.node().stream(stream.name());
      FileName name =
          Placement.joined(Placement.joined(entry.name(), FileName.of(":")), stream.name());
      if (content != null) {
        make(StreamEntry.of(entry, content, stream, name), null, work);
      }
    }
  }
}
