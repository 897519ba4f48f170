package io.coldmount.fs.ext;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The folding of names in casefolded directories. The kernel uses Unicode 12.1 with canonical
 * decomposition, full case folding, and without the code points that a display may ignore; here the
 * JDK's tables stand for it: folding is upper case and then lower case, which the Unicode data
 * differ from for a few letters only, none of them in ASCII.
 */
final class CaseFolding {

  private static final int DOTLESS_I = 0x131;

  private CaseFolding() {}

  /** The folded name in UTF-8, or null if the bytes are not UTF-8. */
  static byte @Nullable [] fold(byte[] bytes, int offset, int length) {
    for (int i = 0; i < length; i++) {
      if (bytes[offset + i] < 0) {
        return foldText(bytes, offset, length);
      }
    }
    byte[] folded = new byte[length];
    for (int i = 0; i < length; i++) {
      byte b = bytes[offset + i];
      folded[i] = b >= 'A' && b <= 'Z' ? (byte) (b + ('a' - 'A')) : b;
    }
    return folded;
  }

  private static byte @Nullable [] foldText(byte[] bytes, int offset, int length) {
    String text;
    try {
      text =
          StandardCharsets.UTF_8
              .newDecoder()
              .decode(ByteBuffer.wrap(bytes, offset, length))
              .toString();
    } catch (CharacterCodingException e) {
      return null;
    }
    var folded = new StringBuilder(text.length());
    String decomposed = Normalizer.normalize(text, Normalizer.Form.NFD);
    decomposed.codePoints().forEach(point -> appendFolded(folded, point));
    return Normalizer.normalize(folded, Normalizer.Form.NFD).getBytes(StandardCharsets.UTF_8);
  }

  private static void appendFolded(StringBuilder folded, int point) {
    if (isIgnorable(point)) {
      return;
    }
    if (point == DOTLESS_I) {
      folded.appendCodePoint(point); // its upper case is the ordinary I, but it folds to itself
      return;
    }
    // Point by point, so that a final sigma folds as any other.
    String upper = Character.toString(point).toUpperCase(Locale.ROOT);
    upper.codePoints().forEach(p -> folded.appendCodePoint(Character.toLowerCase(p)));
  }

  /** Default_Ignorable_Code_Point of the Unicode data. */
  private static boolean isIgnorable(int point) {
    return point == 0xAD
        || point == 0x34F
        || point == 0x61C
        || within(point, 0x115F, 0x1160)
        || within(point, 0x17B4, 0x17B5)
        || within(point, 0x180B, 0x180E)
        || within(point, 0x200B, 0x200F)
        || within(point, 0x202A, 0x202E)
        || within(point, 0x2060, 0x206F)
        || point == 0x3164
        || within(point, 0xFE00, 0xFE0F)
        || point == 0xFEFF
        || point == 0xFFA0
        || within(point, 0xFFF0, 0xFFF8)
        || within(point, 0x1BCA0, 0x1BCA3)
        || within(point, 0x1D173, 0x1D17A)
        || within(point, 0xE0000, 0xE0FFF);
  }

  private static boolean within(int point, int first, int last) {
    return point >= first && point <= last;
  }
}
