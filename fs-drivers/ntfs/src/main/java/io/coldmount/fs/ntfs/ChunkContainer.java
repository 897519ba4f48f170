package io.coldmount.fs.ntfs;

import io.coldmount.block.ByteView;
import io.coldmount.block.CorruptException;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * A file of a chunk store. A chunk in it stands behind a header with its size and its digest, which
 * whoever leads to the chunk must know, too. Source: as for {@link DedupReparse}.
 */
record ChunkContainer(String name, Content content) {

  private static final String MAGIC = "Ckhr";

  /** A container of streams has its index here: {@code Rrtl}, numbers and offsets of chunks. */
  private static final int INDEX = 0x3000;

  private static final String INDEX_MAGIC = "Rrtl";
  private static final int INDEX_HEADER = 32;
  private static final int INDEX_ENTRY = 8;

  /** How a chunk's header differs between containers of streams and of data. */
  enum Kind {
    STREAM(0x68, 0x38),
    DATA(0x58, 0x28);

    private final int header;
    private final int digest;

    Kind(int header, int digest) {
      this.header = header;
      this.digest = digest;
    }
  }

  /** Where the bytes of the chunk at {@code offset} begin. */
  static long payload(Kind kind, long offset) {
    return offset + kind.header;
  }

  /** The chunk at {@code offset}, or null if another or none is there. */
  byte @Nullable [] chunk(Kind kind, long offset, int size, ByteView digest) throws IOException {
    long room = content.size() - size - kind.header;
    if (offset < 0 || offset > room) {
      return null;
    }
    ByteView header = new ByteView(name, offset, content.part(offset, kind.header));
    int digestLength = digest.length();
    return header.matches(0, MAGIC)
            && header.u32le(0x0C) == size
            && header.slice(kind.digest, digestLength).buffer().equals(digest.buffer())
        ? content.part(payload(kind, offset), size)
        : null;
  }

  /** Where the index has the chunk of that number, or -1; ends because the range halves. */
  long indexed(long number) throws IOException {
    if (content.size() < INDEX + INDEX_HEADER) {
      return -1;
    }
    ByteView head = new ByteView(name, INDEX, content.part(INDEX, INDEX_HEADER));
    long most = (content.size() - INDEX - INDEX_HEADER) / INDEX_ENTRY;
    long low = 0;
    long high = head.matches(0, INDEX_MAGIC) ? Math.min(head.u32le(8), most) - 1 : -1;
    while (low <= high) {
      long middle = (low + high) >>> 1;
      long at = INDEX + INDEX_HEADER + middle * INDEX_ENTRY;
      ByteView entry = new ByteView(name, at, content.part(at, INDEX_ENTRY));
      long found = entry.u32le(0);
      if (found == number) {
        return entry.u32le(4);
      }
      if (found < number) {
        low = middle + 1;
      } else {
        high = middle - 1;
      }
    }
    return -1;
  }

  CorruptException missing(String what, long offset) {
    return new CorruptException(name, "there is no chunk at offset " + offset + " that is " + what);
  }
}
