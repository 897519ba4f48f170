package io.coldmount.mountd.restore;

import io.coldmount.fs.Attributes;
import io.coldmount.fs.FileName;
import io.coldmount.fs.FileSystem;
import io.coldmount.fs.Node;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One entry of an archive.
 *
 * @param path in the archive, a folder's without the slash at its end
 * @param first if this is another name of a file that is in the archive already, that
 * @param naming if the file has other names too, what they are told about this one
 * @param source its place in the guest, for people
 */
record TarEntry(
    FileName path,
    FileSystem fileSystem,
    Node node,
    Attributes attributes,
    @Nullable FirstName first,
    @Nullable FirstName naming,
    String source) {

  private static final String XATTR = "SCHILY.xattr.";
  private static final FileName ACCESS = FileName.of("system.posix_acl_access");
  private static final FileName DEFAULT = FileName.of("system.posix_acl_default");

  TarEntry called(FileName other) {
    return new TarEntry(other, fileSystem, node, attributes, first, naming, source);
  }

  /** The type in the header, or 0 if an archive has none for it. */
  char type() {
    if (first != null) {
      return TarHeader.LINK;
    }
    return switch (attributes.type()) {
      case REGULAR -> TarHeader.REGULAR;
      case DIRECTORY -> TarHeader.DIRECTORY;
      case SYMBOLIC_LINK -> TarHeader.SYMBOLIC_LINK;
      case CHARACTER_DEVICE -> TarHeader.CHARACTER_DEVICE;
      case BLOCK_DEVICE -> TarHeader.BLOCK_DEVICE;
      case FIFO -> TarHeader.FIFO;
      case SOCKET -> 0;
    };
  }

  /**
   * Puts the headers of this entry.
   *
   * @param size of the content that follows
   * @param sparse the map, if the content is that of a file with holes
   * @return what of the entry is not in the archive, each as a clause
   */
  List<String> putHeaders(
      ArchiveChunk chunk, long size, @Nullable SparseMap sparse, RestoreOptions.Streams streams)
      throws IOException {
    char type = type();
    FileName name = type == TarHeader.DIRECTORY ? slashed(path) : path;
    FileName link = linkPath(type);
    PaxRecords records = new PaxRecords();
    List<String> lost = new java.util.ArrayList<>();
    if (sparse != null) {
      records.add("GNU.sparse.major", "1");
      records.add("GNU.sparse.minor", "0");
      records.add("GNU.sparse.name", name);
      records.add("GNU.sparse.realsize", Long.toString(sparse.size()));
    } else {
      longer(records, "path", name);
    }
    longer(records, "linkpath", link);
    numbers(records, size);
    if (type != TarHeader.LINK) {
      new TarAttributes(records, streams, lost).of(node);
    }
    TarHeader header =
        new TarHeader(
            sparse == null ? name : Placement.joined(FileName.of("GNUSparseFile.0/"), path),
            attributes.permissions(),
            attributes.userId(),
            attributes.groupId(),
            size,
            attributes.modified().getEpochSecond(),
            type,
            link,
            attributes.deviceMajor(),
            attributes.deviceMinor());
    if (!records.isEmpty()) {
      extended(chunk, records);
    }
    chunk.header(header);
    return lost;
  }

  private FileName linkPath(char type) throws IOException {
    if (first != null) {
      return first.path();
    }
    return type == TarHeader.SYMBOLIC_LINK ? LinkText.of(node) : TarHeader.NONE;
  }

  static FileName slashed(FileName path) {
    return Placement.joined(path, FileName.of("/"));
  }

  private static void longer(PaxRecords records, String key, FileName value) {
    if (value.length() > TarHeader.NAME_FIELD) {
      records.add(key, value);
    }
  }

  private void numbers(PaxRecords records, long size) {
    if (attributes.userId() > TarHeader.SEVEN_DIGITS) {
      records.add("uid", Long.toString(attributes.userId()));
    }
    if (attributes.groupId() > TarHeader.SEVEN_DIGITS) {
      records.add("gid", Long.toString(attributes.groupId()));
    }
    if (size > TarHeader.ELEVEN_DIGITS) {
      records.add("size", Long.toString(size));
    }
    records.add("mtime", PaxRecords.time(attributes.modified()));
    records.add("atime", PaxRecords.time(attributes.accessed()));
  }

  static void extended(ArchiveChunk chunk, PaxRecords records) {
    chunk.header(
        new TarHeader(
            FileName.of("PaxHeaders/entry"),
            0644,
            0,
            0,
            records.size(),
            0,
            TarHeader.EXTENDED,
            TarHeader.NONE,
            0,
            0));
    chunk.put(records.bytes());
    chunk.zeros(TarHeader.padding(records.size()));
  }

  /** Puts the attributes and streams of a node among the records of its entry. */
  private record TarAttributes(
      PaxRecords records, RestoreOptions.Streams streams, List<String> lost) {

    void of(Node node) {
      try {
        for (FileName name : node.xattrNames()) {
          byte[] value = node.xattr(name);
          if (value != null) {
            add(name, value);
          }
        }
        if (streams == RestoreOptions.Streams.XATTRS) {
          for (Node.Stream stream : node.streams()) {
            add(node, stream);
          }
        }
      } catch (IOException e) {
        lost.add("its attributes cannot be read: " + e.getMessage());
      }
    }

    private void add(FileName name, byte[] value) {
      String acl = name.equals(ACCESS) || name.equals(DEFAULT) ? AclText.of(value) : null;
      if (acl != null) {
        records.add(name.equals(ACCESS) ? "SCHILY.acl.access" : "SCHILY.acl.default", acl);
        return;
      }
      for (int i = 0; i < name.length(); i++) {
        if (name.at(i) == '=' || name.at(i) == 0) {
          lost.add("an archive cannot hold the attribute " + name);
          return;
        }
      }
      records.add(Placement.joined(FileName.of(XATTR), name).bytes(), value);
    }

    private void add(Node node, Node.Stream stream) throws IOException {
      if (stream.size() > Metadata.MOST_XATTR_BYTES) {
        lost.add("the stream " + stream.name() + " is too long (use --streams=files)");
        return;
      }
      Node content = node.stream(stream.name());
      if (content != null) {
        byte[] value = Metadata.bytes(content, (int) stream.size());
        add(Placement.joined(FileName.of("user."), stream.name()), value);
      }
    }
  }
}
