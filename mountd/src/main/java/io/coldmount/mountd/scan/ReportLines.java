package io.coldmount.mountd.scan;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The lines of a report as bytes; they end as those of {@link java.io.BufferedReader} do. */
final class ReportLines implements Closeable {

  private static final int BUFFER = 64 * 1024;

  /** Far more than a line of Coldmount's own has, so that what is no report ends somewhere. */
  private static final int LONGEST = 1 << 25;

  private final InputStream in;
  private byte[] bytes = new byte[BUFFER];
  private int start;
  private int end;
  private int next;
  private int limit;

  ReportLines(InputStream in) {
    this.in = in;
  }

  /** Goes to the next line; the bytes of the one before are gone then. */
  boolean next() throws IOException {
    start = next;
    end = next;
    if (start == limit && !fill()) {
      return false;
    }
    while (!ends(bytes[end])) {
      if (++end == limit && !fill()) {
        next = end;
        return true;
      }
    }
    next = end + 1;
    if (bytes[end] == '\r' && !isLast() && bytes[next] == '\n') {
      next++;
    }
    return true;
  }

  private static boolean ends(byte b) {
    return b == '\n' || b == '\r';
  }

  /** Whether no line follows. */
  boolean isLast() throws IOException {
    return next == limit && !fill();
  }

  /** Reads on, behind what there is of this line, which may move. */
  private boolean fill() throws IOException {
    if (start > 0) {
      System.arraycopy(bytes, start, bytes, 0, limit - start);
      end -= start;
      next -= start;
      limit -= start;
      start = 0;
    }
    if (limit == bytes.length) {
      if (limit >= LONGEST) {
        throw new IOException("the report is damaged: a line has no end");
      }
      bytes = Arrays.copyOf(bytes, limit * 2);
    }
    int count = in.read(bytes, limit, bytes.length - limit);
    limit += Math.max(0, count);
    return count > 0;
  }

  /** What {@link #start} and {@link #end} are offsets in. */
  byte[] bytes() {
    return bytes;
  }

  int start() {
    return start;
  }

  int end() {
    return end;
  }

  /** The line as text; what is no UTF-8 becomes replacement characters. */
  String text() {
    return new String(bytes, start, end - start, StandardCharsets.UTF_8);
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
