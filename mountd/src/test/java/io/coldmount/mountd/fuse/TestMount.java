package io.coldmount.mountd.fuse;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.coldmount.mountd.host.Linux;
import io.coldmount.mountd.tree.MountTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A mount at a folder of its own, which goes away whatever happens. */
record TestMount(Path folder, FuseMount mount) implements AutoCloseable {

  /** Mounts as root, or skips the test. */
  static TestMount of(MountTree tree, MountOptions options) throws IOException {
    assumeRoot();
    return of(tree, options, new RootMounter());
  }

  static TestMount of(MountTree tree) throws IOException {
    return of(tree, MountOptions.of("memory"));
  }

  static TestMount of(MountTree tree, MountOptions options, Mounter mounter) throws IOException {
    assumeWay(options);
    Path folder = Files.createTempDirectory("coldmount").toRealPath();
    try {
      return new TestMount(folder, FuseMount.mount(tree, folder, options, mounter));
    } catch (IOException | RuntimeException e) {
      Files.delete(folder);
      throw e;
    }
  }

  /** Skips the test where the way that {@code options} choose cannot be gone. */
  static void assumeWay(MountOptions options) throws IOException {
    assumeBackend(options.backend());
    if (options.rings() == MountOptions.Rings.ON) {
      RingsSwitch.assumeOn();
    }
  }

  static void assumeBackend(Backend.Choice backend) throws IOException {
    if (backend == Backend.Choice.JNR) {
      try {
        assumeTrue(
            Shell.run("sh", "-c", "PATH=$PATH:/sbin:/usr/sbin ldconfig -p")
                .text()
                .contains("libfuse.so.2"),
            "needs libfuse2");
      } catch (InterruptedException e) {
        throw new IOException(e);
      }
    }
  }

  static void assumeRoot() {
    assumeTrue(Linux.geteuid() == 0, "needs root");
    assumeTrue(Files.exists(Path.of("/dev/fuse")), "needs /dev/fuse");
  }

  Path at(String path) {
    return folder.resolve(path);
  }

  String text(String path) {
    return at(path).toString();
  }

  @Override
  public void close() throws IOException {
    mount.close();
    Files.delete(folder);
  }
}
