package io.coldmount.mountd.cli;

import io.coldmount.mountd.guest.Drivers;
import java.io.PrintStream;
import java.nio.file.Path;

/**
 * What surrounds a command.
 *
 * @param out standard output
 * @param err standard error, for people
 * @param directory what relative host paths are relative to; the daemon's own directory is /
 * @param outputIsTerminal whether guest names must be made harmless before they are shown
 * @param errorsAreTerminal whether progress may be shown
 */
record Shell(
    Output out,
    PrintStream err,
    Drivers drivers,
    Path directory,
    boolean outputIsTerminal,
    boolean errorsAreTerminal) {

  /** The absolute path of a path that the user typed. */
  Path path(Path typed) {
    return directory.resolve(typed).normalize();
  }

  /** Tells the user something that does not stop the command. */
  void warn(String sentence) {
    String clean = Text.oneLine(sentence);
    err.println(
        "coldmount: " + (clean.endsWith(".") ? clean.substring(0, clean.length() - 1) : clean));
  }
}
