package io.coldmount.mountd.restore;

import io.coldmount.block.CorruptException;
import io.coldmount.block.Extent;
import io.coldmount.fs.Attributes;
import io.coldmount.fs.DirectorySink;
import io.coldmount.fs.FileName;
import io.coldmount.fs.FileType;
import io.coldmount.fs.Node;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A file, folder or link of a {@link MemoryFileSystem}; a test changes its fields as it likes. */
public final class MemoryFile implements Node {

  /** Blocks of zeros in the content are holes. */
  static final int BLOCK = 4096;

  private final long id;
  private final MemoryFileSystem owner;
  public FileType type;
  public int permissions = 0644;
  public int links = 1;
  public long user;
  public long group;
  public int major;
  public int minor;
  public byte[] content = {};
  public String link = "memory";
  public Instant accessed = Instant.ofEpochSecond(1_600_000_000L, 123_456_789);
  public Instant modified = Instant.ofEpochSecond(1_500_000_000L, 987_654_321);
  public final List<DirectorySink.Entry> entries = new ArrayList<>();
  public final Map<FileName, byte[]> xattrs = new LinkedHashMap<>();
  public final Map<FileName, byte[]> unlistedXattrs = new LinkedHashMap<>();
  public final Map<FileName, MemoryFile> streams = new LinkedHashMap<>();

  /** Reading at or behind this position fails. */
  public long unreadableFrom = Long.MAX_VALUE;

  public @Nullable IOException failure;

  MemoryFile(MemoryFileSystem owner, long id, FileType type) {
    this.owner = owner;
    this.id = id;
    this.type = type;
  }

  /** Adds an entry of any name, also one that no file can have. */
  public void add(FileName name, MemoryFile file) {
    entries.add(new DirectorySink.Entry(name, file.id, file.type, entries.size() + 1L));
  }

  public void add(String name, MemoryFile file) {
    add(FileName.of(name), file);
  }

  public MemoryFile folder(String name) {
    MemoryFile folder = owner.make(FileType.DIRECTORY);
    folder.permissions = 0755;
    add(name, folder);
    return folder;
  }

  public MemoryFile file(String name, byte[] content) {
    MemoryFile file = owner.make(FileType.REGULAR);
    file.content = content;
    add(name, file);
    return file;
  }

  public MemoryFile file(String name, String content) {
    return file(name, content.getBytes(java.nio.charset.StandardCharsets.UTF_8));
  }

  public MemoryFile symbolicLink(String name, String target) {
    MemoryFile link = owner.make(FileType.SYMBOLIC_LINK);
    link.content = FileName.of(target).bytes();
    add(name, link);
    return link;
  }

  @Override
  public long id() {
    return id;
  }

  @Override
  public Attributes attributes() throws IOException {
    if (failure != null) {
      throw failure;
    }
    return new Attributes(
        type,
        permissions,
        links,
        user,
        group,
        content.length,
        content.length,
        major,
        minor,
        accessed,
        modified,
        modified,
        null,
        1,
        0);
  }

  @Override
  public @Nullable Node lookup(FileName name) throws IOException {
    for (DirectorySink.Entry entry : entries) {
      if (entry.name().equals(name)) {
        return owner.node(entry.id());
      }
    }
    return null;
  }

  @Override
  public void list(long cursor, DirectorySink sink) throws IOException {
    for (DirectorySink.Entry entry : entries.subList((int) cursor, entries.size())) {
      if (!sink.entry(entry)) {
        return;
      }
    }
  }

  @Override
  public long parentId() {
    return MemoryFileSystem.ROOT;
  }

  @Override
  public int read(long position, ByteBuffer target) throws IOException {
    if (position >= content.length) {
      return 0;
    }
    int count = (int) Math.min(target.remaining(), content.length - position);
    if (position + count > unreadableFrom) {
      if (position >= unreadableFrom) {
        throw new CorruptException("memory", "a block at " + position + " is damaged");
      }
      count = (int) (unreadableFrom - position);
    }
    target.put(content, (int) position, count);
    return count;
  }

  @Override
  public Extent extent(long position, long length) {
    long end = position;
    boolean hole = isHole(position);
    while (end < position + length && isHole(end) == hole) {
      end = Math.min(position + length, (end / BLOCK + 1) * BLOCK);
    }
    return hole
        ? Extent.hole(position, end - position)
        : new Extent(
            position,
            end - position,
            new Extent.Storage(link, "/memory/" + link, (id << 32) + position, false));
  }

  private boolean isHole(long position) {
    int start = (int) (position / BLOCK * BLOCK);
    if (start + BLOCK > content.length) {
      return false;
    }
    for (int i = start; i < start + BLOCK; i++) {
      if (content[i] != 0) {
        return false;
      }
    }
    return true;
  }

  @Override
  public FileName readLink() {
    return FileName.of(content);
  }

  @Override
  public List<FileName> xattrNames() {
    return List.copyOf(xattrs.keySet());
  }

  @Override
  public byte @Nullable [] xattr(FileName name) {
    byte[] listed = xattrs.get(name);
    return listed != null ? listed : unlistedXattrs.get(name);
  }

  @Override
  public List<FileName> unlistedXattrNames() {
    return List.copyOf(unlistedXattrs.keySet());
  }

  @Override
  public List<Stream> streams() {
    return streams.entrySet().stream()
        .map(entry -> new Stream(entry.getKey(), entry.getValue().content.length))
        .toList();
  }

  @Override
  public @Nullable Node stream(FileName name) {
    return streams.get(name);
  }
}
