package io.coldmount.mountd.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The folder of a daemon's socket. */
final class ControlPlaceTest {

  @TempDir Path temp;

  private static String mode(Path folder) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(folder));
  }

  @Test
  void theUsersIsForTheUserAloneAndTheSystemsForAll() throws IOException {
    ControlPlace own = new ControlPlace(temp.resolve("own"), false);
    ControlPlace system = new ControlPlace(temp.resolve("run/system"), true);
    own.make();
    own.make();
    system.make();
    assertThat(mode(own.folder())).isEqualTo("rwx------");
    assertThat(mode(system.folder())).isEqualTo("rwxr-xr-x");
  }

  @Test
  void processesThatBeginAtOnceAllFindIt() throws Exception {
    int count = 4;
    CyclicBarrier start = new CyclicBarrier(count);
    try (ExecutorService threads = Executors.newFixedThreadPool(count)) {
      for (int round = 0; round < 200; round++) {
        ControlPlace place = new ControlPlace(temp.resolve("round-" + round), false);
        List<Future<?>> made = new ArrayList<>();
        for (int i = 0; i < count; i++) {
          made.add(
              threads.submit(
                  () -> {
                    start.await();
                    place.make();
                    return null;
                  }));
        }
        for (Future<?> one : made) {
          one.get();
        }
      }
    }
  }

  @Test
  void aFileInItsPlaceIsAnError() throws IOException {
    Path file = Files.createFile(temp.resolve("file"));
    assertThatThrownBy(() -> new ControlPlace(file, false).make())
        .isInstanceOf(FileAlreadyExistsException.class);
  }
}
