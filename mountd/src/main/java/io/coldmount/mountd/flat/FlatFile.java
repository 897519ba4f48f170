package io.coldmount.mountd.flat;

import io.coldmount.block.BlockSource;
import io.coldmount.block.Extent;
import io.coldmount.fs.Attributes;
import io.coldmount.fs.DirectorySink;
import io.coldmount.fs.FileName;
import io.coldmount.fs.FileType;
import io.coldmount.fs.Node;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A run of bytes as a file. */
final class FlatFile implements Node {

  /** Runs that are counted for {@code st_blocks}; what lies behind them counts as data. */
  private static final int MAX_RUNS = 1 << 16;

  private final long id;
  private final BlockSource source;
  private final Instant time;
  private volatile @Nullable Attributes attributes;

  FlatFile(long id, BlockSource source, Instant time) {
    this.id = id;
    this.source = source;
    this.time = time;
  }

  @Override
  public long id() {
    return id;
  }

  @Override
  public Attributes attributes() {
    Attributes known = attributes;
    if (known == null) {
      known =
          new Attributes(
              FileType.REGULAR,
              0444,
              1,
              0,
              0,
              source.size(),
              allocated(),
              0,
              0,
              time,
              time,
              time,
              time,
              0,
              0);
      attributes = known;
    }
    return known;
  }

  private long allocated() {
    long data = 0;
    long at = 0;
    try {
      for (int i = 0; i < MAX_RUNS && at < source.size(); i++) {
        Extent run = source.extent(at, source.size() - at);
        data += run.isHole() ? 0 : run.length();
        at = run.end();
      }
    } catch (IOException e) {
      return data + source.size() - at; // whoever reads there gets the error
    }
    return data + source.size() - at;
  }

  @Override
  public int read(long position, ByteBuffer target) throws IOException {
    if (position >= source.size()) {
      return 0;
    }
    int limit = target.limit();
    int count = (int) Math.min(target.remaining(), source.size() - position);
    target.limit(target.position() + count);
    try {
      source.read(position, target);
    } finally {
      target.limit(limit);
    }
    return count;
  }

  @Override
  public Extent extent(long position, long length) throws IOException {
    return source.extent(position, length);
  }

  @Override
  public @Nullable Node lookup(FileName name) {
    throw new IllegalStateException("an image is no folder");
  }

  @Override
  public void list(long cursor, DirectorySink sink) {
    throw new IllegalStateException("an image is no folder");
  }

  @Override
  public long parentId() {
    return FlatFolder.ID;
  }

  @Override
  public FileName readLink() {
    throw new IllegalStateException("an image is no link");
  }

  @Override
  public List<FileName> xattrNames() {
    return List.of();
  }

  @Override
  public byte @Nullable [] xattr(FileName name) {
    return null;
  }
}
