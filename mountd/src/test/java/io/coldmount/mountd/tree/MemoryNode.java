package io.coldmount.mountd.tree;

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
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** A node of a {@link MemoryFileSystem}; built by one thread, then only read. */
public final class MemoryNode implements Node {

  public static final Instant TIME = Instant.ofEpochSecond(5_000_000_000L, 123_456_789);

  private final long id;
  private final long parent;
  private Attributes attributes;
  private byte[] content = new byte[0];
  private FileName target = FileName.of("");
  private final List<DirectorySink.Entry> entries = new ArrayList<>();
  private final Map<FileName, MemoryNode> children = new HashMap<>();
  private final Map<FileName, byte[]> xattrs = new LinkedHashMap<>();
  private final TreeSet<Long> boundaries = new TreeSet<>();
  private @Nullable Fault fault;
  private @Nullable Fault beforeRead;
  private int runLength;
  private boolean onlyHoles;
  private boolean isUnchecked;
  private long end = Long.MAX_VALUE;
  private int lostAt = -1;
  private long damagedFrom = Long.MAX_VALUE;

  /** What goes wrong when a node is used. */
  @FunctionalInterface
  public interface Fault {
    void strike() throws IOException;
  }

  MemoryNode(long id, long parent, FileType type, int permissions) {
    this.id = id;
    this.parent = parent;
    this.attributes =
        new Attributes(type, permissions, 1, 1000, 1001, 0, 0, 0, 0, TIME, TIME, TIME, TIME, 7, 0);
  }

  void add(FileName name, MemoryNode child) {
    entries.add(
        new DirectorySink.Entry(name, child.id, child.attributes.type(), entries.size() + 1L));
    children.put(name, child);
  }

  /** Replaces the attributes. */
  public MemoryNode with(Attributes replacement) {
    attributes = replacement;
    return this;
  }

  public MemoryNode withContent(byte[] bytes) {
    content = bytes;
    return withSize(bytes.length);
  }

  /** A file of {@code size} bytes, in which the content repeats. */
  public MemoryNode withSize(long size) {
    Attributes a = attributes;
    attributes =
        new Attributes(
            a.type(),
            a.permissions(),
            a.linkCount(),
            a.userId(),
            a.groupId(),
            size,
            size,
            a.deviceMajor(),
            a.deviceMinor(),
            a.accessed(),
            a.modified(),
            a.changed(),
            a.birth(),
            a.generation(),
            a.flags());
    return this;
  }

  public MemoryNode withTarget(FileName link) {
    target = link;
    return withSize(link.length());
  }

  public MemoryNode withXattr(String name, byte[] value) {
    xattrs.put(FileName.of(name), value);
    return this;
  }

  /** Data up to the first of {@code positions}, then a hole up to the second, and so on. */
  public MemoryNode withRuns(Long... positions) {
    boundaries.addAll(List.of(positions));
    return this;
  }

  /** All holes, or all data, told in runs of {@code length}. */
  public MemoryNode inRunsOf(int length, boolean holes) {
    runLength = length;
    onlyHoles = holes;
    return this;
  }

  /** What is stored can be counted, but not asked for as a reader does. */
  public MemoryNode unchecked() {
    isUnchecked = true;
    return this;
  }

  /** From now on every use strikes. */
  public MemoryNode failing(Fault strike) {
    fault = strike;
    return this;
  }

  /** A read that reaches {@code position} fails. */
  public MemoryNode damagedFrom(long position) {
    damagedFrom = position;
    return this;
  }

  /** A part of the folder before its entry {@code index} is damaged. */
  public MemoryNode losingAt(int index) {
    lostAt = index;
    return this;
  }

  /** Comes before every read. */
  public MemoryNode readingAfter(Fault wait) {
    beforeRead = wait;
    return this;
  }

  /** Reads end here, whatever the size says. */
  public MemoryNode endingAt(long position) {
    end = position;
    return this;
  }

  private void use() throws IOException {
    if (fault != null) {
      fault.strike();
    }
  }

  @Override
  public long id() {
    return id;
  }

  @Override
  public Attributes attributes() throws IOException {
    if (attributes.type() != FileType.DIRECTORY) {
      use();
    }
    return attributes;
  }

  @Override
  public @Nullable Node lookup(FileName name) {
    return children.get(name);
  }

  @Override
  public void list(long cursor, DirectorySink sink) throws IOException {
    CorruptException lost = null;
    for (int i = (int) Math.min(cursor, entries.size()); i < entries.size(); i++) {
      if (i == lostAt) {
        lost = new CorruptException("memory / folder " + id, "the part at " + i + " is damaged");
        sink.damaged(lost);
      }
      if (!sink.entry(entries.get(i))) {
        return;
      }
    }
    if (lost != null) {
      throw lost;
    }
    use(); // a damaged folder: what can be listed comes first
  }

  @Override
  public long parentId() {
    return parent;
  }

  @Override
  public int read(long position, ByteBuffer buffer) throws IOException {
    if (beforeRead != null) {
      beforeRead.strike();
    }
    long left = Math.min(end, attributes.size()) - position;
    int count = Math.clamp(left, 0, buffer.remaining());
    if (position + count > damagedFrom) {
      throw new CorruptException("memory / file " + id, "block at " + damagedFrom + " is damaged");
    }
    long at = position;
    for (int todo = count; todo > 0; ) {
      int offset = (int) (at % content.length);
      int part = Math.min(todo, content.length - offset);
      buffer.put(content, offset, part);
      at += part;
      todo -= part;
    }
    return count;
  }

  @Override
  public Extent extent(long position, long length) {
    if (isUnchecked) {
      throw new IllegalStateException("extents are for who reads");
    }
    return allocation(position, length);
  }

  @Override
  public Extent allocation(long position, long length) {
    if (runLength > 0) {
      long run = Math.min(runLength, length);
      return onlyHoles ? Extent.hole(position, run) : data(position, run);
    }
    Long next = boundaries.higher(position);
    long end = next == null ? position + length : Math.min(next, position + length);
    boolean hole = boundaries.headSet(position, true).size() % 2 == 1;
    return hole ? Extent.hole(position, end - position) : data(position, end - position);
  }

  private static Extent data(long position, long length) {
    return new Extent(position, length, new Extent.Storage("memory", "", position, false));
  }

  @Override
  public FileName readLink() {
    return target;
  }

  @Override
  public List<FileName> xattrNames() {
    return List.copyOf(xattrs.keySet());
  }

  @Override
  public byte @Nullable [] xattr(FileName name) {
    return xattrs.get(name);
  }
}
