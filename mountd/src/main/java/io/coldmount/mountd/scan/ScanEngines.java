package io.coldmount.mountd.scan;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

/**
 * Makes the engine that a user names: {@code clamd[:SOCKET|:HOST:PORT]}, {@code command:PROGRAM},
 * {@code yara:RULES}.
 *
 * @param clamdConfiguration where clamd's own configuration is
 * @param timeout how long the engine may take for an answer
 */
public record ScanEngines(Path clamdConfiguration, Duration timeout) {

  /** Makes the mount that a program needs. */
  public interface Mounter {
    GuestMount mount() throws IOException;
  }

  /**
   * Makes the engine, and asks it whether it is there.
   *
   * @throws IllegalArgumentException if there is no such engine
   */
  public ScanEngine open(String typed, Mounter mounter) throws IOException, InterruptedException {
    int colon = typed.indexOf(':');
    String name = colon < 0 ? typed : typed.substring(0, colon);
    String rest = colon < 0 ? "" : typed.substring(colon + 1);
    return switch (name) {
      case "clamd" -> new ClamdEngine(rest, clamdConfiguration, timeout);
      case "yara" -> new YaraEngine(Path.of(rest).toAbsolutePath(), timeout);
      case "command" -> command(rest, mounter);
      default ->
          throw new IllegalArgumentException(
              "there is no engine \""
                  + name
                  + "\": choose clamd, clamd:/run/clamd.ctl, clamd:HOST:PORT, yara:RULES or"
                  + " command:PROGRAM.");
    };
  }

  private ScanEngine command(String program, Mounter mounter) throws IOException {
    GuestMount mount = mounter.mount();
    try {
      return new MountedEngine(new CommandEngine(program, mount, timeout), mount);
    } catch (RuntimeException e) {
      mount.close();
      throw e;
    }
  }

  /** An engine that takes its mount along when it is closed. */
  private record MountedEngine(ScanEngine engine, GuestMount mount) implements ScanEngine {
    @Override
    public String description() {
      return engine.description();
    }

    @Override
    public long limit() {
      return engine.limit();
    }

    @Override
    public int batch() {
      return engine.batch();
    }

    @Override
    public Scanner scanner() throws IOException {
      return engine.scanner();
    }

    @Override
    public void close() throws IOException {
      engine.close();
      mount.close();
    }
  }
}
