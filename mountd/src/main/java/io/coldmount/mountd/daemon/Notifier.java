package io.coldmount.mountd.daemon;

import io.coldmount.mountd.host.PacketSocket;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells the service manager how the daemon is, if there is one: sd_notify(3). */
final class Notifier {

  private static final Logger LOG = LoggerFactory.getLogger(Notifier.class);

  private Notifier() {}

  static void ready() {
    tell("READY=1");
  }

  static void stopping() {
    tell("STOPPING=1");
  }

  /** Whether there is one. */
  static boolean isThere() {
    return !address().isEmpty();
  }

  private static String address() {
    String address = System.getenv("NOTIFY_SOCKET");
    return address == null ? "" : address;
  }

  static void tell(String state) {
    if (!isThere()) {
      return;
    }
    try (PacketSocket socket = PacketSocket.toDatagrams(address())) {
      socket.send(state);
    } catch (IOException e) {
      LOG.warn("the service manager was not told \"{}\": {}", state, e.getMessage());
    }
  }

  /** Sends {@code state} with a descriptor. */
  static void send(String state, int descriptor) throws IOException {
    try (PacketSocket socket = PacketSocket.toDatagrams(address())) {
      socket.send(state, descriptor);
    }
  }
}
