package io.coldmount.mountd.tree;

import io.coldmount.fs.Node;
import java.io.IOException;

/**
 * A tree as one file system, for whoever walks paths through all of its volumes. Its ids are the
 * tree's numbers, so it cannot itself be mounted.
 */
final class TreeFileSystem implements MadeFileSystem {

  private final MountTree tree;

  TreeFileSystem(MountTree tree) {
    this.tree = tree;
  }

  @Override
  public String format() {
    return "tree";
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
}
