package io.coldmount.diskset.vmdk;

import io.coldmount.block.CorruptException;
import io.coldmount.diskset.HostFile;
import io.coldmount.diskset.chain.HostSource;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A file that begins a link, with what it says of the link; no extent is open yet.
 *
 * @param kind what the file itself is
 * @param descriptor in the file, or made up for an extent that stands alone
 */
record Described(Path path, HostFile file, Kind kind, Descriptor descriptor) {

  /** What kind of file begins a link. */
  enum Kind {
    /** A text that names the extents. */
    TEXT,
    /** A hosted sparse extent with a descriptor inside; the extent is the file itself. */
    EMBEDDED,
    /** A sparse extent without any descriptor. */
    BARE
  }

  String name() {
    return HostSource.nameOf(path);
  }

  /** Reads what {@code file} says; null if it is no part of a VMDK disk. */
  static @Nullable Described read(HostFile file) throws IOException {
    HostSource source = new HostSource(file);
    SparseKind sparse = SparseKind.of(source);
    if (sparse == null) {
      return text(file, source);
    }
    if (sparse == SparseKind.HOSTED) {
      SparseHeader header = SparseHeader.read(source);
      byte[] text = embedded(source, header);
      if (text != null && text[0] != 0) {
        Kind kind = header.capacity() == 0 ? Kind.TEXT : Kind.EMBEDDED;
        return new Described(file.path(), file, kind, Descriptor.parse(source.name(), text));
      }
    }
    long capacity = sparse.capacity(source);
    var line = new ExtentLine("RW", capacity, sparse.type(), source.name(), 0);
    var descriptor = new Descriptor("", "", "", "", List.of(line), Map.of());
    return new Described(file.path(), file, Kind.BARE, descriptor);
  }

  private static byte @Nullable [] embedded(HostSource source, SparseHeader header)
      throws IOException {
    long offset = header.descriptorOffset() * 512;
    if (offset == 0 || header.descriptorSize() == 0) {
      return null;
    }
    if (offset >= source.size()) {
      throw new CorruptException(
          source.name(),
          "its descriptor should lie at offset "
              + offset
              + ", but the file has "
              + source.size()
              + " bytes: it is truncated");
    }
    long size = Math.min(header.descriptorSize() * 512, source.size() - offset);
    return source.bytes(offset, (int) Math.min(size, DescriptorText.MAX_SIZE));
  }

  private static @Nullable Described text(HostFile file, HostSource source) throws IOException {
    int size = (int) Math.min(source.size(), DescriptorText.MAX_SIZE);
    if (size == 0 || !DescriptorText.matches(source.bytes(0, Math.min(size, 4096)))) {
      return null;
    }
    Descriptor descriptor = Descriptor.parse(source.name(), source.bytes(0, size));
    return new Described(file.path(), file, Kind.TEXT, descriptor);
  }
}
