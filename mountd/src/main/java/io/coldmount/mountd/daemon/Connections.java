package io.coldmount.mountd.daemon;

import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.SocketChannelEndPoint;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Who is at the end of each connection; one user cannot take all of them. */
final class Connections implements Connection.Listener {

  private static final Logger LOG = LoggerFactory.getLogger(Connections.class);

  /** In all, and of one user who is not root. */
  static final int LIMIT = 4096;

  private static final int LIMIT_OF_ONE = 1280;

  private final Peers peers;
  private final Map<EndPoint, Caller> callers = new ConcurrentHashMap<>();
  private final Map<Long, Integer> counts = new ConcurrentHashMap<>();

  Connections(Peers peers) {
    this.peers = peers;
  }

  @Override
  public void onOpened(Connection connection) {
    EndPoint end = connection.getEndPoint();
    Caller caller = caller(end);
    if (caller == null) {
      end.close();
      return;
    }
    int count = counts.merge(caller.uid(), 1, Integer::sum);
    callers.put(end, caller);
    if (count > LIMIT_OF_ONE && !caller.isRoot()) {
      end.close();
    }
  }

  private @Nullable Caller caller(EndPoint end) {
    try {
      if (end instanceof SocketChannelEndPoint socket) {
        return peers.of(socket.getChannel());
      }
      throw new IOException("it is no socket");
    } catch (IOException | RuntimeException e) {
      LOG.warn("a connection is closed: {}", e.toString());
      return null;
    }
  }

  @Override
  public void onClosed(Connection connection) {
    Caller caller = callers.remove(connection.getEndPoint());
    if (caller != null) {
      counts.computeIfPresent(caller.uid(), (uid, count) -> count == 1 ? null : count - 1);
    }
  }

  /** Who sends what comes over {@code connection}; null for somebody who is not served. */
  @Nullable Caller of(Connection connection) {
    return callers.get(connection.getEndPoint());
  }

  int size() {
    return callers.size();
  }
}
