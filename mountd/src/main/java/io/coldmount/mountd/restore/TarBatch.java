package io.coldmount.mountd.restore;

import io.coldmount.fs.FileName;
import io.coldmount.fs.FileType;
import java.io.IOException;
import java.util.List;

/** Makes the bytes of small entries that stand one after the other in an archive. */
final class TarBatch {

  /** Longer files are made piece by piece. */
  static final long SMALL = 256 * 1024;

  private final RestoreOptions.Streams streams;
  private final RestoreLog log;
  private final Notes notes;

  TarBatch(RestoreOptions.Streams streams, RestoreLog log, Notes notes) {
    this.streams = streams;
    this.log = log;
    this.notes = notes;
  }

  void put(List<TarEntry> entries, ArchiveChunk chunk) throws InterruptedException {
    for (TarEntry entry : entries) {
      int start = chunk.position();
      boolean good = false;
      try {
        good = put(entry, chunk);
      } catch (IOException e) {
        chunk.back(start);
        if (Thread.currentThread().isInterrupted()) {
          throw new InterruptedException(); // nothing is written any more, so nothing is missing
        }
        log.failed(entry.source(), Session.reason(e));
      } finally {
        FirstName naming = entry.naming();
        if (naming != null) {
          naming.is(good);
        }
      }
    }
  }

  private boolean put(TarEntry entry, ArchiveChunk chunk) throws IOException, InterruptedException {
    if (entry.type() == 0) {
      notes.add("an archive has no sockets, so the guest's are left out");
      return false;
    }
    FirstName first = entry.first();
    if (first != null && !first.isGood()) {
      throw new RefusedException("it is another name of a file that failed");
    }
    boolean content = first == null && entry.attributes().type() == FileType.REGULAR;
    if (content) {
      return file(entry, chunk);
    }
    headers(entry, chunk, 0, null);
    done(entry, first == null ? RestoreLog.How.WRITTEN : RestoreLog.How.LINKED);
    return true;
  }

  private void headers(
      TarEntry entry,
      ArchiveChunk chunk,
      long size,
      @org.jspecify.annotations.Nullable SparseMap sparse)
      throws IOException {
    for (String lost : entry.putHeaders(chunk, size, sparse, streams)) {
      log.failed(entry.source(), lost);
    }
  }

  private void done(TarEntry entry, RestoreLog.How how) {
    log.done(
        entry.source(),
        entry.path().toString(),
        entry.attributes().type(),
        how == RestoreLog.How.LINKED ? 0 : entry.attributes().size(),
        how);
  }

  private boolean file(TarEntry entry, ArchiveChunk chunk) throws IOException {
    long size = entry.attributes().size();
    boolean mayHaveHoles = entry.attributes().allocated() < size;
    SparseMap map = mayHaveHoles ? SparseMap.of(entry.node(), size) : null;
    int start = chunk.position();
    try {
      if (map != null && map.isSparse()) {
        sparse(entry, map, chunk);
      } else {
        headers(entry, chunk, size, null);
        chunk.content(entry.node(), 0, (int) size);
        chunk.zeros(TarHeader.padding(size));
      }
    } catch (ContentCopy.SourceException e) {
      chunk.back(start);
      partial(entry, e, chunk);
      return false;
    }
    log.progress(size);
    done(entry, RestoreLog.How.WRITTEN);
    return true;
  }

  private void sparse(TarEntry entry, SparseMap map, ArchiveChunk chunk) throws IOException {
    byte[] encoded = map.encoded();
    headers(entry, chunk, encoded.length + map.dataLength(), map);
    chunk.put(encoded);
    for (SparseMap.Run run : map.runs()) {
      chunk.content(entry.node(), run.position(), (int) run.length());
    }
    chunk.zeros(TarHeader.padding(map.dataLength()));
  }

  /** What could be read goes into the archive under a name that says so. */
  private void partial(TarEntry entry, ContentCopy.SourceException cause, ArchiveChunk chunk)
      throws IOException {
    String reason = Session.reason(cause);
    int length = (int) cause.position();
    if (length == 0) {
      throw new IOException(reason, cause);
    }
    FileName name = Placement.joined(entry.path(), FileName.of(".partial"));
    headers(entry.called(name), chunk, length, null);
    chunk.content(entry.node(), 0, length);
    chunk.zeros(TarHeader.padding(length));
    log.failed(entry.source(), reason + " (the first " + length + " bytes are in " + name + ")");
  }
}
