package io.coldmount.mountd.tree;

import io.coldmount.fs.FileName;
import io.coldmount.fs.FileType;
import io.coldmount.fs.Node;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;

/** A file system made in memory, for mounts without an image. */
public final class MemoryFileSystem implements MadeFileSystem {

  private static final long ROOT = 2;

  private final List<MemoryNode> nodes = new ArrayList<>();
  private final List<Condition> conditions = new ArrayList<>();

  public MemoryFileSystem() {
    nodes.add(new MemoryNode(ROOT, ROOT, FileType.DIRECTORY, 0755));
  }

  @Override
  public MemoryNode root() {
    return nodes.getFirst();
  }

  public MemoryNode add(MemoryNode folder, String name, FileType type, int permissions) {
    return add(folder, FileName.of(name), type, permissions);
  }

  public MemoryNode add(MemoryNode folder, FileName name, FileType type, int permissions) {
    var node = new MemoryNode(ROOT + nodes.size(), folder.id(), type, permissions);
    nodes.add(node);
    folder.add(name, node);
    return node;
  }

  public MemoryNode folder(MemoryNode folder, String name) {
    return add(folder, name, FileType.DIRECTORY, 0755);
  }

  public MemoryNode file(MemoryNode folder, String name, byte[] content) {
    return add(folder, name, FileType.REGULAR, 0644).withContent(content);
  }

  /** A second name of a node that is there. */
  public void hardLink(MemoryNode folder, String name, MemoryNode node) {
    folder.add(FileName.of(name), node);
  }

  @Override
  public Node node(long id) throws NoSuchFileException {
    if (id < ROOT || id - ROOT >= nodes.size()) {
      throw new NoSuchFileException("memory / node " + id);
    }
    return nodes.get((int) (id - ROOT));
  }

  /** From now on the volume is in that condition. */
  public void become(Condition condition) {
    conditions.add(condition);
  }

  @Override
  public List<Condition> conditions() {
    return List.copyOf(conditions);
  }

  @Override
  public String format() {
    return "memory";
  }

  @Override
  public Statistics statistics() {
    return new Statistics(4096, 1000, 400, 300, 5000, 4000, 255);
  }
}
