package io.coldmount.mountd.cli;

import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;

/** A command of the program, which says how it can end. */
interface Subcommand extends Callable<ExitCode> {

  /** Its exit codes besides those that every command has. */
  Set<ExitCode> ends();

  /** What can follow {@code -o}, with a sentence for each. */
  default Map<String, String> mountOptions() {
    return Map.of();
  }

  /**
   * Ends that this command alone has, or that mean something else for it: numbers with meanings.
   */
  default Map<String, String> ownEnds() {
    return Map.of();
  }

  /** How any command can end. */
  static Set<ExitCode> always() {
    return EnumSet.of(ExitCode.OK, ExitCode.INTERNAL, ExitCode.USAGE);
  }

  /** How any command that opens disks can end. */
  static Set<ExitCode> ofDisks() {
    return EnumSet.of(
        ExitCode.DISK,
        ExitCode.CORRUPT,
        ExitCode.UNSUPPORTED,
        ExitCode.PARENT,
        ExitCode.OUTPUT,
        ExitCode.READER_GONE);
  }
}
