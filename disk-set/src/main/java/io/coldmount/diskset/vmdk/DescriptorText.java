package io.coldmount.diskset.vmdk;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The text of a descriptor: what is one, and in which character set it is written. */
final class DescriptorText {

  /** As QEMU: no descriptor comes near it. */
  static final int MAX_SIZE = 1 << 20;

  private static final Pattern FIRST_LINE =
      Pattern.compile("\\s*#\\s*disk\\s+descriptor\\s*file\\b.*", Pattern.CASE_INSENSITIVE);

  private static final Pattern KEY =
      Pattern.compile("(?mi)^[ \\t]*(version|createType|CID|parentCID)[ \\t]*=");

  private static final Pattern ENCODING =
      Pattern.compile("(?mi)^[ \\t]*encoding[ \\t]*=[ \\t]*\"?([\\w.:-]+)");

  /** Where a host without a mark of its own for the encoding wrote its names in. */
  private static final Charset FALLBACK = Charset.forName("windows-1252");

  private DescriptorText() {}

  /** Whether {@code start}, the beginning of a file, begins a descriptor. */
  static boolean matches(byte[] start) {
    String text = upToNul(start);
    if (text.isBlank()) {
      return false;
    }
    if (FIRST_LINE
        .matcher(text.lines().filter(l -> !l.isBlank()).findFirst().orElse(""))
        .matches()) {
      return true;
    }
    Matcher keys = KEY.matcher(text);
    long distinct = keys.results().map(r -> r.group(1).toLowerCase(Locale.ROOT)).distinct().count();
    return distinct >= 2;
  }

  /** The characters of {@code bytes}, up to the zeros that pad it. */
  static String decode(byte[] bytes) {
    String plain = upToNul(bytes);
    byte[] text = plain.getBytes(StandardCharsets.ISO_8859_1);
    Matcher encoding = ENCODING.matcher(plain);
    Charset named = encoding.find() ? charset(encoding.group(1)) : null;
    if (named != null && !named.equals(StandardCharsets.UTF_8)) {
      return new String(text, named);
    }
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(text)).toString();
    } catch (CharacterCodingException e) {
      return new String(text, FALLBACK);
    }
  }

  private static String upToNul(byte[] bytes) {
    int end = 0;
    while (end < bytes.length && bytes[end] != 0) {
      end++;
    }
    boolean mark =
        end >= 3 && bytes[0] == (byte) 0xEF && bytes[1] == (byte) 0xBB && bytes[2] == (byte) 0xBF;
    int start = mark ? 3 : 0;
    return new String(bytes, start, end - start, StandardCharsets.ISO_8859_1);
  }

  private static @Nullable Charset charset(String name) {
    try {
      return Charset.forName(name);
    } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
      return null;
    }
  }
}
