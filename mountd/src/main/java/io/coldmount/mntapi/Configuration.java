package io.coldmount.mntapi;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/** VMware's configuration file: {@code name=value}, and comments that begin with a hash. */
final class Configuration {

  private static final String TMP_DIRECTORY = "tmpDirectory";

  private Configuration() {}

  /** The folder that {@code tmpDirectory} names. */
  static Path read(Path file, MntLog log) throws MntException {
    String folder = "";
    try {
      for (String line : Files.readAllLines(file, StandardCharsets.UTF_8)) {
        String stripped = line.strip();
        int equals = stripped.indexOf('=');
        if (stripped.isEmpty() || stripped.startsWith("#")) {
          continue;
        }
        if (equals < 1) {
          throw new MntException(
              MntError.DICT, file + ": \"" + stripped + "\" is not of the form name=value.");
        }
        String name = stripped.substring(0, equals).strip();
        if (name.equals(TMP_DIRECTORY)) {
          folder = unquoted(stripped.substring(equals + 1).strip());
        } else {
          log.warn(file + ": the setting " + name + " has no use here.");
        }
      }
      if (folder.isEmpty()) {
        throw new MntException(MntError.DICT, file + " does not name a tmpDirectory.");
      }
      return Path.of(folder);
    } catch (MntException e) {
      throw e;
    } catch (IOException | InvalidPathException e) {
      throw new MntException(MntError.DICT, file + " cannot be read: " + e.getMessage(), e);
    }
  }

  private static String unquoted(String value) {
    boolean quoted = value.length() >= 2 && value.startsWith("\"") && value.endsWith("\"");
    return quoted ? value.substring(1, value.length() - 1) : value;
  }
}
