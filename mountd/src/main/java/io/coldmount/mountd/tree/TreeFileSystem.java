package io.coldmount.mountd.tree;

import io.coldmount.fs.FileSystem;
import io.coldmount.fs.Node;
import java.io.IOException;
import java.util.List;

/**
 * A tree as one file system, for whoever walks paths through all of its volumes. Its ids are the
 * tree's numbers, so it cannot itself be mounted.
 */
final class TreeFileSystem implements FileSystem {

  private final MountTree tree;

  TreeFileSystem(MountTree tree) {
    this.tree = tree;
  }

  @Override
  public String format() {
    return "tree";
  }

  @Override
  public String label() {
    return "";
  }

  @Override
  public String uuid() {
    return "";
  }

  @Override
  public List<Condition> conditions() {
    return List.of();
  }

  @Override
  public Statistics statistics() throws IOException {
    return tree.statistics(MountTree.ROOT);
  }

  @Override
  public Node root() throws IOException {
    return node(MountTree.ROOT);
  }

  @Override
  public Node node(long number) throws IOException {
    return new TreeNode(tree, number, tree.node(number));
  }

  @Override
  public void close() {}
}
