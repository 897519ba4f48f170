package io.coldmount.mountd.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The command that starts a daemon like the one in this process. */
final class Successor {

  private static final Path COMMAND_LINE = Path.of("/proc/self/cmdline");

  private Successor() {}

  /** Empty if it cannot be told. */
  static List<String> ofUser(Duration idle) {
    try {
      String text = new String(Files.readAllBytes(COMMAND_LINE), StandardCharsets.UTF_8);
      List<String> arguments = List.of(text.split("\0", -1));
      int main = arguments.indexOf(Main.class.getName());
      if (main < 0) {
        return List.of();
      }
      List<String> command = new ArrayList<>(arguments.subList(0, main + 1));
      command.addAll(List.of("daemon", "--idle", Long.toString(idle.toSeconds())));
      return List.copyOf(command);
    } catch (IOException e) {
      return List.of();
    }
  }
}
