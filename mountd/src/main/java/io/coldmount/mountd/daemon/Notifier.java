package io.coldmount.mountd.daemon;

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

  private static void tell(String state) {
    String address = System.getenv("NOTIFY_SOCKET");
    if (address == null || address.isEmpty()) {
      return;
    }
    String problem = Kernel.send(address, state);
    if (problem != null) {
      LOG.warn("the service manager was not told \"{}\": {}", state, problem);
    }
  }
}
