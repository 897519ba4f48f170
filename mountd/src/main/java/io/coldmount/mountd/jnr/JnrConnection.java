package io.coldmount.mountd.jnr;

import io.coldmount.mountd.fuse.Connection;
import io.coldmount.mountd.fuse.TreeService;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import jnr.ffi.Struct;
import ru.serce.jnrfuse.LibFuse;

/** One mount through libfuse, whose main loop has a thread, and makes more by itself. */
final class JnrConnection implements Connection {

  private final LibFuse library;
  private final TreeService service;
  private final Replies replies;
  private final Operations operations;

  /** Open when the kernel has agreed, or when libfuse has given up. */
  private final CountDownLatch begin = new CountDownLatch(1);

  private final CountDownLatch end = new CountDownLatch(1);

  JnrConnection(LibFuse library, TreeService service) {
    this.library = library;
    this.service = service;
    this.replies = new Replies(service.options().maxThreads());
    PathCalls calls =
        new PathCalls(service, replies, () -> (int) library.fuse_get_context().uid.longValue());
    this.operations =
        new Operations(
            calls,
            connection -> {
              begin.countDown();
              return null;
            });
  }

  /** Returns when the tree can be read. */
  void start(String[] arguments, Path target) throws IOException {
    Thread.ofPlatform()
        .daemon()
        .name("jnr-fuse " + target.getFileName())
        .start(() -> serve(arguments));
    try {
      begin.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(target + ": interrupted while libfuse 2 mounts", e);
    }
    if (hasEnded()) {
      throw new IOException(
          target + ": libfuse 2 could not mount there (its own words stand on standard error)");
    }
  }

  private void serve(String[] arguments) {
    try {
      library.fuse_main_real(
          arguments.length, arguments, operations.struct(), Struct.size(operations.struct()), null);
    } catch (Throwable t) {
      service.fault(t);
    } finally {
      end.countDown();
      begin.countDown();
    }
  }

  @Override
  public void awaitEnd() throws InterruptedException {
    end.await();
  }

  @Override
  public boolean awaitEnd(long time, TimeUnit unit) throws InterruptedException {
    return end.await(time, unit);
  }

  @Override
  public boolean hasEnded() {
    return end.getCount() == 0;
  }

  @Override
  public void close() {
    replies.close();
  }
}
