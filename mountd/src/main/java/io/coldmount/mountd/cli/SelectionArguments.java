package io.coldmount.mountd.cli;

import io.coldmount.mountd.restore.Glob;
import io.coldmount.mountd.restore.Selection;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that say which entries of a tree are taken. */
final class SelectionArguments {

  @Option(
      names = "--exclude",
      paramLabel = "GLOB",
      description =
          "Leave out what fits GLOB, and all below it. A pattern without a slash fits names in any"
              + " folder, another fits paths from the top; ** is any number of folders. May be"
              + " repeated.")
  List<String> exclude = new ArrayList<>();

  @Option(
      names = "--newer",
      paramLabel = "TIME",
      description =
          "Take only files modified after TIME: 2026-01-31 (its beginning in UTC), or"
              + " 2026-01-31T23:59:59Z.")
  @Nullable String newer;

  Selection selection(List<String> include) throws CommandException {
    return new Selection(globs(include), globs(exclude), newer == null ? null : instant(newer));
  }

  static List<Glob> globs(List<String> patterns) {
    return patterns.stream().map(Glob::of).toList();
  }

  private static Instant instant(String typed) throws CommandException {
    try {
      return typed.contains("T")
          ? Instant.parse(typed)
          : LocalDate.parse(typed).atStartOfDay(ZoneOffset.UTC).toInstant();
    } catch (DateTimeException e) {
      throw new CommandException(
          ExitCode.USAGE,
          "\"" + typed + "\" is no time: write 2026-01-31 or 2026-01-31T23:59:59Z.");
    }
  }
}
