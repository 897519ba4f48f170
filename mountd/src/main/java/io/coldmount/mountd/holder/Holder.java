package io.coldmount.mountd.holder;

import io.coldmount.mountd.host.DescriptorMessage;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Holds descriptors by names for a daemon, which is at the other end of its first descriptor when
 * it starts; a later one connects to its socket. Packets are a letter and a name: {@code K} to keep
 * the descriptor that comes with it, {@code D} to drop one, {@code T} to be given one ({@code F}
 * comes back with it, or {@code N} without), {@code E} to end.
 *
 * <p>While a daemon is connected it says what is held. When there is none, what the kernel has
 * ended meanwhile is dropped, and after {@link #PATIENCE} all of it: readers of a mount wait as
 * long as somebody holds it, and cannot even be killed.
 */
final class Holder {

  /** How long readers wait for the next daemon. */
  private static final long PATIENCE = 60_000_000_000L;

  /** How often what is held is looked at while no daemon is there. */
  private static final int TICK_MILLISECONDS = 500;

  private static final int MAX_CLIENTS = 16;
  private static final int MAX_PACKET = 256;
  private static final short POLLIN = 1;
  private static final short POLLERR = 8;
  private static final int POLLFD = 8;

  private final int listener;
  private final Successor successor;
  private final List<Integer> clients = new ArrayList<>();
  private final Map<String, Integer> held = new HashMap<>();
  private boolean ending;

  /**
   * One that holds nothing yet.
   *
   * @param client a connection to a daemon
   * @param listener where others connect
   */
  Holder(int client, int listener, Successor successor) {
    this.listener = listener;
    this.successor = successor;
    clients.add(client);
  }

  /** Returns when there is nothing to hold any more, or nobody for whom. */
  void run() throws IOException {
    long deserted = 0;
    while (!ending) {
      if (clients.isEmpty()) {
        held.values().removeIf(Holder::hasEnded);
        if (held.isEmpty()) {
          return;
        }
        if (deserted == 0) {
          deserted = System.nanoTime();
          if (!successor.start()) {
            return;
          }
        } else if (System.nanoTime() - deserted > PATIENCE) {
          return;
        }
      } else {
        deserted = 0;
      }
      listen();
    }
  }

  /** Serves what has come, or waits for something to come. */
  private void listen() {
    try (Arena arena = Arena.ofConfined()) {
      List<Integer> all = new ArrayList<>(clients);
      if (clients.size() < MAX_CLIENTS) {
        all.add(listener);
      }
      MemorySegment pollfds = arena.allocate((long) all.size() * POLLFD, Integer.BYTES);
      for (int i = 0; i < all.size(); i++) {
        set(pollfds, i, all.get(i), POLLIN);
      }
      Calls.poll(pollfds, all.size(), clients.isEmpty() ? TICK_MILLISECONDS : -1);
      for (int i = 0; i < all.size(); i++) {
        if (told(pollfds, i) == 0) {
          continue;
        }
        if (all.get(i) != listener) {
          serve(all.get(i));
        } else {
          int client = Calls.accept(listener);
          if (client >= 0) {
            clients.add(client);
          }
        }
      }
    }
  }

  private static void set(MemorySegment pollfds, int index, int descriptor, short events) {
    pollfds.set(ValueLayout.JAVA_INT, (long) index * POLLFD, descriptor);
    pollfds.set(ValueLayout.JAVA_SHORT, (long) index * POLLFD + 4, events);
  }

  private static short told(MemorySegment pollfds, int index) {
    return pollfds.get(ValueLayout.JAVA_SHORT, (long) index * POLLFD + 6);
  }

  /** The device of a mount says so when the kernel has ended the mount; nobody needs it then. */
  private static boolean hasEnded(int descriptor) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment pollfd = arena.allocate(POLLFD, Integer.BYTES);
      set(pollfd, 0, descriptor, (short) 0);
      boolean ended = Calls.poll(pollfd, 1, 0) > 0 && (told(pollfd, 0) & POLLERR) != 0;
      if (ended) {
        Calls.close(descriptor);
      }
      return ended;
    }
  }

  private void serve(int client) {
    try (DescriptorMessage message = DescriptorMessage.toReceive(MAX_PACKET)) {
      int count = Calls.receive(client, message.address(), DescriptorMessage.MSG_CMSG_CLOEXEC);
      if (count == -Calls.EINTR) {
        return;
      }
      if (count <= 0) {
        clients.removeIf(one -> one == client);
        Calls.close(client);
        return;
      }
      String text = message.text(count);
      answer(client, text.charAt(0), text.substring(1), message.descriptor());
    }
  }

  private void answer(int client, char what, String name, int descriptor) {
    if (what != 'K' && descriptor >= 0) {
      Calls.close(descriptor);
    }
    switch (what) {
      case 'K' -> keep(name, descriptor);
      case 'D' -> drop(name);
      case 'T' -> give(client, name);
      case 'E' -> ending = true;
      default -> {
        // of a later version; it learns by the missing answer
      }
    }
  }

  private void keep(String name, int descriptor) {
    drop(name);
    if (descriptor >= 0) {
      held.put(name, descriptor);
    }
  }

  private void drop(String name) {
    Integer descriptor = held.remove(name);
    if (descriptor != null) {
      Calls.close(descriptor);
    }
  }

  private void give(int client, String name) {
    Integer descriptor = held.get(name);
    byte[] text = ((descriptor == null ? "N" : "F") + name).getBytes(StandardCharsets.UTF_8);
    try (DescriptorMessage message =
        descriptor == null ? DescriptorMessage.of(text) : DescriptorMessage.of(text, descriptor)) {
      Calls.send(client, message.address(), DescriptorMessage.MSG_NOSIGNAL);
    }
  }
}
