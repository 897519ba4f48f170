package io.coldmount.mountd.daemon;

import io.coldmount.mountd.host.Linux;
import java.io.IOException;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/**
 * The rights with which the host's files are touched for a caller. A daemon of root takes the
 * caller's on a thread that is made for it and ends with the work; any other daemon serves only its
 * own user, and has no other rights.
 *
 * @param caller whose they are
 * @param borrowed whether threads have to take them
 */
record Rights(Caller caller, boolean borrowed) {

  private static final InheritableThreadLocal<Boolean> TAKEN = new InheritableThreadLocal<>();

  /** Something that touches files. */
  @FunctionalInterface
  interface Work<T> {
    T run() throws IOException;
  }

  /** The rights of {@code caller} in this process. */
  static Rights of(Caller caller) {
    return new Rights(caller, Linux.geteuid() == 0 && !caller.isRoot());
  }

  /** Does {@code work} with these rights. */
  <T> T call(Work<T> work) throws IOException {
    if (!borrowed || TAKEN.get() != null) {
      return work.run();
    }
    CompletableFuture<T> result = new CompletableFuture<>();
    Thread thread =
        Thread.ofPlatform()
            .name("rights-" + caller.uid())
            .daemon()
            .start(
                () -> {
                  try {
                    take();
                    result.complete(work.run());
                  } catch (Throwable t) { // whatever it is, it is the caller's
                    result.completeExceptionally(t);
                  }
                });
    try {
      T value = result.get();
      thread.join();
      return value;
    } catch (ExecutionException e) {
      throw rethrown(Objects.requireNonNullElse(e.getCause(), e));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while files were opened", e);
    }
  }

  private static IOException rethrown(Throwable cause) {
    if (cause instanceof Error error) {
      throw error;
    }
    if (cause instanceof RuntimeException exception) {
      throw exception;
    }
    return cause instanceof IOException exception ? exception : new IOException(cause);
  }

  /** Takes these rights for this thread, which must end without having done anything else. */
  void take() throws IOException {
    if (borrowed) {
      Kernel.become(caller);
      TAKEN.set(true);
    }
  }
}
