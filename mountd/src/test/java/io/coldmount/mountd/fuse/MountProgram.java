package io.coldmount.mountd.fuse;

import io.coldmount.mountd.tree.MemoryFileSystem;
import io.coldmount.mountd.tree.MountTree;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** A process of its own that mounts a file system in memory until it is ended. */
final class MountProgram {

  private MountProgram() {}

  public static void main(String[] arguments) throws Exception {
    var fs = new MemoryFileSystem();
    fs.file(fs.root(), "file", "of a guest\n".getBytes(StandardCharsets.UTF_8));
    Path mountpoint = Path.of(arguments[0]);
    boolean withProcess = List.of(arguments).contains("auto_unmount");
    MountOptions options =
        Way.valueOf(arguments[1]).options("memory").ending(Duration.ZERO, withProcess);
    FuseMount mount = FuseMount.mount(MountTree.of(fs), mountpoint, options);
    System.out.println("mounted");
    mount.awaitEnd();
  }
}
