package io.coldmount.mntapi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Every error that the document says can come does come, with VMware's number. */
final class MntErrorsTest {

  private static final Path DOCUMENT =
      Path.of(System.getProperty("coldmount.root", "."), "src/docs/vixmntapi.md");
  private static final Pattern ROW = Pattern.compile("\\| (\\d+) \\| `(\\w+)` \\| (.*) \\|");

  @TempDir Path folder;
  private TestDisks disks;
  private Connection connection;
  private MntApi api;
  private Path tmp;

  @BeforeEach
  void init() throws IOException {
    TestDisks.assumeMounts();
    disks = new TestDisks(folder);
    connection = Connection.local(folder);
    tmp = Files.createDirectory(folder.resolve("tmp"));
    api = MntApi.init(1, 0, MntLog.SILENT, tmp);
  }

  @AfterEach
  void end() {
    if (api != null) {
      api.close();
    }
  }

  private DiskSetHandle open(String... names) throws MntException {
    return api.openDisks(connection, List.of(names), OpenFlags.READ_ONLY);
  }

  private void mount(String disk, String volume) throws MntException {
    api.mountVolume(api.getVolumeHandles(open(disk)).named(volume), true);
  }

  /** A call for each error that makes it. */
  private Map<MntError, ThrowingCallable> calls() throws IOException {
    String linux = disks.linux();
    Map<MntError, ThrowingCallable> calls = new EnumMap<>(MntError.class);
    calls.put(
        MntError.FAIL,
        () -> {
          api.exit();
          open(linux);
        });
    calls.put(MntError.INVALID_ARG, () -> open());
    calls.put(MntError.NOT_SUPPORTED, () -> api.openDisks(connection, List.of(linux), 2));
    calls.put(
        MntError.INVALID_HANDLE,
        () -> {
          VolumeHandles handles = api.getVolumeHandles(open(linux));
          handles.close();
          api.mountVolume(handles.named("p1"), true);
        });
    disk(calls, linux);
    mounting(calls, linux);
    library(calls, linux);
    return calls;
  }

  private void disk(Map<MntError, ThrowingCallable> calls, String linux) throws IOException {
    String empty = disks.empty();
    String lvm = disks.lvm();
    String withoutTable = disks.withoutTable();
    disks.bash("printf KDMVgarbage > garbage.vmdk; truncate -s 4096 garbage.vmdk");
    calls.put(MntError.DISK_NOT_FOUND, () -> open("missing.vmdk"));
    calls.put(MntError.DISK_CANT_OPEN, () -> open("garbage.vmdk"));
    calls.put(MntError.CANT_READ_PARTS, () -> open(withoutTable));
    calls.put(MntError.NO_MOUNTABLE_PARTITIONS, () -> api.getVolumeHandles(open(empty)));
    calls.put(
        MntError.ALREADY_OPENED,
        () -> {
          open(linux);
          open(linux);
        });
    calls.put(MntError.UNSUPPORTED_OS, () -> api.getOsInfo(open(lvm)));
    calls.put(MntError.UNSUPPORTED_FT_VOLUME, () -> mount(lvm, "p1"));
    calls.put(MntError.PARTITION_NOT_FOUND, () -> mount(linux, "p9"));
    calls.put(
        MntError.PERM,
        () -> {
          throw Faults.ofDisk(new AccessDeniedException(linux)); // root may read everything
        });
    calls.put(
        MntError.OS_ERROR,
        () -> {
          throw Faults.ofDisk(new IOException("Input/output error"));
        });
  }

  private void mounting(Map<MntError, ThrowingCallable> calls, String linux) throws IOException {
    String damaged = disks.damaged();
    String cut = disks.cut();
    calls.put(MntError.OPEN_FAILURE, () -> mount(damaged, "p1"));
    calls.put(MntError.PARTITION_RANGE, () -> mount(cut, "p1"));
    calls.put(
        MntError.MOUNTPT_NOT_FOUND,
        () -> {
          DiskSetHandle set = open(linux);
          Files.delete(set.folder());
          api.mountVolume(api.getVolumeHandles(set).named("p1"), true);
        });
    calls.put(
        MntError.MOUNTPT_IN_USE,
        () -> {
          DiskSetHandle set = open(linux);
          Path other = Files.createDirectories(set.folder().resolve("p1/other"));
          try {
            api.mountVolume(api.getVolumeHandles(set).named("p1"), true);
          } finally {
            Files.delete(other);
            Files.delete(other.getParent());
          }
        });
    calls.put(
        MntError.VOLUME_NOT_WRITABLE,
        () -> api.mountVolume(api.getVolumeHandles(open(linux)).named("p1"), false));
    calls.put(
        MntError.VOLUME_NOT_MOUNTED,
        () -> api.dismountVolume(api.getVolumeHandles(open(linux)).named("p1"), true));
    calls.put(
        MntError.VOLUME_ALREADY_MOUNTED,
        () -> {
          VolumeHandle volume = api.getVolumeHandles(open(linux)).named("p1");
          api.mountVolume(volume, true);
          api.mountVolume(volume, true);
        });
    calls.put(
        MntError.UMOUNT,
        () -> {
          VolumeHandle volume = api.getVolumeHandles(open(linux)).named("p2");
          api.mountVolume(volume, true);
          Path place = Path.of(api.getVolumeInfo(volume).symbolicLink());
          try (var inUse = Files.newInputStream(place.resolve("hello"))) {
            assertThat(inUse.read()).isEqualTo('h');
            api.dismountVolume(volume, false);
          }
        });
    calls.put(
        MntError.UMOUNT_APP_NOT_FOUND,
        () -> {
          IOException cause =
              catchThrowableOfType(
                  IOException.class, () -> new ProcessBuilder("/no/fusermount3").start());
          throw Faults.ofUnmount(new IOException("fusermount3 is missing", cause));
        });
    calls.put(
        MntError.NO_DRIVER,
        () -> {
          throw new MntException(Faults.ofFuse(folder.resolve("no-device")), "no FUSE");
        });
  }

  private void library(Map<MntError, ThrowingCallable> calls, String linux) {
    calls.put(
        MntError.DISK_NOT_MOUNTED,
        () -> {
          DiskSetHandle set = open(linux);
          api.closeDiskSet(set);
          api.closeDiskSet(set);
        });
    calls.put(
        MntError.DISK_IS_MOUNTED,
        () -> {
          DiskSetHandle set = open(linux);
          api.mountVolume(api.getVolumeHandles(set).named("p1"), true);
          api.closeDiskSet(set);
        });
    calls.put(
        MntError.OPEN_HANDLES,
        () -> {
          open(linux);
          api.exit();
        });
    calls.put(
        MntError.ITEM_NOT_FOUND,
        () -> {
          DiskSetHandle set = open(linux);
          api.close();
          api = MntApi.init(1, 0, MntLog.SILENT, tmp);
          api.getDiskSetInfo(set);
        });
    calls.put(MntError.INCOMPATIBLE_VERSION, () -> MntApi.init(1, 1, MntLog.SILENT, tmp));
    calls.put(
        MntError.CANT_MAKE_VAR_DIR,
        () -> {
          api.close();
          MntApi.init(1, 0, MntLog.SILENT, folder.resolve("none"));
        });
    calls.put(
        MntError.DICT,
        () -> {
          api.close();
          Path file = Files.writeString(folder.resolve("conf"), "no equals sign\n");
          MntApi.initFromFile(1, 0, MntLog.SILENT, file);
        });
  }

  @TestFactory
  List<DynamicTest> eachErrorHasACallThatMakesIt() throws IOException {
    List<DynamicTest> tests = new ArrayList<>();
    calls()
        .forEach(
            (error, call) ->
                tests.add(
                    DynamicTest.dynamicTest(
                        error.number() + " " + error,
                        () -> {
                          restart();
                          MntException thrown = catchThrowableOfType(MntException.class, call);
                          assertThat(thrown).isNotNull();
                          assertThat(thrown.error()).isEqualTo(error);
                          assertThat(thrown.number()).isEqualTo(error.number());
                          assertThat(thrown).message().isNotBlank();
                        })));
    return tests;
  }

  /** A library in which nothing is open. */
  private void restart() throws IOException {
    api.close();
    api = MntApi.init(1, 0, MntLog.SILENT, tmp);
  }

  @Test
  void theDocumentHasEveryErrorAndSaysWhichNeverCome() throws IOException {
    Map<MntError, Integer> numbers = new EnumMap<>(MntError.class);
    Set<MntError> coming = EnumSet.noneOf(MntError.class);
    for (String line : Files.readAllLines(DOCUMENT)) {
      Matcher row = ROW.matcher(line);
      if (row.matches()) {
        MntError error = MntError.valueOf(row.group(2));
        numbers.put(error, Integer.valueOf(row.group(1)));
        if (!row.group(3).startsWith("never")) {
          coming.add(error);
        }
      }
    }
    for (MntError error : MntError.values()) {
      assertThat(numbers).containsEntry(error, error.number());
    }
    assertThat(coming).isEqualTo(calls().keySet());
  }
}
