package io.coldmount.mountd.fuse;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ServiceLoader;
import org.slf4j.LoggerFactory;

/** Chooses the way to mount. */
final class Backends {

  private Backends() {}

  /** Mounts as the options of {@code service} say. */
  static Connection mount(Path target, TreeService service, Mounter mounter) throws IOException {
    return switch (service.options().backend()) {
      case NATIVE -> new NativeBackend(mounter).mount(target, service);
      case JNR -> throughJnr(target, service);
      case AUTO -> either(target, service, mounter);
    };
  }

  private static Connection either(Path target, TreeService service, Mounter mounter)
      throws IOException {
    try {
      return new NativeBackend(mounter).mount(target, service);
    } catch (BackendException e) {
      LoggerFactory.getLogger(Backends.class)
          .warn("mounting through libfuse 2, because {}", e.getMessage());
      try {
        return throughJnr(target, service);
      } catch (IOException second) {
        e.addSuppressed(second);
        throw e;
      }
    }
  }

  private static Connection throughJnr(Path target, TreeService service) throws IOException {
    if (service.options().rings() == MountOptions.Rings.ON) {
      throw new IOException("io_uring=on: libfuse 2 cannot use it; --backend native can");
    }
    return jnr().mount(target, service);
  }

  /** Found by name, so that nothing of it is loaded where it is not used. */
  private static Backend jnr() throws BackendException {
    return ServiceLoader.load(Backend.class)
        .findFirst()
        .orElseThrow(() -> new BackendException("jnr-fuse is not a part of this installation"));
  }
}
