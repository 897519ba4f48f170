package io.coldmount.mountd.cli;

import java.util.Map;

/** Names and what they mean, laid out as picocli lays out options, whatever the names' length. */
final class HelpTable {

  private static final int WIDTH = 80;
  private static final int COLUMN = 24;

  private HelpTable() {}

  static String of(Map<String, String> meanings) {
    StringBuilder table = new StringBuilder();
    meanings.forEach((name, meaning) -> row(table, name, meaning));
    return table.toString();
  }

  private static void row(StringBuilder table, String name, String meaning) {
    StringBuilder line = new StringBuilder("  " + name);
    if (line.length() >= COLUMN - 1) {
      end(table, line);
    }
    pad(line);
    boolean begun = false;
    for (String word : meaning.split(" ", -1)) {
      if (begun && line.length() + 1 + word.length() > WIDTH) {
        end(table, line);
        pad(line);
        begun = false;
      }
      line.append(begun ? " " : "").append(word);
      begun = true;
    }
    end(table, line);
  }

  private static void pad(StringBuilder line) {
    line.append(" ".repeat(COLUMN - line.length()));
  }

  private static void end(StringBuilder table, StringBuilder line) {
    table.append(line).append('\n');
    line.setLength(0);
  }
}
