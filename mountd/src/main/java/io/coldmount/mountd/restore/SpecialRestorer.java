package io.coldmount.mountd.restore;

import io.coldmount.fs.Attributes;
import io.coldmount.fs.FileName;
import io.coldmount.fs.FileType;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Restores what is neither a file nor a folder: symbolic links, devices, FIFOs, sockets. */
final class SpecialRestorer {

  private final Session session;

  SpecialRestorer(Session session) {
    this.session = session;
  }

  void restore(Entry entry, Workspace work) {
    try {
      place(entry, work);
    } catch (IOException e) {
      session.failed(entry.source(), e);
    }
  }

  private void place(Entry entry, Workspace work) throws IOException {
    HostDirectory target = entry.target();
    FileType type = entry.attributes().type();
    if (!target.fresh()) {
      HostStatus standing = HostStatus.of(target.descriptor(), entry.name(), work);
      boolean restored =
          standing != null && session.options.resume() && isRestored(standing, entry.attributes());
      if (restored || (standing != null && !session.placement.wanted(target, standing))) {
        session.log.done(entry.source(), entry.shownTarget(), type, 0, RestoreLog.How.KEPT);
        return;
      }
    }
    FileName temporary = session.placement.temporary();
    make(entry, temporary);
    boolean placed = false;
    try {
      HostStatus made = dress(entry, temporary, work);
      FileName name = session.placement.commit(target, temporary, entry.name(), made, work);
      placed = true;
      session.log.done(entry.source(), target.shown(name), type, 0, RestoreLog.How.WRITTEN);
    } finally {
      if (!placed) {
        Posix.CALLS.unlinkat(target.descriptor(), Posix.path(temporary), 0);
      }
    }
  }

  private static boolean isRestored(HostStatus standing, Attributes wanted) {
    return standing.typeBits() == wanted.type().modeBits()
        && standing.modified().equals(wanted.modified());
  }

  private static void make(Entry entry, FileName temporary) throws IOException {
    int folder = entry.target().descriptor();
    Attributes attributes = entry.attributes();
    byte[] path = Posix.path(temporary);
    if (attributes.type() == FileType.SYMBOLIC_LINK) {
      FileName to = LinkText.of(entry.node());
      Posix.check(Posix.CALLS.symlinkat(Posix.path(to), folder, path), "making the link");
      return;
    }
    boolean device =
        attributes.type() == FileType.CHARACTER_DEVICE
            || attributes.type() == FileType.BLOCK_DEVICE;
    long number = device ? deviceNumber(attributes.deviceMajor(), attributes.deviceMinor()) : 0;
    int mode = attributes.type().modeBits() | 0600;
    String doing = "making the " + attributes.type().name().toLowerCase(java.util.Locale.ROOT);
    Posix.check(Posix.CALLS.mknodat(folder, path, mode, number), doing.replace('_', ' '));
  }

  /** As makedev(3) packs the two. */
  static long deviceNumber(long major, long minor) {
    return (minor & 0xFF)
        | ((major & 0xFFF) << 8)
        | ((minor & ~0xFFL) << 12)
        | ((major & ~0xFFFL) << 32);
  }

  /**
   * Gives it its attributes through a descriptor, so that nothing that was swapped in gets them.
   */
  private @Nullable HostStatus dress(Entry entry, FileName temporary, Workspace work)
      throws HostException {
    int flags = Posix.O_PATH | Posix.O_NOFOLLOW | Posix.O_CLOEXEC;
    int descriptor =
        Posix.check(
            Posix.CALLS.openat(entry.target().descriptor(), Posix.path(temporary), flags, 0),
            "opening what was made");
    try {
      for (String lost :
          session.metadata.apply(descriptor, true, entry.node(), entry.attributes(), work)) {
        session.log.failed(entry.source(), lost);
      }
      return entry.target().fresh() ? null : HostStatus.of(descriptor, work);
    } finally {
      Posix.CALLS.close(descriptor);
    }
  }
}
