package io.coldmount.mountd.daemon;

import java.io.IOException;

/** A request that fails in a way that the API has a code for. */
public final class ApiException extends IOException {

  private static final long serialVersionUID = 1L;

  private final ProblemCode code;

  /**
   * Tells what is wrong.
   *
   * @param sentence for people
   */
  public ApiException(ProblemCode code, String sentence) {
    super(sentence);
    this.code = code;
  }

  public ProblemCode code() {
    return code;
  }

  /** What it says. */
  public String sentence() {
    return String.valueOf(getMessage());
  }

  static ApiException notFound(String what) {
    return new ApiException(ProblemCode.NOT_FOUND, "there is no " + what + ".");
  }

  static ApiException bad(String sentence) {
    return new ApiException(ProblemCode.BAD_REQUEST, sentence);
  }
}
