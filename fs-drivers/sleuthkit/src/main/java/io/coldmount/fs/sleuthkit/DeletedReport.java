package io.coldmount.fs.sleuthkit;

import java.nio.charset.StandardCharsets;

/**
 * A table of all deleted files: path, inode, size, and how many bytes of it are intact; then the
 * names of which nothing but the name is left.
 */
final class DeletedReport {

  private final DeletedTree tree;

  DeletedReport(DeletedTree tree) {
    this.tree = tree;
  }

  byte[] bytes() {
    StringBuilder text = new StringBuilder("path\tinode\tsize\tintact\n");
    for (DeletedTree.Item item : tree.items()) {
      if (item.source() instanceof DeletedTree.Source.Deleted deleted) {
        Intact intact = Intact.of(deleted);
        line(
            text,
            tree.path(item),
            Long.toString(deleted.listed().inode()),
            Long.toString(intact.size()),
            intact.bytes() < 0 ? "unknown" : Long.toString(intact.bytes()));
      }
    }
    tree.namesOnly().forEach(path -> line(text, path, "-", "-", "0"));
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static void line(
      StringBuilder text, String path, String inode, String size, String intact) {
    String clean = path.replaceAll("[\\t\\n\\r]", "?");
    text.append(clean).append('\t').append(inode).append('\t').append(size);
    text.append('\t').append(intact).append('\n');
  }
}
