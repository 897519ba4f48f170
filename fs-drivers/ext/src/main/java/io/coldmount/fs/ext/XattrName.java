package io.coldmount.fs.ext;

import io.coldmount.fs.FileName;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The prefixes of extended attributes, which stand as numbers on the disk. Layout: kernel
 * documentation, filesystems/ext4/attributes.
 */
enum XattrName {
  USER(1, "user."),
  ACCESS_LIST(2, "system.posix_acl_access"),
  DEFAULT_LIST(3, "system.posix_acl_default"),
  TRUSTED(4, "trusted."),
  SECURITY(6, "security."),
  RICH_ACCESS_LIST(8, "system.richacl"),
  HURD(10, "gnu.");

  private static final @Nullable XattrName[] BY_INDEX = new XattrName[11];

  static {
    for (XattrName prefix : values()) {
      BY_INDEX[prefix.index] = prefix;
    }
  }

  private final int index;
  private final String prefix;

  XattrName(int index, String prefix) {
    this.index = index;
    this.prefix = prefix;
  }

  /** Whether the prefix is the whole name. */
  private boolean isWhole() {
    return !prefix.endsWith(".");
  }

  boolean isAccessList() {
    return this == ACCESS_LIST || this == DEFAULT_LIST;
  }

  /** The prefix of an entry that users see, or null: encryption contexts, inline data and such. */
  static @Nullable XattrName of(XattrEntry entry) {
    XattrName found = entry.nameIndex() < BY_INDEX.length ? BY_INDEX[entry.nameIndex()] : null;
    return found != null && found.isWhole() == (entry.name().length == 0) ? found : null;
  }

  FileName full(byte[] name) {
    byte[] start = prefix.getBytes(StandardCharsets.US_ASCII);
    byte[] full = Arrays.copyOf(start, start.length + name.length);
    System.arraycopy(name, 0, full, start.length, name.length);
    return FileName.of(full);
  }

  boolean matches(XattrEntry entry, FileName full) {
    byte[] name = entry.name();
    if (full.length() != prefix.length() + name.length) {
      return false;
    }
    for (int i = 0; i < prefix.length(); i++) {
      if (full.at(i) != prefix.charAt(i)) {
        return false;
      }
    }
    for (int i = 0; i < name.length; i++) {
      if (full.at(prefix.length() + i) != name[i]) {
        return false;
      }
    }
    return true;
  }
}
