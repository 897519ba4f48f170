package io.coldmount.mountd.daemon;

import io.coldmount.block.ImageCache;
import io.coldmount.mountd.host.Linux;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The service. It is made when its lock is taken, can mount from then on, and serves its socket
 * from {@link #serve} on until it is idle or ended.
 */
public final class Daemon implements Closeable {

  private static final Logger LOG = LoggerFactory.getLogger(Daemon.class);

  /** A connection on which nothing happens is closed; longer than the pause between heartbeats. */
  private static final Duration SILENCE = Duration.ofSeconds(30);

  /** A disk set that nothing uses is closed. */
  private static final Duration EXPIRY = Duration.ofMinutes(10);

  private final ControlPlace place;
  private final FileChannel lockFile;
  private final Frontend frontend;
  private final Duration idle;
  private final StateFile state;
  private final Passed passed;
  private final Keeper keeper;
  private final DiskSets sets;
  private final Mounts mounts;
  private final Jobs jobs;
  private final Metrics metrics = new Metrics();
  private final Workers workers = new Workers();
  private final ScheduledExecutorService clock;
  private final CountDownLatch end = new CountDownLatch(1);
  private final Thread hook = new Thread(this::close, "daemon-end");
  private @Nullable Server server;
  private @Nullable ControlSocket socket;
  private boolean closed;
  private boolean restored;

  private Daemon(
      ControlPlace place,
      FileChannel lockFile,
      Frontend frontend,
      Duration idle,
      List<String> successor) {
    this.place = place;
    this.lockFile = lockFile;
    this.frontend = frontend;
    this.idle = idle;
    // The rest of the heap is for what requests hold while they run.
    ImageCache cache = ImageCache.ofBytes(Runtime.getRuntime().maxMemory() / 8 * 3);
    sets = new DiskSets(frontend, cache, EXPIRY);
    state = new StateFile(place.state());
    state.load();
    passed = Passed.here();
    keeper = keeper(successor);
    mounts = new Mounts(frontend, sets, state, keeper);
    jobs = new Jobs(frontend, sets);
    clock =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("daemon-clock").factory());
  }

  private Keeper keeper(List<String> successor) {
    if (Notifier.isThere()) {
      return new ManagerKeeper(passed);
    }
    HolderKeeper holder = new HolderKeeper(place.holder(), successor);
    holder.find();
    return holder;
  }

  /**
   * Makes the daemon of {@code place}.
   *
   * @param idle how long it stays without anything to do; zero for ever
   * @param successor the command that starts the next one should this one be killed; empty if that
   *     is left to others
   * @return empty if there is one already
   */
  public static Optional<Daemon> make(
      ControlPlace place, Frontend frontend, Duration idle, List<String> successor)
      throws IOException {
    place.make();
    FileChannel file =
        FileChannel.open(
            place.lock(),
            Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    FileLock lock = file.tryLock();
    if (lock == null) {
      file.close();
      return Optional.empty();
    }
    Daemon daemon = new Daemon(place, file, frontend, idle, successor);
    Runtime.getRuntime().addShutdownHook(daemon.hook);
    return Optional.of(daemon);
  }

  /** Mounts for the user of this process what a request asks for, as a client of his would. */
  public List<String> mount(byte[] request) throws IOException {
    restore();
    Caller self = new Caller(Linux.geteuid(), Linux.getegid(), List.of());
    return mounts.mount(self, request).warnings();
  }

  /**
   * Serves the socket; returns when the daemon is idle or ended.
   *
   * @param begun is run when clients can connect
   */
  public void serve(Runnable begun) throws IOException, InterruptedException {
    start();
    restore();
    begun.run();
    Notifier.ready();
    LOG.info("the daemon listens on {}", place.socket());
    ScheduledFuture<?> looking = clock.scheduleWithFixedDelay(this::look, 1, 1, TimeUnit.SECONDS);
    end.await();
    looking.cancel(false);
  }

  /** Once, and before anything else touches a mount of before: nobody answers there. */
  private void restore() {
    if (!restored) {
      restored = true;
      mounts.restore();
    }
  }

  /** Lets clients connect; they wait for {@link #serve}. */
  public void listen() throws IOException {
    listening();
  }

  private synchronized ControlSocket listening() throws IOException {
    if (closed) {
      throw new IOException("the daemon has ended");
    }
    ControlSocket there = socket;
    if (there == null) {
      there = ControlSocket.listen(place, passed.socket());
      socket = there;
    }
    return there;
  }

  private synchronized void start() throws IOException {
    // Opens every jar of the class path: threads with a user's rights may not be able to.
    ClassLoader.getSystemResource("io/coldmount/mountd/daemon/none");
    Peers peers = place.system() ? Peers.all() : Peers.own(place.folder());
    Connections connections = new Connections(peers);
    QueuedThreadPool threads = new QueuedThreadPool(32, 2);
    threads.setName("http");
    threads.setDaemon(true);
    Server made = new Server(threads);
    made.setErrorHandler(new Problems());
    made.setHandler(new Api(routes(connections), frontend, connections, workers, metrics, clock));
    SocketConnector connector =
        new SocketConnector(
            made, listening().channel(), new HttpConnectionFactory(configuration()));
    connector.setIdleTimeout(SILENCE.toMillis());
    connector.addBean(connections);
    made.addConnector(connector);
    made.addBean(new NetworkConnectionLimit(Connections.LIMIT, connector));
    server = made;
    try {
      made.start();
    } catch (Exception e) {
      throw new IOException("the server of " + place.socket() + " did not start: " + e, e);
    }
  }

  private List<Route> routes(Connections connections) {
    return routes(frontend, sets, mounts, jobs, connections, metrics);
  }

  /** All routes of the API. */
  static List<Route> routes(
      Frontend frontend,
      DiskSets sets,
      Mounts mounts,
      Jobs jobs,
      Connections connections,
      Metrics metrics) {
    return Api.all(
        List.of(
            new ServiceRoutes(frontend, sets, mounts, jobs, connections, metrics).routes(),
            sets.routes(),
            new GuestFileRoutes(frontend, sets).routes(),
            mounts.routes(),
            jobs.routes()));
  }

  private static HttpConfiguration configuration() {
    HttpConfiguration configuration = new HttpConfiguration();
    configuration.setSendServerVersion(false);
    configuration.setSendDateHeader(false);
    configuration.setRequestHeaderSize(16 * 1024); // a path of the guest may have 4096 bytes
    configuration.setOutputBufferSize(8 * 1024);
    configuration.setUriCompliance(UriCompliance.UNSAFE); // the API decodes names itself
    return configuration;
  }

  /** Closes what nobody uses, and ends the daemon if nobody uses it. */
  private void look() {
    try {
      sets.expire();
      boolean busy = mounts.size() > 0 || sets.size() > 0 || jobs.running() > 0;
      if (!idle.isZero() && !busy && metrics.silence() > idle.toNanos()) {
        LOG.info("the daemon ends, because nobody has used it for {} s", idle.toSeconds());
        end.countDown();
      }
    } catch (RuntimeException e) {
      LOG.error("looking after the daemon failed", e);
    }
  }

  /** Ends everything: no client finds the daemon any more, jobs are cancelled, mounts are ended. */
  @Override
  public void close() {
    Server running;
    ControlSocket listening;
    synchronized (this) {
      if (closed) {
        return;
      }
      closed = true;
      listening = socket;
      if (listening != null) {
        listening.hide();
      }
      running = server;
    }
    Notifier.stopping();
    jobs.endAll();
    mounts.endAll();
    keeper.end();
    try {
      if (running != null) {
        running.stop();
      }
      if (listening != null) {
        listening.close();
      }
      state.end();
      lockFile.close();
    } catch (Exception e) {
      LOG.warn("the daemon did not end cleanly: {}", e.toString());
    }
    clock.shutdownNow();
    workers.end();
    end.countDown();
    forgetHook();
  }

  private void forgetHook() {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The process is ending, and this is the hook.
    }
  }
}
