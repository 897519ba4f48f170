package io.coldmount.mountd.jnr;

import io.coldmount.mountd.fuse.Backend;
import io.coldmount.mountd.fuse.BackendException;
import io.coldmount.mountd.fuse.Connection;
import io.coldmount.mountd.fuse.MountOptions;
import io.coldmount.mountd.fuse.TreeService;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import jnr.ffi.LibraryLoader;
import ru.serce.jnrfuse.LibFuse;

/** Mounts through libfuse 2. */
public final class JnrBackend implements Backend {

  /** Names of the library on the systems that have it; the first that loads. */
  private static final List<String> LIBRARIES =
      List.of("libfuse.so.2", "fuse", "macfuse", "osxfuse");

  /** How long the kernel may remember names and attributes, in seconds: they never change. */
  private static final String VALID = "604800";

  @Override
  public Connection mount(Path target, TreeService service) throws IOException {
    if (target.toString().indexOf('\uFFFD') >= 0) {
      throw new IOException(target + ": libfuse 2 can only mount at a path that is text");
    }
    JnrConnection connection = new JnrConnection(library(), service);
    String[] arguments = {
      "coldmount", target.toString(), "-f", "-o", String.join(",", options(service.options()))
    };
    connection.start(arguments, target);
    return connection;
  }

  private static LibFuse library() throws BackendException {
    BackendException failure =
        new BackendException(
            "libfuse 2 is missing, which --backend jnr mounts with (type: apt install libfuse2)");
    for (String name : LIBRARIES) {
      try {
        return LibraryLoader.create(LibFuse.class).failImmediately().load(name);
      } catch (LinkageError e) {
        failure.addSuppressed(e);
      }
    }
    throw failure;
  }

  /** What {@code -o} of mount.fuse(8) and libfuse 2 has. */
  private static List<String> options(MountOptions options) {
    List<String> list =
        new ArrayList<>(
            List.of(
                "ro",
                "nosuid",
                "nodev",
                "subtype=coldmount",
                "fsname=" + options.fsname().replace("\\", "\\\\").replace(",", "\\,"),
                "nonempty", // what may be mounted over has been looked at
                "use_ino",
                "kernel_cache",
                "entry_timeout=" + VALID,
                "attr_timeout=" + VALID,
                "negative_timeout=" + VALID));
    if (options.noexec()) {
      list.add("noexec");
    }
    if (options.allowOther()) {
      list.add("allow_other");
    }
    if (options.defaultPermissions()) {
      list.add("default_permissions");
    }
    if (options.autoUnmount()) {
      list.add("auto_unmount");
    }
    return list;
  }
}
