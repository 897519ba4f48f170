package io.coldmount.mountd.restore;

import io.coldmount.fs.Attributes;
import io.coldmount.fs.FileName;
import io.coldmount.fs.FileSystem;
import io.coldmount.fs.FileType;
import io.coldmount.fs.Node;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Packs files and trees of a guest into a pax archive. */
public final class TarArchive {

  /** What a batch of small entries may come to before it is made. */
  private static final int BATCH_BYTES = 640 * 1024;

  private static final int HEADERS = 3 * TarHeader.BLOCK;
  private static final int PIECE = 1 << 20;

  private record FileKey(FileSystem fileSystem, long id) {}

  private final RestoreOptions options;
  private final RestoreLog log;
  private final TarPipeline pipeline;
  private final TarBatch small;
  private final Map<FileKey, FirstName> names = new HashMap<>();
  private List<TarEntry> batch = new ArrayList<>();
  private long batchBytes;

  private TarArchive(RestoreOptions options, RestoreLog log, TarPipeline pipeline) {
    this.options = options;
    this.log = log;
    this.pipeline = pipeline;
    small = new TarBatch(options.streams(), log, new Notes(log));
  }

  /**
   * Writes an archive of {@code sources}. What fails is told to the log and does not end it.
   *
   * @param options those that concern the reading side
   * @throws IOException if {@code out} cannot be written
   */
  public static void write(
      List<RestoreSource> sources, WritableByteChannel out, RestoreOptions options, RestoreLog log)
      throws IOException {
    try (TarPipeline pipeline = new TarPipeline(options.workers())) {
      TarArchive archive = new TarArchive(options, log, pipeline);
      Thread walk =
          Thread.ofPlatform().name("archive-walk").daemon().start(() -> archive.walk(sources));
      long written = pipeline.writeTo(out);
      walk.join();
      end(out, written);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  /** Two blocks of zeros, and more up to a whole record of 20 blocks. */
  private static void end(WritableByteChannel out, long written) throws IOException {
    long record = 20L * TarHeader.BLOCK;
    long with = written + 2L * TarHeader.BLOCK;
    ByteBuffer zeros =
        ByteBuffer.allocate((int) (2L * TarHeader.BLOCK + (-with % record + record) % record));
    while (zeros.hasRemaining()) {
      out.write(zeros);
    }
  }

  private void walk(List<RestoreSource> sources) {
    try {
      try {
        new GuestWalk(options.selection(), NameRule.DISTINCT, log, this::entry).walk(sources);
        flush();
      } finally {
        pipeline.end();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Takes one entry of the guest; false ends the walk. */
  private boolean entry(GuestWalk.Found found) throws InterruptedException {
    FileName path = found.path().length() == 0 ? FileName.of(".") : found.path();
    Attributes attributes = found.attributes();
    FirstName first = null;
    FirstName naming = null;
    if (attributes.linkCount() > 1 && attributes.type() != FileType.DIRECTORY) {
      FileKey key = new FileKey(found.fileSystem(), found.node().id());
      first = names.get(key);
      if (first == null) {
        naming = new FirstName(path);
        names.put(key, naming);
      }
    }
    TarEntry entry =
        new TarEntry(
            path, found.fileSystem(), found.node(), attributes, first, naming, found.source());
    if (!add(entry)) {
      return false;
    }
    return options.streams() != RestoreOptions.Streams.FILES || first != null || streams(found);
  }

  private boolean add(TarEntry entry) throws InterruptedException {
    boolean content = entry.first() == null && entry.attributes().type() == FileType.REGULAR;
    long size = content ? entry.attributes().size() : 0;
    if (size > TarBatch.SMALL) {
      return flush() && large(entry);
    }
    batch.add(entry);
    batchBytes += size + HEADERS;
    return batchBytes < BATCH_BYTES || flush();
  }

  private boolean flush() throws InterruptedException {
    List<TarEntry> entries = batch;
    batch = new ArrayList<>();
    batchBytes = 0;
    return entries.isEmpty() || pipeline.append(chunk -> small.put(entries, chunk));
  }

  private boolean streams(GuestWalk.Found found) throws InterruptedException {
    try {
      for (Node.Stream stream : found.node().streams()) {
        Node content = found.node().stream(stream.name());
        if (content != null) {
          GuestWalk.Found beside = GuestWalk.stream(found, content, stream);
          boolean more =
              add(
                  new TarEntry(
                      beside.path(),
                      beside.fileSystem(),
                      beside.node(),
                      beside.attributes(),
                      null,
                      null,
                      beside.source()));
          if (!more) {
            return false;
          }
        }
      }
    } catch (IOException e) {
      log.failed(found.source(), Session.reason(e));
    }
    return true;
  }

  /** A file in pieces that are read at the same time. */
  private boolean large(TarEntry entry) throws InterruptedException {
    FirstName naming = entry.naming();
    SparseMap map;
    try {
      map = SparseMap.of(entry.node(), entry.attributes().size());
    } catch (IOException e) {
      log.failed(entry.source(), Session.reason(e));
      if (naming != null) {
        naming.is(false);
      }
      return true;
    }
    if (naming != null) {
      naming.is(true);
    }
    if (!pipeline.append(chunk -> headers(entry, map, chunk))) {
      return false;
    }
    List<SparseMap.Run> runs =
        map.isSparse() ? map.runs() : List.of(new SparseMap.Run(0, map.size()));
    int pieces = 0;
    for (SparseMap.Run run : runs) {
      pieces += (int) ((run.length() + PIECE - 1) / PIECE);
    }
    LargeFile file = new LargeFile(entry, pieces, log);
    for (SparseMap.Run run : runs) {
      for (long at = run.position(); at < run.end(); at += PIECE) {
        long position = at;
        int length = (int) Math.min(PIECE, run.end() - at);
        if (!pipeline.append(chunk -> file.piece(position, length, chunk))) {
          return false;
        }
      }
    }
    return pipeline.append(chunk -> file.end(map, chunk));
  }

  private void headers(TarEntry entry, SparseMap map, ArchiveChunk chunk) {
    byte @Nullable [] encoded = map.isSparse() ? map.encoded() : null;
    long size = encoded == null ? map.size() : encoded.length + map.dataLength();
    try {
      for (String lost :
          entry.putHeaders(chunk, size, encoded == null ? null : map, options.streams())) {
        log.failed(entry.source(), lost);
      }
      if (encoded != null) {
        chunk.put(encoded);
      }
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
