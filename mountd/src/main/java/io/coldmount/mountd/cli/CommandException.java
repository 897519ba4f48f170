package io.coldmount.mountd.cli;

/** A command cannot do what it was asked: one sentence, and the exit code that goes with it. */
final class CommandException extends Exception {

  private static final long serialVersionUID = 1L;

  private final ExitCode code;

  CommandException(ExitCode code, String sentence) {
    super(sentence);
    this.code = code;
  }

  ExitCode code() {
    return code;
  }
}
