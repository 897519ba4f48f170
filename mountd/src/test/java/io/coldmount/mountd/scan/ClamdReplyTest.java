package io.coldmount.mountd.scan;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Answers that clamd has been seen to give. */
final class ClamdReplyTest {

  private static Verdict.NotScanned notScanned(Verdict.Reason reason, String said) {
    return new Verdict.NotScanned(reason, "clamd says: " + said);
  }

  @Test
  void anAnswerSaysCleanInfectedOrWhyNot() {
    assertThat(ClamdReply.parse("12: fd[10]: OK").verdict()).isEqualTo(new Verdict.Clean());
    assertThat(ClamdReply.parse("stream: Win.Test FOUND").verdict())
        .isEqualTo(new Verdict.Infected("Win.Test"));
    assertThat(ClamdReply.parse("1: INSTREAM size limit exceeded. ERROR").verdict())
        .isEqualTo(notScanned(Verdict.Reason.ENGINE_LIMIT, "INSTREAM size limit exceeded. ERROR"));
    assertThat(ClamdReply.parse("1: fd[9]: Heuristics.Limits.Exceeded.MaxFileSize FOUND").verdict())
        .isEqualTo(
            notScanned(Verdict.Reason.ENGINE_LIMIT, "Heuristics.Limits.Exceeded.MaxFileSize"));
    assertThat(ClamdReply.parse("1: fd[9]: Heuristics.Encrypted.Zip FOUND").verdict())
        .isEqualTo(notScanned(Verdict.Reason.ENCRYPTED, "Heuristics.Encrypted.Zip"));
    assertThat(ClamdReply.parse("1: fd[9]: Some new trouble ERROR").verdict())
        .isEqualTo(notScanned(Verdict.Reason.ENGINE_ERROR, "fd[9]: Some new trouble ERROR"));
  }

  @Test
  void whatMayPassIsTriedAgain() {
    assertThat(ClamdReply.parse("1: fd[9]: Can't allocate memory ERROR").verdict()).isNull();
    assertThat(ClamdReply.parse("COMMAND READ TIMED OUT").verdict()).isNull();
    assertThat(ClamdReply.parse("").verdict()).isNull();
  }

  @Test
  void noFormOfErrorIsTakenForClean() {
    for (String line : new String[] {"OK", "OK FOUND", "ERROR", "fd[1]: NOT OK", "x"}) {
      assertThat(ClamdReply.parse(line).verdict()).isNotEqualTo(new Verdict.Clean());
    }
  }
}
