package io.coldmount.mountd.daemon;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One range of a file, as the header Range asks for it (RFC 9110, 14.1.2).
 *
 * @param end the position behind the last byte
 */
record ByteRange(long start, long end) {

  private static final Pattern FORM = Pattern.compile("bytes=(\\d{0,18})-(\\d{0,18})");

  /**
   * Reads the header.
   *
   * @param size of the file
   * @return null for the whole file: without the header, and for several ranges, which a server may
   *     ignore
   * @throws ApiException if no byte of the file lies in the range
   */
  static @Nullable ByteRange of(@Nullable String header, long size) throws ApiException {
    Matcher form = header == null ? null : FORM.matcher(header.strip());
    if (form == null || !form.matches() || (form.group(1).isEmpty() && form.group(2).isEmpty())) {
      return null;
    }
    if (form.group(1).isEmpty()) {
      long last = Math.min(size, Long.parseLong(form.group(2)));
      return checked(size - last, size, size);
    }
    long start = Long.parseLong(form.group(1));
    if (form.group(2).isEmpty()) {
      return checked(start, size, size);
    }
    long last = Long.parseLong(form.group(2));
    return last < start ? null : checked(start, Math.min(last, size - 1) + 1, size);
  }

  private static ByteRange checked(long start, long end, long size) throws ApiException {
    if (start >= end) {
      throw new ApiException(
          ProblemCode.RANGE, "the file has " + size + " bytes, none of them in the range.");
    }
    return new ByteRange(start, end);
  }
}
