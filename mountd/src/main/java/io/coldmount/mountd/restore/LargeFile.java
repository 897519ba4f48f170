package io.coldmount.mountd.restore;

import io.coldmount.fs.FileName;
import io.coldmount.fs.FileType;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A file whose pieces are read at the same time. Its length is in the archive before its content,
 * so a piece that cannot be read is zeros there; the file then counts as failed, and an entry
 * behind it says so in the archive itself.
 */
final class LargeFile {

  private final TarEntry entry;
  private final RestoreLog log;
  private final CountDownLatch pieces;
  private final AtomicReference<@Nullable String> fault = new AtomicReference<>();

  LargeFile(TarEntry entry, int pieces, RestoreLog log) {
    this.entry = entry;
    this.pieces = new CountDownLatch(pieces);
    this.log = log;
  }

  void piece(long position, int length, ArchiveChunk chunk) {
    int start = chunk.position();
    try {
      chunk.content(entry.node(), position, length);
    } catch (ContentCopy.SourceException e) {
      chunk.zeros(length - (chunk.position() - start));
      fault.compareAndSet(null, "from " + e.position() + " on: " + Session.reason(e));
    } finally {
      pieces.countDown();
    }
    log.progress(length);
  }

  /** Ends the content. All pieces were begun before this, so they end by themselves. */
  void end(SparseMap map, ArchiveChunk chunk) throws InterruptedException {
    chunk.zeros(TarHeader.padding(map.dataLength()));
    pieces.await();
    String why = fault.get();
    if (why == null) {
      log.done(
          entry.source(),
          entry.path().toString(),
          FileType.REGULAR,
          map.size(),
          RestoreLog.How.WRITTEN);
      return;
    }
    String sentence = "its copy in the archive is not complete, " + why;
    log.failed(entry.source(), sentence);
    mark(chunk, (entry.path() + ": " + sentence + ".\n").getBytes(StandardCharsets.UTF_8));
  }

  private void mark(ArchiveChunk chunk, byte[] text) {
    FileName name = Placement.joined(entry.path(), FileName.of(".partial"));
    if (name.length() > TarHeader.NAME_FIELD) {
      PaxRecords records = new PaxRecords();
      records.add("path", name);
      TarEntry.extended(chunk, records);
    }
    chunk.header(
        new TarHeader(name, 0600, 0, 0, text.length, 0, TarHeader.REGULAR, TarHeader.NONE, 0, 0));
    chunk.put(text);
    chunk.zeros(TarHeader.padding(text.length));
  }
}
