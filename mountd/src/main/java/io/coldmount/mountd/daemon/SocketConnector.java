package io.coldmount.mountd.daemon;

import java.io.IOException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.concurrent.Executor;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.ManagedSelector;
import org.eclipse.jetty.io.SelectorManager;
import org.eclipse.jetty.io.SocketChannelEndPoint;
import org.eclipse.jetty.server.AbstractConnector;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.util.thread.Scheduler;

/** Takes the connections of a socket that listens before the server starts. */
final class SocketConnector extends AbstractConnector {

  private final ServerSocketChannel listening;
  private final SelectorManager selectors;

  SocketConnector(Server server, ServerSocketChannel listening, ConnectionFactory factory) {
    super(server, null, null, null, 1, factory);
    this.listening = listening;
    selectors = new Selectors(getExecutor(), getScheduler());
    addBean(selectors);
  }

  @Override
  protected void doStart() throws Exception {
    getBeans(SelectorManager.SelectorManagerListener.class).forEach(selectors::addEventListener);
    super.doStart();
  }

  @Override
  protected void accept(int acceptor) throws IOException {
    SocketChannel accepted = listening.accept();
    accepted.configureBlocking(false);
    selectors.accept(accepted);
  }

  @Override
  public Object getTransport() {
    return listening;
  }

  private final class Selectors extends SelectorManager {

    Selectors(Executor executor, Scheduler scheduler) {
      super(executor, scheduler, 1);
    }

    @Override
    protected EndPoint newEndPoint(
        SelectableChannel channel, ManagedSelector selector, SelectionKey key) {
      var end = new SocketChannelEndPoint((SocketChannel) channel, selector, key, getScheduler());
      end.setIdleTimeout(getIdleTimeout());
      return end;
    }

    @Override
    public Connection newConnection(SelectableChannel channel, EndPoint end, Object attachment) {
      return getDefaultConnectionFactory().newConnection(SocketConnector.this, end);
    }

    @Override
    protected void endPointOpened(EndPoint end) {
      super.endPointOpened(end);
      onEndPointOpened(end);
    }

    @Override
    protected void endPointClosed(EndPoint end) {
      onEndPointClosed(end);
      super.endPointClosed(end);
    }
  }
}
