package io.coldmount.fs.sleuthkit;

import io.coldmount.fs.FileName;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The extended attributes of HFS+ and APFS as {@code user.} attributes of Linux, and the resource
 * fork as {@code user.com.apple.ResourceFork}, its name on macOS.
 */
final class Xattrs {

  /** The largest value of an attribute in Linux; what is longer is not shown. */
  private static final int MAXIMUM = 64 << 10;

  private static final String USER = "user.";
  private static final FileName RESOURCE_FORK = FileName.of("user.com.apple.ResourceFork");

  private final SleuthkitFileSystem fileSystem;
  private final long id;

  Xattrs(SleuthkitFileSystem fileSystem, long id) {
    this.fileSystem = fileSystem;
    this.id = id;
  }

  private List<TskAttribute> attributes() throws IOException {
    List<TskAttribute> all = fileSystem.details(id).attributes();
    boolean compressed = all.stream().anyMatch(TskAttribute::isCompression);
    return compressed ? all.stream().filter(a -> !a.isResourceFork()).toList() : all;
  }

  List<FileName> names() throws IOException {
    List<FileName> names = new ArrayList<>();
    if (fileSystem.hasXattrs()) {
      for (TskAttribute attribute : attributes()) {
        FileName name = nameOf(attribute);
        if (name != null && !names.contains(name)) {
          names.add(name);
        }
      }
    }
    return names;
  }

  byte @Nullable [] value(FileName name) throws IOException {
    if (!fileSystem.hasXattrs() || !name.toString().startsWith(USER)) {
      return null;
    }
    for (TskAttribute attribute : attributes()) {
      FileName own = nameOf(attribute);
      if (own != null && own.equals(name)) {
        return bytes(attribute);
      }
    }
    return null;
  }

  private static @Nullable FileName nameOf(TskAttribute attribute) {
    if (attribute.size() > MAXIMUM) {
      return null;
    }
    if (attribute.isResourceFork()) {
      return RESOURCE_FORK;
    }
    if (!attribute.isExtended()) {
      return null;
    }
    var name = new ByteArrayOutputStream();
    name.writeBytes(FileName.of(USER).bytes());
    name.writeBytes(attribute.name().bytes());
    return FileName.of(name.toByteArray());
  }

  private byte[] bytes(TskAttribute attribute) throws IOException {
    ByteBuffer value = ByteBuffer.allocate((int) attribute.size());
    Content content = fileSystem.content(id, attribute.type(), attribute.id());
    content.read(0, value, attribute.size());
    return value.array();
  }
}
