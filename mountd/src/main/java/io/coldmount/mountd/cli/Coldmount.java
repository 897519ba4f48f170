package io.coldmount.mountd.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.UsageMessageSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.UnmatchedArgumentException;

/** The program: its commands, their help, and how any of them ends. */
@Command(
    name = "coldmount",
    header = "Show the disks of powered-off virtual machines, read-only.",
    description = {
      "Mounts the disks of powered-off virtual machines at a path, read-only.",
      "A DISK is any file that begins a disk: a VMDK descriptor, a VMDK extent with an embedded"
          + " one, a snapshot delta, or a raw image. Images are never changed."
    },
    synopsisSubcommandLabel = "COMMAND")
final class Coldmount {

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      scope = ScopeType.INHERIT,
      description = "Show this help.")
  boolean help;

  @Option(
      names = {"-V", "--version"},
      versionHelp = true,
      description = "Show the version.")
  boolean version;

  @Option(
      names = "--debug",
      scope = ScopeType.INHERIT,
      description = "Log in detail, and show where an error came from.")
  boolean debug;

  private static final String MOUNT_OPTIONS = "mountOptions";

  private final Shell shell;

  private Coldmount(Shell shell) {
    this.shell = shell;
  }

  /** The program with all its commands, ready to be executed once. */
  static CommandLine commandLine(Shell shell) {
    return commandLine(shell, commands(shell));
  }

  /**
   * The same with only the command that {@code first} names, if it names one: that starts faster.
   */
  static CommandLine commandLine(Shell shell, String first) {
    List<Subcommand> all = commands(shell);
    List<Subcommand> one = all.stream().filter(command -> isCalled(command, first)).toList();
    return commandLine(shell, one.isEmpty() ? all : one);
  }

  private static boolean isCalled(Subcommand command, String name) {
    Command names = command.getClass().getAnnotation(Command.class);
    return names.name().equals(name) || Arrays.asList(names.aliases()).contains(name);
  }

  private static CommandLine commandLine(Shell shell, List<Subcommand> commands) {
    Coldmount program = new Coldmount(shell);
    CommandLine line = new CommandLine(program);
    for (Subcommand command : commands) {
      line.addSubcommand(command);
    }
    line.getCommandSpec().version("coldmount " + Version.text());
    describe(line.getCommandSpec(), EnumSet.allOf(ExitCode.class), Map.of());
    for (CommandLine sub : line.getSubcommands().values()) {
      Subcommand command = sub.getCommand();
      if (command instanceof RunCommand) {
        // What follows the disks, two hyphens included, is for the command that it runs.
        sub.setStopAtPositional(true).getCommandSpec().parser().endOfOptionsDelimiter("\0");
      }
      Set<ExitCode> ends = EnumSet.copyOf(Subcommand.always());
      ends.addAll(command.ends());
      describe(sub.getCommandSpec(), ends, command.ownEnds());
      addMountOptions(sub.getCommandSpec().usageMessage(), command.mountOptions());
    }
    line.setParameterExceptionHandler(program::badUsage);
    line.setExecutionExceptionHandler((thrown, at, parsed) -> program.failed(thrown));
    line.setExecutionStrategy(program::execute);
    line.setExitCodeExceptionMapper(thrown -> Failure.of(thrown).code().number());
    return line;
  }

  private static List<Subcommand> commands(Shell shell) {
    return List.of(
        new MountCommand(shell, new LauncherDetachment(shell)),
        new UnmountCommand(shell),
        new ListCommand(shell),
        new InspectCommand(shell),
        new CheckCommand(shell),
        new LsCommand(shell),
        new StatCommand(shell),
        new CatCommand(shell),
        new CpCommand(shell),
        new TarCommand(shell),
        new ExportCommand(shell),
        new VersionsCommand(shell),
        new DiffCommand(shell),
        new ScanCommand(shell),
        new RunCommand(shell),
        new DaemonCommand(shell));
  }

  private static void describe(CommandSpec spec, Set<ExitCode> ends, Map<String, String> own) {
    Map<String, String> codes = new LinkedHashMap<>();
    Arrays.stream(ExitCode.values())
        .filter(ends::contains)
        .forEach(code -> codes.put(Integer.toString(code.number()), code.meaning()));
    codes.putAll(own);
    spec.usageMessage()
        .synopsisHeading("Usage: ")
        .descriptionHeading("%n")
        .parameterListHeading("%n")
        .optionListHeading("%nOptions:%n")
        .commandListHeading("%nCommands:%n")
        .exitCodeListHeading("%nEXIT STATUS%n")
        .exitCodeList(codes)
        .sortOptions(false)
        .abbreviateSynopsis(true);
  }

  /** The values of {@code -o}, between the options and the exit codes. */
  private static void addMountOptions(UsageMessageSpec usage, Map<String, String> options) {
    if (options.isEmpty()) {
      return;
    }
    List<String> sections = new ArrayList<>(usage.sectionKeys());
    int before = sections.indexOf(UsageMessageSpec.SECTION_KEY_EXIT_CODE_LIST_HEADING);
    sections.add(before, MOUNT_OPTIONS);
    usage.sectionKeys(sections);
    usage
        .sectionMap()
        .put(MOUNT_OPTIONS, help -> "%nValues of -o:%n".formatted() + HelpTable.of(options));
  }

  private int execute(CommandLine.ParseResult parsed) {
    Integer shown = CommandLine.executeHelpRequest(parsed);
    if (shown != null) {
      return shown;
    }
    if (!parsed.hasSubcommand()) {
      throw new ParameterException(parsed.commandSpec().commandLine(), "say what to do");
    }
    if (debug) {
      Logging.detailed();
    }
    Subcommand chosen = parsed.subcommand().commandSpec().commandLine().getCommand();
    try {
      ExitCode code = chosen.call();
      shell.out().flush();
      return code.number();
    } catch (ProgramExit e) {
      flushQuietly();
      return e.number();
    } catch (Exception | OutOfMemoryError | StackOverflowError e) {
      return failed(e);
    }
  }

  private int badUsage(ParameterException thrown, String[] arguments) {
    CommandSpec spec = thrown.getCommandLine().getCommandSpec();
    shell.warn(problem(thrown) + " (try \"" + spec.qualifiedName() + " --help\").");
    return ExitCode.USAGE.number();
  }

  private static String problem(ParameterException thrown) {
    return switch (thrown) {
      case UnmatchedArgumentException e when e.isUnknownOption() ->
          "there is no option " + e.getUnmatched().getFirst();
      case UnmatchedArgumentException e when e.getCommandLine().getParent() == null ->
          "there is no command \"" + e.getUnmatched().getFirst() + "\"";
      case MissingParameterException e when !e.getMissing().isEmpty() ->
          "missing: " + String.join(" ", e.getMissing().stream().map(ArgSpec::paramLabel).toList());
      default -> String.valueOf(thrown.getMessage());
    };
  }

  private int failed(Throwable thrown) {
    Failure failure = Failure.of(thrown);
    if (!(thrown instanceof Output.Broken)) {
      flushQuietly();
    }
    if (!failure.sentence().isEmpty()) {
      shell.warn(failure.sentence());
    }
    if (debug) {
      thrown.printStackTrace(shell.err());
    }
    return failure.code().number();
  }

  /** What was found before the failure is still worth reading. */
  private void flushQuietly() {
    try {
      shell.out().flush();
    } catch (Output.Broken e) {
      // The failure that is about to be told matters more.
    }
  }
}
