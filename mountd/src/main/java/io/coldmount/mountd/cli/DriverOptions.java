package io.coldmount.mountd.cli;

import io.coldmount.fs.FileSystemDriver.DriverOption;
import io.coldmount.mountd.guest.Drivers;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/** The {@code -o} options that the installed drivers declare. */
final class DriverOptions {

  private final Map<String, DriverOption> declared = new TreeMap<>();

  DriverOptions(Drivers drivers) {
    for (var driver : drivers.all()) {
      driver.options().forEach(option -> declared.putIfAbsent(option.name(), option));
    }
  }

  boolean declares(String name) {
    return declared.containsKey(name);
  }

  Iterable<DriverOption> all() {
    return declared.values();
  }

  /** The options as typed, with a sentence for each. */
  Map<String, String> described() {
    Map<String, String> lines = new LinkedHashMap<>();
    declared
        .values()
        .forEach(
            option ->
                lines.put(
                    option.name() + (option.values().isEmpty() ? "" : "=" + option.values()),
                    option.description()));
    return lines;
  }

  /** Refuses a value that is missing or that is there for a flag. */
  void check(OptionList.Item item) throws CommandException {
    DriverOption option = declared.get(item.name());
    if (option == null) {
      throw new IllegalArgumentException(item.name());
    }
    if (option.values().isEmpty() != item.value().isEmpty()) {
      throw new CommandException(
          ExitCode.USAGE,
          option.values().isEmpty()
              ? "the option " + item.name() + " takes no value."
              : "the option " + item.name() + " needs a value: " + option.values() + ".");
    }
  }

  /**
   * The options of a command that mounts nothing: those of the drivers, and {@code ro}.
   *
   * @param typed what followed each {@code -o}
   */
  Map<String, String> parse(Iterable<String> typed) throws CommandException {
    Map<String, String> values = new LinkedHashMap<>();
    for (OptionList.Item item : OptionList.parse(typed)) {
      if (item.name().equals("ro")) {
        continue;
      }
      if (!declares(item.name())) {
        throw new CommandException(
            ExitCode.USAGE,
            "there is no option \""
                + item.name()
                + "\": those here are "
                + String.join(", ", declared.keySet())
                + ".");
      }
      check(item);
      values.put(item.name(), item.value());
    }
    return values;
  }
}
