package io.coldmount.diskset;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;

/** Files that count what is asked of them. */
public final class CountingFiles implements HostFiles {

  public final AtomicLong open = new AtomicLong();
  public final AtomicLong reads = new AtomicLong();
  public final AtomicLong bytes = new AtomicLong();

  /** Forgets the reads so far. */
  public void reset() {
    reads.set(0);
    bytes.set(0);
  }

  @Override
  public HostFile open(Path path) throws IOException {
    HostFile file = HostFiles.portable().open(path);
    open.incrementAndGet();
    return new CountedFile(file);
  }

  /** A file that counts its reads and its closing. */
  private final class CountedFile implements HostFile {

    private final HostFile file;

    CountedFile(HostFile file) {
      this.file = file;
    }

    @Override
    public Path path() {
      return file.path();
    }

    @Override
    public long size() {
      return file.size();
    }

    @Override
    public int read(long position, ByteBuffer target) throws IOException {
      int count = file.read(position, target);
      reads.incrementAndGet();
      bytes.addAndGet(count);
      return count;
    }

    @Override
    public void close() throws IOException {
      open.decrementAndGet();
      file.close();
    }
  }
}
