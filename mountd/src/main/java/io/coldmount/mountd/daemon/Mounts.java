package io.coldmount.mountd.daemon;

import io.coldmount.mountd.fuse.FuseMount;
import io.coldmount.mountd.fuse.MountBusyException;
import io.coldmount.mountd.fuse.MountOptions;
import io.coldmount.mountd.fuse.Served;
import io.coldmount.mountd.guest.GuestDisk;
import io.coldmount.mountd.host.Linux;
import io.coldmount.mountd.tree.MountTree;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The mounts of this daemon. */
final class Mounts {

  private static final Logger LOG = LoggerFactory.getLogger(Mounts.class);

  /** For a caller who is not root. */
  private static final int LIMIT = 256;

  /** Threads of one mount for a caller who is not root; long reads take a mebibyte each. */
  private static final int MAXIMUM_THREADS = 32;

  private final Frontend frontend;
  private final DiskSets sets;
  private final StateFile state;
  private final Keeper keeper;
  private final Registry<LiveMount> mounts = new Registry<>("mount", LIMIT);
  private final AtomicLong made = new AtomicLong();

  Mounts(Frontend frontend, DiskSets sets, StateFile state, Keeper keeper) {
    this.frontend = frontend;
    this.sets = sets;
    this.state = state;
    this.keeper = keeper;
  }

  List<Route> routes() {
    return List.of(
        new Route("GET", "/v1/mounts", Set.of(), true, this::list),
        new Route("POST", "/v1/mounts", Set.of(), false, this::mount),
        new Route("GET", "/v1/mounts/{mount}", Set.of(), true, this::show),
        new Route("DELETE", "/v1/mounts/{mount}", Set.of("lazy", "force"), false, this::unmount));
  }

  int size() {
    return mounts.all().size();
  }

  /** How many there have been. */
  long made() {
    return made.get();
  }

  private Answer list(Ask ask) throws IOException {
    return Answer.object(
        json -> {
          json.writeArrayFieldStart("mounts");
          for (LiveMount mount : mounts.of(ask.caller())) {
            json.writeStartObject();
            mount.write(json);
            json.writeEndObject();
          }
          json.writeEndArray();
        });
  }

  private Answer show(Ask ask) throws IOException {
    LiveMount mount = mounts.find(ask.caller(), ask.place("mount"));
    return Answer.object(mount::write);
  }

  private Answer mount(Ask ask) throws IOException {
    LiveMount mount = mount(ask.caller(), ask.body());
    return Answer.object(201, Map.of("Location", "/v1/mounts/" + mount.id()), mount::write);
  }

  /** Mounts what {@code body} asks for; returns when it can be read. */
  LiveMount mount(Caller caller, byte[] body) throws IOException {
    return mount(caller, body, this::made);
  }

  /** A mount, and what is shown there. */
  private record Made(FuseMount fuse, MountTree tree) {}

  /** Brings the tree of {@code lease} to the mountpoint. */
  @FunctionalInterface
  private interface Maker {
    Made make(OpenSet.Lease lease, Path mountpoint, Frontend.MountPlan plan, List<String> warnings)
        throws IOException;
  }

  private LiveMount mount(Caller caller, byte[] body, Maker maker) throws IOException {
    MountRequest request = MountRequest.of(JsonBody.parse(body));
    Frontend.MountPlan plan = frontend.plan(request.options(), request.volumes(), request.layout());
    allow(caller, plan.options(""));
    String id = mounts.nextId();
    boolean temporary = request.diskSet() == null;
    OpenSet set = set(caller, request, plan);
    OpenSet.Lease lease = set.hold(id);
    LiveMount mount = null;
    try {
      List<String> warnings = warnings(lease);
      Made made = maker.make(lease, request.mountpoint(), plan, warnings);
      var live =
          new LiveMount(
              id,
              lease,
              temporary,
              made.fuse,
              made.tree,
              request.standingAlone(set),
              Instant.now(),
              warnings,
              new AtomicBoolean());
      register(live);
      mount = live;
      return live;
    } finally {
      if (mount == null) {
        lease.close();
        if (temporary) {
          sets.close(set);
        }
      }
    }
  }

  private OpenSet set(Caller caller, MountRequest request, Frontend.MountPlan plan)
      throws IOException {
    OpenRequest disks = request.disks();
    if (disks != null) {
      return sets.open(caller, disks, List.of(), plan.driverOptions());
    }
    if (!plan.driverOptions().isEmpty()) {
      throw ApiException.bad(
          "the option "
              + plan.driverOptions().keySet().iterator().next()
              + " is one of the file system: give it when the disk set is opened.");
    }
    return sets.find(caller, String.valueOf(request.diskSet()));
  }

  /** What a user may not ask of a daemon of root. */
  private static void allow(Caller caller, MountOptions options) throws ApiException {
    if (!Rights.of(caller).borrowed()) {
      return;
    }
    if (options.allowOther() && !FuseConfiguration.userAllowOther()) {
      throw new ApiException(
          ProblemCode.FORBIDDEN,
          "the option allow_other is for root, unless user_allow_other is set in /etc/fuse.conf.");
    }
    if (options.maxThreads() > MAXIMUM_THREADS) {
      throw new ApiException(
          ProblemCode.FORBIDDEN, "the option max_threads is at most " + MAXIMUM_THREADS + " here.");
    }
  }

  private static List<String> warnings(OpenSet.Lease lease) {
    List<String> warnings = new ArrayList<>();
    for (GuestDisk disk : lease.guest().disks()) {
      warnings.addAll(disk.disk().warnings());
    }
    return warnings;
  }

  private Made made(
      OpenSet.Lease lease, Path mountpoint, Frontend.MountPlan plan, List<String> warnings)
      throws IOException {
    OpenSet set = lease.set();
    Rights rights = set.rights();
    List<Path> files = set.files();
    rights.call(
        () -> {
          plan.checkPlace(mountpoint, files);
          return true;
        });
    MountTree tree = plan.tree(lease.guest(), warnings::add);
    MountOptions options = plan.options(set.request().disks().getFirst().toString());
    try {
      if (!rights.borrowed()) {
        return new Made(FuseMount.mountToPassOn(tree, mountpoint, options), tree);
      }
      try (OwnFolder own = OwnFolder.open(mountpoint, rights)) {
        return new Made(FuseMount.mount(tree, own.folder(), options), tree);
      }
    } catch (ApiException e) {
      throw e;
    } catch (IOException e) {
      throw new ApiException(ProblemCode.FUSE, String.valueOf(e.getMessage()) + ".");
    }
  }

  private void register(LiveMount live) throws IOException {
    try {
      mounts.add(live);
    } catch (ApiException e) {
      live.fuse().close();
      throw e;
    }
    made.incrementAndGet();
    remember(live);
    LOG.info(
        "{} is mounted at {} for user {}", live.id(), live.fuse().mountpoint(), live.owner().uid());
    Thread.ofVirtual().start(() -> awaitEnd(live));
  }

  /**
   * Writes down what another daemon needs, and has the descriptor kept if that is written: one that
   * nobody knows of would let readers wait for nobody.
   */
  private void remember(LiveMount live) {
    FuseMount fuse = live.fuse();
    Held held = held(live);
    var entry =
        new StateFile.Entry(live.owner(), fuse.mountpoint(), fuse.device(), live.body(), held);
    boolean written = state.put(live.id(), entry);
    int descriptor = held != null && written ? fuse.duplicate() : -1;
    if (descriptor < 0) {
      return;
    }
    try {
      keeper.keep(fuse.device(), descriptor);
      live.tree().whenAstray(() -> release(live));
    } catch (IOException e) {
      LOG.warn("{} ends with the daemon, however that ends: {}", live.id(), e.getMessage());
      state.release(live.id());
    } finally {
      Linux.close(descriptor);
    }
  }

  /** From now on nobody else could go on serving the mount. */
  private void release(LiveMount live) {
    state.release(live.id());
    keeper.drop(live.fuse().device());
  }

  private @Nullable Held held(LiveMount live) {
    Optional<Served> served = live.fuse().served();
    if (served.isEmpty()) {
      return null;
    }
    OpenSet set = live.lease().set();
    try {
      return set.rights().call(() -> Held.of(served.get(), frontend.version(), set.files()));
    } catch (IOException e) {
      LOG.info("{} ends with the daemon, however that ends: {}", live.id(), e.toString());
      return null;
    }
  }

  /** A mount may be ended from outside, by umount(8) or fusermount3. */
  private void awaitEnd(LiveMount live) {
    try {
      live.fuse().awaitEnd();
    } catch (InterruptedException e) {
      return; // nobody interrupts these threads
    }
    ended(live);
  }

  /** Returns when nothing is left of the mount, also if another thread is about that. */
  private void ended(LiveMount live) {
    synchronized (live.over()) {
      if (live.over().compareAndSet(false, true)) {
        end(live);
      }
    }
  }

  private void end(LiveMount live) {
    live.fuse().close();
    mounts.remove(live);
    state.remove(live.id());
    keeper.drop(live.fuse().device());
    live.lease().close();
    if (live.temporary()) {
      try {
        sets.close(live.lease().set());
      } catch (ApiException e) {
        LOG.info("{} stays open: {}", live.lease().set().id(), e.sentence());
      }
    }
    LOG.info("{} is unmounted from {}", live.id(), live.fuse().mountpoint());
  }

  private Answer unmount(Ask ask) throws IOException, InterruptedException {
    boolean force = ask.flag("force");
    boolean lazy = ask.flag("lazy");
    LiveMount live = mounts.find(ask.caller(), ask.place("mount"));
    if (force) {
      live.fuse().close();
    } else {
      try {
        live.fuse().unmount(lazy);
      } catch (MountBusyException e) {
        throw new ApiException(ProblemCode.BUSY, e.getMessage() + ".");
      }
    }
    if (!lazy) {
      live.fuse().awaitEnd();
      ended(live);
    }
    return Answer.nothing();
  }

  /** Ends all mounts, also those in use; for the end of the daemon. */
  void endAll() {
    for (LiveMount live : mounts.all()) {
      ended(live);
    }
  }

  /**
   * Goes on with what a daemon that was killed has left: takes over the mounts whose descriptors
   * were kept, and makes the others anew.
   */
  void restore() {
    for (StateFile.Entry entry : state.left()) {
      try {
        if (takeOver(entry)) {
          continue;
        }
        keeper.drop(entry.device());
        if (!FuseMount.removeStale(entry.mountpoint(), entry.device())) {
          LOG.info("{} was unmounted meanwhile", entry.mountpoint());
          continue;
        }
        LiveMount again = mount(entry.owner(), entry.body());
        LOG.info("{} is mounted again after the daemon was killed", again.fuse().mountpoint());
      } catch (IOException | RuntimeException e) {
        LOG.warn("{} is not mounted again: {}", entry.mountpoint(), e.toString());
      }
    }
    state.restored();
  }

  /** False if it cannot be; nobody waits at the mount then. */
  private boolean takeOver(StateFile.Entry entry) {
    Held held = entry.held();
    if (held == null) {
      return false;
    }
    try {
      LiveMount again =
          mount(
              entry.owner(),
              entry.body(),
              (lease, mountpoint, plan, warnings) -> taken(lease, entry, held, plan, warnings));
      LOG.info("{} is taken over from a daemon that was killed", again.fuse().mountpoint());
      return true;
    } catch (IOException | RuntimeException e) {
      LOG.warn("{} cannot be taken over: {}", entry.mountpoint(), e.toString());
      return false;
    }
  }

  private Made taken(
      OpenSet.Lease lease,
      StateFile.Entry entry,
      Held held,
      Frontend.MountPlan plan,
      List<String> warnings)
      throws IOException {
    OpenSet set = lease.set();
    Rights rights = set.rights();
    Held now = rights.call(() -> Held.of(held.served(), frontend.version(), set.files()));
    if (!now.equals(held)) {
      throw new IOException("its disk files, or Coldmount, are not those of then");
    }
    MountTree tree = plan.tree(lease.guest(), warnings::add);
    MountOptions options = plan.options(set.request().disks().getFirst().toString());
    int descriptor = keeper.take(entry.device());
    if (descriptor < 0) {
      throw new IOException("nobody has kept its descriptor");
    }
    FuseMount fuse =
        FuseMount.takeOver(
            tree, entry.mountpoint(), options, held.served(), descriptor, rights.borrowed());
    return new Made(fuse, tree);
  }
}
