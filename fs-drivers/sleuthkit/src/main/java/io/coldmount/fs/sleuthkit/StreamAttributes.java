package io.coldmount.fs.sleuthkit;

import io.coldmount.fs.Attributes;
import io.coldmount.fs.FileType;

/**
 * A stream as a file of its own: what its file says, but its own size.
 *
 * @param size in bytes
 */
record StreamAttributes(Attributes file, long size) {

  Attributes attributes() {
    return new Attributes(
        FileType.REGULAR,
        file.permissions(),
        1,
        file.userId(),
        file.groupId(),
        size,
        size,
        0,
        0,
        file.accessed(),
        file.modified(),
        file.changed(),
        file.birth(),
        0,
        0);
  }
}
