package io.coldmount.mountd.daemon;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.coldmount.mountd.fuse.FuseMount;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.stream.Stream;

/** The sample guest, where every user can read it. */
final class TestGuest {

  private static final Path SAMPLES =
      Path.of(System.getProperty("coldmount.root", ".."), "it", "samples");

  private TestGuest() {}

  /** Copies the chain to {@code folder}, which others may enter from then on. */
  static Path in(Path folder) throws IOException {
    assumeTrue(Files.isDirectory(SAMPLES), "no samples");
    assumeTool("curl");
    open(folder);
    for (String name : new String[] {"guest.vmdk", "guest-000001.vmdk", "guest-000002.vmdk"}) {
      Files.copy(SAMPLES.resolve(name), folder.resolve(name));
    }
    return folder.resolve("guest-000002.vmdk");
  }

  static void open(Path folder) throws IOException {
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  static void assumeTool(String name) {
    assumeTrue(
        Stream.of("/usr/bin", "/bin", "/usr/sbin", "/sbin")
            .anyMatch(folder -> Files.isExecutable(Path.of(folder, name))),
        name + " is not installed");
  }

  static void assumeRootWithFuse() {
    assumeTrue("root".equals(System.getProperty("user.name")), "other users need root");
    assumeTrue(Files.exists(Path.of("/dev/fuse")), "no FUSE");
    assumeTool("setpriv");
  }

  static boolean isMounted(Path folder) throws IOException {
    return FuseMount.list().stream().anyMatch(mount -> mount.mountpoint().equals(folder));
  }

  /** Takes away every mount below {@code folder}, so that it can be deleted whatever has failed. */
  static void clean(Path folder) throws IOException {
    for (var mount : FuseMount.list().reversed()) {
      if (mount.mountpoint().startsWith(folder)) {
        FuseMount.unmount(mount.mountpoint(), true, false);
      }
    }
  }
}
