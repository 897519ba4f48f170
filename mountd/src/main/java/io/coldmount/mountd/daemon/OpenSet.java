package io.coldmount.mountd.daemon;

import io.coldmount.diskset.DiskLink;
import io.coldmount.fs.FileSystem;
import io.coldmount.mountd.guest.Guest;
import io.coldmount.mountd.guest.GuestDisk;
import io.coldmount.mountd.guest.GuestVolume;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Disks that a caller has opened. They are closed when nothing uses them any more. */
final class OpenSet implements Owned {

  private static final Logger LOG = LoggerFactory.getLogger(OpenSet.class);

  private final String id;
  private final Rights rights;
  private final OpenRequest request;
  private final List<String> options;
  private final Guest guest;

  /** Guarded by this, like what follows: the ids of mounts and jobs that need the disks. */
  private final Set<String> holders = new TreeSet<>();

  private int leases;
  private boolean ending;
  private boolean closed;
  private long used = System.nanoTime();

  /**
   * Disks that are open.
   *
   * @param options of file-system drivers, as they were given
   */
  OpenSet(String id, Rights rights, OpenRequest request, List<String> options, Guest guest) {
    this.id = id;
    this.rights = rights;
    this.request = request;
    this.options = List.copyOf(options);
    this.guest = guest;
  }

  @Override
  public String id() {
    return id;
  }

  @Override
  public Caller owner() {
    return rights.caller();
  }

  Rights rights() {
    return rights;
  }

  OpenRequest request() {
    return request;
  }

  List<String> options() {
    return options;
  }

  /** Keeps the disks open until it is closed. */
  final class Lease implements AutoCloseable {
    private final AtomicBoolean given = new AtomicBoolean();
    private final @Nullable String holder;

    private Lease(@Nullable String holder) {
      this.holder = holder;
    }

    OpenSet set() {
      return OpenSet.this;
    }

    Guest guest() {
      return guest;
    }

    GuestVolume volume(String name) throws ApiException {
      return guest
          .volume(name)
          .orElseThrow(
              () ->
                  new ApiException(ProblemCode.NOT_FOUND, "there is no volume \"" + name + "\"."));
    }

    FileSystem fileSystem(String name) throws IOException {
      GuestVolume volume = volume(name);
      if (!volume.hasFileSystem()) {
        throw new ApiException(ProblemCode.NO_FILE_SYSTEM, name + " " + volume.whyNot() + ".");
      }
      return volume.fileSystem();
    }

    @Override
    public void close() {
      if (given.compareAndSet(false, true)) {
        giveBack(holder);
      }
    }
  }

  /** For one request. */
  Lease lease() throws ApiException {
    return hold(null);
  }

  /** For a mount or a job, which the set cannot be closed under. */
  synchronized Lease hold(@Nullable String holder) throws ApiException {
    if (ending) {
      throw ApiException.notFound("disk set \"" + id + "\"");
    }
    leases++;
    if (holder != null) {
      holders.add(holder);
    }
    return new Lease(holder);
  }

  private void giveBack(@Nullable String holder) {
    boolean last;
    synchronized (this) {
      leases--;
      if (holder != null) {
        holders.remove(holder);
      }
      used = System.nanoTime();
      last = ending && leases == 0 && !closed;
      closed |= last;
    }
    if (last) {
      closeGuest();
    }
  }

  synchronized Set<String> holders() {
    return Set.copyOf(holders);
  }

  /** How long nothing has used the set, in nanoseconds; 0 while something does. */
  synchronized long unused() {
    return leases > 0 ? 0 : System.nanoTime() - used;
  }

  /**
   * Closes the disks, once requests that are under way are done.
   *
   * @throws ApiException if mounts or jobs need them
   */
  void end() throws ApiException {
    boolean now;
    synchronized (this) {
      if (!holders.isEmpty()) {
        throw new ApiException(
            ProblemCode.BUSY, "it is in use by " + String.join(", ", holders) + ".");
      }
      ending = true;
      now = leases == 0 && !closed;
      closed |= now;
    }
    if (now) {
      closeGuest();
    }
  }

  private void closeGuest() {
    try {
      guest.close();
    } catch (IOException e) {
      LOG.warn("{} did not close: {}", request.disks(), e.toString());
    }
  }

  /** Every host file of the disks. */
  List<Path> files() {
    List<Path> files = new ArrayList<>();
    for (GuestDisk disk : guest.disks()) {
      for (DiskLink link : disk.disk().links()) {
        files.add(link.file());
        for (DiskLink.ExtentFile extent : link.extents()) {
          if (extent.file() != null) {
            files.add(extent.file());
          }
        }
      }
    }
    return files;
  }
}
