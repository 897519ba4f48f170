package io.coldmount.mountd.fuse;

import io.coldmount.block.ImageException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs what goes wrong with a mount: each place of the image once, and not more in a minute than a
 * person reads, however damaged the image is and however often a program asks.
 */
final class FaultLog {

  private static final Logger LOG = LoggerFactory.getLogger(FaultLog.class);
  private static final int REMEMBERED = 4096;
  private static final int PER_MINUTE = 60;
  private static final long MINUTE = 60_000_000_000L;

  private final String mount;
  private final Set<String> said =
      Collections.newSetFromMap(
          new LinkedHashMap<>() {
            @Override
            protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
              return size() > REMEMBERED;
            }
          });
  private long minuteBegan = System.nanoTime() - MINUTE;
  private int inMinute;
  private long suppressed;

  /**
   * @param mount what the lines begin with
   */
  FaultLog(String mount) {
    this.mount = mount;
  }

  /** Logs {@code fault}; never throws, because it stands where errors end. */
  void fault(Throwable fault) {
    try {
      String text = String.valueOf(fault.getMessage());
      if (!admits(fault.getClass().getName() + text)) {
        return;
      }
      if (fault instanceof ImageException) {
        LOG.warn("{}: {}", mount, text);
      } else if (fault instanceof java.io.IOException) {
        LOG.error("{}: {}", mount, fault.toString());
      } else {
        LOG.error("{}: a request failed unexpectedly", mount, fault);
      }
    } catch (Throwable unloggable) {
      // No memory, or a broken log: the request still gets its answer.
    }
  }

  private synchronized boolean admits(String text) {
    if (!said.add(text)) {
      return false;
    }
    long now = System.nanoTime();
    if (now - minuteBegan >= MINUTE) {
      if (suppressed > 0) {
        LOG.warn("{}: {} more faults were not logged", mount, suppressed);
      }
      minuteBegan = now;
      inMinute = 0;
      suppressed = 0;
    }
    if (inMinute >= PER_MINUTE) {
      suppressed++;
      return false;
    }
    inMinute++;
    return true;
  }
}
