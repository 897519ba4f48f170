package io.coldmount.mountd.tree;

import io.coldmount.block.Extent;
import io.coldmount.fs.Attributes;
import io.coldmount.fs.DirectorySink;
import io.coldmount.fs.FileName;
import io.coldmount.fs.FileType;
import io.coldmount.fs.Node;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A file system with one folder of very many empty files, called {@code file-0000000} and so on,
 * which are made when they are asked for.
 */
public final class HugeFolder implements MadeFileSystem {

  private static final long ROOT = 2;
  private static final long FIRST = 3;

  private final int count;

  public HugeFolder(int count) {
    this.count = count;
  }

  @Override
  public Node root() {
    return new Made(ROOT);
  }

  @Override
  public Node node(long id) throws NoSuchFileException {
    if (id < ROOT || id >= FIRST + count) {
      throw new NoSuchFileException("node " + id);
    }
    return new Made(id);
  }

  @Override
  public String format() {
    return "memory";
  }

  @Override
  public Statistics statistics() {
    return new Statistics(4096, 1, 0, 0, count, 0, 255);
  }

  private final class Made implements Node {

    private final long id;

    Made(long id) {
      this.id = id;
    }

    @Override
    public long id() {
      return id;
    }

    @Override
    public Attributes attributes() {
      FileType type = id == ROOT ? FileType.DIRECTORY : FileType.REGULAR;
      var t = MemoryNode.TIME;
      return new Attributes(type, 0755, 1, 0, 0, 0, 0, 0, 0, t, t, t, null, 1, 0);
    }

    @Override
    public @Nullable Node lookup(FileName name) {
      String text = name.toString();
      if (!text.matches("file-[0-9]{7}")) {
        return null;
      }
      int number = Integer.parseInt(text.substring(5));
      return number < count ? new Made(FIRST + number) : null;
    }

    @Override
    public void list(long cursor, DirectorySink sink) {
      for (int i = (int) Math.min(cursor, count); i < count; i++) {
        FileName name = FileName.of(String.format(Locale.ROOT, "file-%07d", i));
        if (!sink.entry(new DirectorySink.Entry(name, FIRST + i, FileType.REGULAR, i + 1L))) {
          return;
        }
      }
    }

    @Override
    public long parentId() {
      return ROOT;
    }

    @Override
    public int read(long position, ByteBuffer target) {
      return 0;
    }

    @Override
    public Extent extent(long position, long length) {
      throw new IllegalStateException("an empty file");
    }

    @Override
    public FileName readLink() {
      throw new IllegalStateException("no link");
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
}
