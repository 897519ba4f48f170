package io.coldmount.mountd.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.coldmount.mountd.guest.Drivers;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import picocli.AutoComplete;
import picocli.CommandLine;

/**
 * The manual pages and the completion of bash are files of the project, made from the commands'
 * description: this test says when they are not true any more, and with {@code
 * -Dcoldmount.update=true} makes them anew.
 */
final class ManPagesTest {

  private static final Path ROOT = Path.of(System.getProperty("coldmount.root", ".."));
  private static final Path PAGES = ROOT.resolve("src/docs/man");
  private static final Path COMPLETION = ROOT.resolve("src/dist/completion/coldmount");

  private static CommandLine program() {
    PrintStream err =
        new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
    Output out = new Output(OutputStream.nullOutputStream());
    return Coldmount.commandLine(
        new Shell(out, err, Drivers.installed(), Path.of("/"), false, false));
  }

  private static Map<Path, String> files() {
    CommandLine program = program();
    Map<Path, String> files = new LinkedHashMap<>();
    page(files, program);
    program.getSubcommands().values().forEach(command -> page(files, command));
    files.put(COMPLETION, AutoComplete.bash("coldmount", program));
    return files;
  }

  private static void page(Map<Path, String> files, CommandLine command) {
    var spec = command.getCommandSpec();
    files.put(PAGES.resolve(ManPage.name(spec) + ".1"), ManPage.of(spec));
  }

  @Test
  void theManualAndTheCompletionSayWhatTheHelpSays() throws IOException {
    Map<Path, String> files = files();
    if (Boolean.getBoolean("coldmount.update")) {
      Files.createDirectories(PAGES);
      Files.createDirectories(COMPLETION.getParent());
      for (Map.Entry<Path, String> file : files.entrySet()) {
        Files.writeString(file.getKey(), file.getValue());
      }
    }
    for (Map.Entry<Path, String> file : files.entrySet()) {
      assertThat(file.getKey()).exists();
      assertThat(Files.readString(file.getKey()))
          .as("%s (run this test with -Dcoldmount.update=true to make it anew)", file.getKey())
          .isEqualTo(file.getValue());
    }
  }

  @Test
  void noManualPageIsLeftOfACommandThatHasGone() throws IOException {
    try (var pages = Files.list(PAGES)) {
      assertThat(new TreeSet<>(pages.toList()))
          .isEqualTo(
              new TreeSet<>(
                  files().keySet().stream().filter(path -> path.startsWith(PAGES)).toList()));
    }
  }

  @Test
  void everyCommandHasAHelpWithItsExitCodes() {
    program()
        .getSubcommands()
        .values()
        .forEach(
            command ->
                assertThat(command.getUsageMessage())
                    .contains("Usage: coldmount ", "EXIT STATUS", "  0 ", "  2 ", "--help"));
  }
}
