package io.coldmount.mountd.fuse;

import io.coldmount.mountd.host.Processor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * The entries of a mount in the queues of the kernel's processors, one for each: once the kernel
 * has agreed to use io_uring, it waits until it knows them all. Used by all threads.
 */
final class Rings implements AutoCloseable {

  /** Whether the kernel offers it to mounts made from now on. */
  private static final Path OFFERED = Path.of("/sys/module/fuse/parameters/enable_uring");

  /** Each processor takes a thread, also those that are not there yet. */
  private static final int MAX_PROCESSORS = 64;

  private final int device;
  private final List<@Nullable RingChannel> channels = new ArrayList<>();

  private Rings(int device) {
    this.device = device;
  }

  /** No rings. */
  static Rings none() {
    return new Rings(-1);
  }

  /**
   * Rings for all processors where {@code wish} and this host allow it, else none.
   *
   * @param device of a new mount
   * @throws IOException if the wish is to have them, and why there are none
   */
  static Rings prepare(int device, MountOptions.Rings wish) throws IOException {
    if (wish == MountOptions.Rings.OFF) {
      return none();
    }
    Rings rings = new Rings(device);
    try {
      rings.fill();
      return rings;
    } catch (IOException e) {
      rings.close();
      if (wish == MountOptions.Rings.ON) {
        throw new IOException("io_uring=on: " + e.getMessage(), e);
      }
      LoggerFactory.getLogger(Rings.class).debug("not through io_uring: {}", e.getMessage());
      return none();
    }
  }

  /**
   * These, if the kernel has agreed, else none.
   *
   * @throws IOException if the wish is to have them
   */
  Rings agreed(Negotiation negotiation, MountOptions.Rings wish) throws IOException {
    if (negotiation.has(Negotiation.OVER_IO_URING)) {
      return this;
    }
    close();
    if (wish == MountOptions.Rings.ON) {
      throw new IOException("io_uring=on: this kernel does not offer it to this mount");
    }
    return none();
  }

  private void fill() throws IOException {
    requireOffered();
    int processors = Processor.possible();
    if (processors > MAX_PROCESSORS) {
      throw new IOException(
          "this machine can have " + processors + " processors, more than " + MAX_PROCESSORS);
    }
    for (int i = 0; i < processors; i++) {
      channels.add(RingChannel.open(i, device, true));
    }
  }

  private static void requireOffered() throws IOException {
    try {
      if (!Files.readString(OFFERED).startsWith("Y")) {
        throw new IOException(OFFERED + " is not Y, which root can change");
      }
    } catch (NoSuchFileException e) {
      throw new IOException("this kernel does not have it for FUSE", e);
    }
  }

  /** How many there are: for each processor one, or none. */
  int count() {
    return channels.size();
  }

  /** An entry for {@code processor}, at first the one that lies ready; the caller closes it. */
  synchronized RingChannel channel(int processor) throws IOException {
    RingChannel ready = channels.set(processor, null);
    return ready == null ? RingChannel.open(processor, device, false) : ready;
  }

  /** Gives back those that nobody has taken. */
  @Override
  public synchronized void close() {
    for (int i = 0; i < channels.size(); i++) {
      RingChannel ready = channels.set(i, null);
      if (ready != null) {
        ready.close();
      }
    }
  }
}
