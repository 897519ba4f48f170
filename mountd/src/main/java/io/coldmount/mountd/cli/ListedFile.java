package io.coldmount.mountd.cli;

import io.coldmount.fs.Attributes;
import io.coldmount.fs.FileName;
import io.coldmount.fs.FileType;
import io.coldmount.fs.Node;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * A file as {@code ls} shows it.
 *
 * @param type as the directory or the file itself tells, or null
 * @param attributes null if they were not asked for, or cannot be read
 * @param target of a symbolic link, or null
 * @param problem why its attributes cannot be read, or null
 */
record ListedFile(
    FileName name,
    long id,
    @Nullable FileType type,
    @Nullable Attributes attributes,
    @Nullable FileName target,
    @Nullable IOException problem) {

  static ListedFile of(FileName name, Node node) {
    try {
      Attributes attributes = node.attributes();
      FileType type = attributes.type();
      FileName target = type == FileType.SYMBOLIC_LINK ? node.readLink() : null;
      return new ListedFile(name, node.id(), type, attributes, target, null);
    } catch (IOException e) {
      return new ListedFile(name, node.id(), null, null, null, e);
    }
  }

  boolean isHidden() {
    return name.at(0) == '.';
  }
}
