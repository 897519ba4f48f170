package io.coldmount.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A disk mounted by the launcher, as a user mounts it. */
record Coldmount(Path mountpoint) implements AutoCloseable {

  /** The command line that runs Coldmount with {@code arguments}. */
  static List<String> command(Object... arguments) {
    List<String> command = new ArrayList<>();
    command.add(Host.project().resolve("coldmount").toString());
    Arrays.stream(arguments).map(Object::toString).forEach(command::add);
    return command;
  }

  static Host.Result run(Object... arguments) throws IOException {
    return Host.result(command(arguments));
  }

  /** Mounts {@code disk} at a new folder beside it, with more arguments of {@code mount}. */
  static Coldmount mount(Path disk, String... arguments) throws IOException {
    Path mountpoint = Files.createTempDirectory(disk.toAbsolutePath().getParent(), "coldmount");
    List<Object> all = new ArrayList<>(List.of("mount", disk, mountpoint));
    all.addAll(Arrays.asList(arguments));
    Host.Result result = run(all.toArray());
    assertThat(result.exit()).as("%s: %s", all, result.errors()).isZero();
    return new Coldmount(mountpoint);
  }

  @Override
  public void close() throws IOException {
    Host.run("umount", mountpoint.toString());
  }
}
