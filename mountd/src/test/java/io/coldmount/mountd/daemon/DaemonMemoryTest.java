package io.coldmount.mountd.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** How much memory a daemon with many mounts has, with the heap that the launcher gives it. */
@Timeout(180)
final class DaemonMemoryTest {

  private static final int MOUNTS = 100;
  private static final long MOST_KIB = 512 << 10;

  @TempDir Path temp;

  /** Lists all, and reads every file to its end. */
  private static Map<String, Integer> read(Path mountpoint) throws IOException {
    Map<String, Integer> contents = new TreeMap<>();
    try (Stream<Path> files = Files.walk(mountpoint)) {
      for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
        contents.put(
            mountpoint.relativize(file).toString(), Arrays.hashCode(Files.readAllBytes(file)));
      }
    } catch (UncheckedIOException e) {
      throw new IOException(mountpoint.toString(), e);
    }
    return contents;
  }

  private static long kib(long pid, String field) throws IOException {
    try (Stream<String> lines = Files.lines(Path.of("/proc/" + pid + "/status"))) {
      String line = lines.filter(text -> text.startsWith(field + ":")).findFirst().orElseThrow();
      return Long.parseLong(line.replaceAll("[^0-9]", ""));
    }
  }

  @Test
  void aHundredMountsThatAreListedAndReadFitIntoHalfAGibibyte() throws Exception {
    TestGuest.assumeRootWithFuse();
    Path disk = TestGuest.in(Files.createDirectory(temp.resolve("images")));
    try (DaemonProcess daemon = DaemonProcess.ofUser(temp)) {
      List<Path> places = new ArrayList<>();
      for (int i = 0; i < MOUNTS; i++) {
        Path place = Files.createDirectory(temp.resolve("mount" + i));
        String body = "{\"disks\":[\"%s\"],\"mountpoint\":\"%s\"}".formatted(disk, place);
        ApiClient.Reply reply = daemon.client().post("/v1/mounts", body);
        assertThat(reply.status()).as(reply.text()).isEqualTo(201);
        places.add(place);
      }
      Map<String, Integer> first = read(places.getFirst());
      assertThat(first).hasSizeGreaterThan(50);
      for (Path place : places) {
        assertThat(read(place)).isEqualTo(first);
      }
      long pid = daemon.process.pid();
      assertThat(kib(pid, "VmRSS"))
          .as("KiB, at most %s so far", kib(pid, "VmHWM"))
          .isLessThan(MOST_KIB);
    } finally {
      TestGuest.clean(temp);
    }
  }
}
