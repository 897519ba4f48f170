package io.coldmount.mountd.scan;

import io.coldmount.mountd.scan.Verdict.Reason;
import org.jspecify.annotations.Nullable;

/**
 * What clamd answers. Format: clamd(8), "COMMANDS"; in a session an answer begins with the number
 * of its request.
 *
 * @param number of the request it answers, or 0 if it does not say
 * @param verdict null if the request should be tried again
 * @param text as it came, without the number
 */
record ClamdReply(int number, @Nullable Verdict verdict, String text) {

  private static final int MOST_DIGITS = 9;

  static ClamdReply parse(String line) {
    String text = line.strip();
    int colon = text.indexOf(": ");
    int number = number(text, colon);
    if (number > 0) {
      text = text.substring(colon + 2);
    }
    return new ClamdReply(number, verdict(text), text);
  }

  /** The number that {@code text} is up to {@code end}, or 0. */
  private static int number(String text, int end) {
    int number = 0;
    for (int i = 0; i < end; i++) {
      int digit = text.charAt(i) - '0';
      if (digit < 0 || digit > 9 || i == MOST_DIGITS) {
        return 0;
      }
      number = number * 10 + digit;
    }
    return number;
  }

  private static @Nullable Verdict verdict(String text) {
    if (text.endsWith(" FOUND")) {
      return found(answer(text, " FOUND"));
    }
    if (text.endsWith(": OK")) {
      return new Verdict.Clean();
    }
    if (text.contains("size limit exceeded")) {
      return new Verdict.NotScanned(Reason.ENGINE_LIMIT, "clamd says: " + text);
    }
    // Out of memory, a reload, a timeout of its own while it waited for us: all may pass.
    boolean passing =
        text.contains("Can't allocate memory")
            || text.contains("COMMAND READ TIMED OUT")
            || text.contains("reload")
            || text.isEmpty();
    return passing ? null : new Verdict.NotScanned(Reason.ENGINE_ERROR, "clamd says: " + text);
  }

  private static String answer(String text, String end) {
    String whole = text.substring(0, text.length() - end.length());
    int colon = whole.indexOf(": ");
    return colon < 0 ? whole : whole.substring(colon + 2);
  }

  /** Some of what clamd finds is that it did not look. */
  private static Verdict found(String signature) {
    if (signature.startsWith("Heuristics.Limits.Exceeded")) {
      return new Verdict.NotScanned(Reason.ENGINE_LIMIT, "clamd says: " + signature);
    }
    if (signature.startsWith("Heuristics.Encrypted")) {
      return new Verdict.NotScanned(Reason.ENCRYPTED, "clamd says: " + signature);
    }
    return new Verdict.Infected(signature);
  }
}
