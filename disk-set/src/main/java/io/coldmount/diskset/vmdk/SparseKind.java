package io.coldmount.diskset.vmdk;

import io.coldmount.block.BlockSource;
import io.coldmount.block.ByteView;
import io.coldmount.block.CorruptException;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The formats of sparse extents, told apart by how their files begin. */
enum SparseKind {
  HOSTED("SPARSE"),
  COWD("VMFSSPARSE"),
  SE_SPARSE("SESPARSE");

  /** The magic number and the fields next to it; a file that is shorter is none of these. */
  private static final int START = 8;

  private final String type;

  SparseKind(String type) {
    this.type = type;
  }

  /** The extent type of a descriptor that means this format. */
  String type() {
    return type;
  }

  /** What {@code file} is, or null. */
  static @Nullable SparseKind of(BlockSource file) throws IOException {
    if (file.size() < START) {
      return null;
    }
    return of(file.view(0, START));
  }

  private static @Nullable SparseKind of(ByteView start) throws CorruptException {
    if (start.matches(0, SparseHeader.MAGIC)) {
      return HOSTED;
    }
    if (start.matches(0, CowdHeader.MAGIC)) {
      return COWD;
    }
    return start.u64le(0) == SeSparseHeader.MAGIC ? SE_SPARSE : null;
  }

  /** What the header of {@code file} says, in bytes. */
  long capacity(BlockSource file) throws IOException {
    long sectors =
        switch (this) {
          case HOSTED -> hosted(file).capacity();
          case COWD -> CowdHeader.read(file).capacity();
          case SE_SPARSE -> SeSparseHeader.read(file).capacity();
        };
    return sectors * 512;
  }

  /** The header of a hosted sparse extent, from its footer if it has one. */
  static SparseHeader hosted(BlockSource file) throws IOException {
    SparseHeader header = SparseHeader.read(file);
    if (header.directoryOffset() == SparseHeader.AT_END) {
      header = Footer.read(file);
    }
    if (header.capacity() == 0) {
      throw new CorruptException(file.name(), "its header says that it holds nothing (capacity 0)");
    }
    return header;
  }
}
