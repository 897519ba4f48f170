package io.coldmount.mountd.fuse;

import io.coldmount.block.ImageException;
import java.io.IOException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs what goes wrong with a mount: each place of the image once, and not more in a minute than a
 * person reads, however damaged the image is and however often a program asks.
 */
final class FaultLog {

  private static final int REMEMBERED = 4096;
  private static final int PER_MINUTE = 60;
  private static final int MAX_LENGTH = 500;
  private static final long MINUTE = 60_000_000_000L;

  /** Apart, because a logger takes a tenth of a second to load, and most mounts need none. */
  private static final class Output {
    static final Logger LOG = LoggerFactory.getLogger(FaultLog.class);
  }

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
      String text = printable(fault.getMessage());
      if (!admits(fault.getClass().getName() + text)) {
        return;
      }
      if (fault instanceof ImageException) {
        Output.LOG.warn("{}: {}", mount, text);
      } else if (fault instanceof IOException) {
        Output.LOG.error("{}: {}: {}", mount, fault.getClass().getSimpleName(), text);
      } else {
        Output.LOG.error("{}: a request failed unexpectedly", mount, fault);
      }
    } catch (Throwable unloggable) {
      // No memory, or a broken log: the request still gets its answer.
    }
  }

  /** Names of a guest's files must not write lines of their own. */
  private static String printable(@Nullable String message) {
    String text = String.valueOf(message);
    String cut = text.length() > MAX_LENGTH ? text.substring(0, MAX_LENGTH) + "..." : text;
    return cut.replaceAll("\\p{Cntrl}", "?");
  }

  private synchronized boolean admits(String text) {
    if (!said.add(text)) {
      return false;
    }
    long now = System.nanoTime();
    if (now - minuteBegan >= MINUTE) {
      if (suppressed > 0) {
        Output.LOG.warn("{}: {} more faults were not logged", mount, suppressed);
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
