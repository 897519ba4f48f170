package io.coldmount.mountd.restore;

import io.coldmount.fs.FileType;
import io.coldmount.fs.Node;
import io.coldmount.mountd.tree.MadeFileSystem;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** A file system of a test: what it shows is what the test puts in, however impossible. */
public final class MemoryFileSystem implements MadeFileSystem {

  static final long ROOT = 2;

  private final Map<Long, MemoryFile> files = new ConcurrentHashMap<>();
  private long next = ROOT;

  public MemoryFileSystem() {
    make(FileType.DIRECTORY).permissions = 0755;
  }

  public MemoryFile make(FileType type) {
    MemoryFile file = new MemoryFile(this, next, type);
    files.put(next++, file);
    return file;
  }

  @Override
  public MemoryFile root() {
    return file(ROOT);
  }

  public MemoryFile file(long id) {
    MemoryFile file = files.get(id);
    if (file == null) {
      throw new IllegalArgumentException("no file " + id);
    }
    return file;
  }

  @Override
  public Node node(long id) throws IOException {
    MemoryFile file = files.get(id);
    if (file == null) {
      throw new NoSuchFileException("node " + id);
    }
    return file;
  }

  @Override
  public String format() {
    return "memory";
  }

  @Override
  public Statistics statistics() {
    return new Statistics(4096, 1000, 500, 500, 0, 0, 255);
  }
}
