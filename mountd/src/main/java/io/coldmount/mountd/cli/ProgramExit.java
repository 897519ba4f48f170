package io.coldmount.mountd.cli;

/** A command ends with the number of a program it ran, or with one that its own help defines. */
final class ProgramExit extends Exception {

  private static final long serialVersionUID = 1L;

  private final int number;

  ProgramExit(int number) {
    super("exit " + number);
    this.number = number;
  }

  int number() {
    return number;
  }
}
