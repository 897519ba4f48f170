package io.coldmount.mountd.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** Writes the manual page of a command from the same description that its help comes from. */
final class ManPage {

  private final CommandSpec spec;
  private final StringBuilder page = new StringBuilder();

  private ManPage(CommandSpec spec) {
    this.spec = spec;
  }

  static String of(CommandSpec spec) {
    ManPage page = new ManPage(spec);
    page.write();
    return page.page.toString();
  }

  static String name(CommandSpec spec) {
    return spec.qualifiedName("-");
  }

  private void write() {
    line(".\\\" Made from the command's own help by ManPagesTest; change it there.");
    line(".TH " + name(spec).toUpperCase(java.util.Locale.ROOT) + " 1 \"\" Coldmount");
    heading("NAME");
    String header = String.join(" ", spec.usageMessage().header()).replaceFirst("\\.$", "");
    line(escaped(name(spec)) + " \\- " + escaped(header));
    heading("SYNOPSIS");
    line(".B " + escaped(new CommandLine.Help(spec).synopsis(0).strip()));
    heading("DESCRIPTION");
    for (String paragraph : spec.usageMessage().description()) {
      line(".PP");
      line(escaped(paragraph));
    }
    parameters();
    commands();
    exitStatus();
    seeAlso();
  }

  private void parameters() {
    heading("OPTIONS");
    for (PositionalParamSpec parameter : spec.positionalParameters()) {
      entry(parameter.paramLabel(), String.join(" ", parameter.description()));
    }
    for (OptionSpec option : spec.options()) {
      String value = option.arity().max() == 0 ? "" : separator(option) + option.paramLabel();
      entry(
          String.join(", ", option.names()) + value,
          String.join(" ", option.description())
              .replace("${COMPLETION-CANDIDATES}", candidates(option)));
    }
    if (spec.userObject() instanceof Subcommand command && !command.mountOptions().isEmpty()) {
      heading("VALUES OF -o");
      command.mountOptions().forEach(this::entry);
    }
  }

  private static String separator(OptionSpec option) {
    return option.longestName().startsWith("--") ? "=" : " ";
  }

  private static String candidates(OptionSpec option) {
    List<String> names = new ArrayList<>();
    if (option.completionCandidates() != null) {
      option.completionCandidates().forEach(names::add);
    }
    return String.join(", ", names);
  }

  private void commands() {
    if (spec.subcommands().isEmpty()) {
      return;
    }
    heading("COMMANDS");
    for (CommandLine command : spec.subcommands().values().stream().distinct().toList()) {
      CommandSpec sub = command.getCommandSpec();
      entry(sub.names().toArray(new String[0])[0], String.join(" ", sub.usageMessage().header()));
    }
  }

  private void exitStatus() {
    heading("EXIT STATUS");
    for (Map.Entry<String, String> code : spec.usageMessage().exitCodeList().entrySet()) {
      entry(code.getKey(), code.getValue());
    }
  }

  private void seeAlso() {
    heading("SEE ALSO");
    CommandLine parent = spec.parent() == null ? spec.commandLine() : spec.parent().commandLine();
    List<String> pages = new ArrayList<>();
    if (spec.parent() != null) {
      pages.add("coldmount(1)");
    }
    for (CommandLine command : parent.getSubcommands().values().stream().distinct().toList()) {
      if (!name(command.getCommandSpec()).equals(name(spec))) {
        pages.add(name(command.getCommandSpec()) + "(1)");
      }
    }
    line(escaped(String.join(", ", pages)));
  }

  private void heading(String title) {
    line(".SH " + escaped(title));
  }

  private void entry(String name, String meaning) {
    line(".TP");
    line(".B " + escaped(name));
    line(escaped(meaning));
  }

  private void line(String text) {
    page.append(text).append('\n');
  }

  private static String escaped(String text) {
    String plain = text.replace("\\", "\\e").replace("-", "\\-");
    return plain.startsWith(".") || plain.startsWith("'") ? "\\&" + plain : plain;
  }
}
