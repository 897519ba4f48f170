package io.coldmount.fs.sleuthkit.child;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import jnr.ffi.LibraryLoader;

/** Where the child process starts. */
public final class ChildMain {

  /** The library's name as the linker knows it, or a path, for tests. */
  public static final String LIBRARY_PROPERTY = "coldmount.libtsk";

  /** The library's name with its version of the binary interface (Debian's libtsk19). */
  public static final String LIBRARY = "libtsk.so.19";

  private static final long WATCH_MILLISECONDS = 1000;

  private ChildMain() {}

  /** Says whether it is ready, and serves. */
  public static void main(String[] arguments) {
    SystemCalls calls = LibraryLoader.create(SystemCalls.class).load("c");
    Pipe pipe = new Pipe(calls);
    watch(calls);
    try {
      LibTsk tsk = load();
      KnownImage.test(tsk);
      Requests requests = new Requests(tsk, pipe);
      loadClasses();
      String held = Sandbox.enter(calls);
      String ready = tsk.tsk_version_get_str() + "\n" + held;
      pipe.answer(Frames.READY).put(ready.getBytes(StandardCharsets.UTF_8));
      pipe.send();
      requests.serve();
    } catch (TskException e) {
      Requests.fail(pipe, e.kind(), String.valueOf(e.getMessage()));
    } catch (IOException | RuntimeException e) {
      Requests.fail(pipe, Frames.INTERNAL, e.toString());
    }
    Runtime.getRuntime().halt(1);
  }

  private static LibTsk load() throws TskException {
    String library = System.getProperty(LIBRARY_PROPERTY, LIBRARY);
    LibTsk tsk;
    try {
      tsk = LibraryLoader.create(LibTsk.class).failImmediately().load(library);
    } catch (UnsatisfiedLinkError e) {
      throw new TskException(Frames.NO_LIBRARY, library + " is not on this host");
    }
    requireKnown(tsk.tsk_version_get_str());
    return tsk;
  }

  /** Refuses a libtsk whose structures are not known. */
  static void requireKnown(String version) throws TskException {
    if (!Layout.VERSIONS.contains(version)) {
      throw new TskException(
          Frames.WRONG_LIBRARY,
          "libtsk "
              + version
              + " is on this host, but only "
              + Layout.VERSIONS_TEXT
              + " are known to lay out their structures as Coldmount reads them");
    }
  }

  /** Java opens a file when it first needs a class of it; later it may not. */
  private static void loadClasses() {
    ClassLoader.getSystemResource("io/coldmount/fs/sleuthkit/child/nothing"); // opens every archive
    for (Class<?> used :
        List.of(Sandbox.class, SystemCallFilter.class, TskException.class, BlockCount.class)) {
      try {
        Class.forName(used.getName());
      } catch (ClassNotFoundException e) {
        throw new IllegalStateException(e); // it is there: it has just been named
      }
    }
  }

  /** Ends this process with its parent, also where libtsk never comes back. */
  private static void watch(SystemCalls calls) {
    int parent = calls.getppid();
    Thread thread =
        new Thread(
            () -> {
              while (calls.getppid() == parent) {
                try {
                  Thread.sleep(WATCH_MILLISECONDS);
                } catch (InterruptedException e) {
                  break;
                }
              }
              Runtime.getRuntime().halt(0);
            },
            "parent-watch");
    thread.setDaemon(true);
    thread.start();
  }
}
