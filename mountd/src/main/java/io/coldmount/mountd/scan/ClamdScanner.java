package io.coldmount.mountd.scan;

import io.coldmount.mountd.scan.ScanEngine.EngineGoneException;
import io.coldmount.mountd.scan.Verdict.Reason;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * One thread's session with clamd. A request that breaks off is tried again on a new connection: a
 * daemon that reloads its database closes connections, and one that is started again comes back.
 */
final class ClamdScanner implements ScanEngine.Scanner {

  private static final int TRIES = 4;
  private static final long[] PAUSES_MILLIS = {0, 200, 1000, 4000};
  private static final int PIECE = 256 * 1024;

  private final ClamdEngine engine;
  private final ByteBuffer piece = ByteBuffer.allocateDirect(PIECE + 4);
  private @Nullable ClamdConnection connection;
  private ClamdEngine.@Nullable ReplyReader replies;
  private boolean descriptors = true;

  /** Requests of this session; clamd counts them too. */
  private int requests;

  ClamdScanner(ClamdEngine engine) {
    this.engine = engine;
  }

  @Override
  public void scan(List<ScanTarget> targets, BiConsumer<ScanTarget, Verdict> verdicts)
      throws EngineGoneException, InterruptedException {
    List<ScanTarget> left = targets.size() > 1 ? together(targets, verdicts) : targets;
    for (ScanTarget target : left) {
      verdicts.accept(target, scan(target));
    }
  }

  /**
   * Passes all of {@code targets} before it waits for answers, which come in any order with the
   * numbers of their requests.
   *
   * @return those that have no verdict yet, each to be scanned by itself
   */
  private List<ScanTarget> together(
      List<ScanTarget> targets, BiConsumer<ScanTarget, Verdict> verdicts)
      throws EngineGoneException {
    SequencedMap<Integer, ScanTarget> waiting = new LinkedHashMap<>();
    List<ScanTarget> left = new ArrayList<>(targets);
    ClamdConnection to = connected(false);
    if (to == null || !to.passesDescriptors() || !descriptors) {
      return left;
    }
    try {
      for (ScanTarget target : targets) {
        try (MemoryCopy copy = copy(target)) {
          send(to, copy);
          waiting.put(requests, target);
        } catch (GuestException e) {
          left.remove(target);
          verdicts.accept(target, ScanTarget.unreadable(e.fault));
        }
      }
      while (!waiting.isEmpty()) {
        ClamdReply reply = reply();
        ScanTarget target = waiting.remove(reply.number());
        Verdict verdict = reply.verdict();
        if (target == null || verdict == null || reply.text().contains("UNKNOWN COMMAND")) {
          throw new IOException("clamd says: " + reply.text());
        }
        left.remove(target);
        verdicts.accept(target, verdict);
      }
    } catch (IOException e) {
      drop(); // what it says, it says again of the file that it concerns
    }
    return left;
  }

  private void send(ClamdConnection to, MemoryCopy copy) throws IOException {
    requests++;
    to.send(ClamdEngine.command("FILDES"));
    to.sendDescriptor(copy.descriptor());
  }

  private Verdict scan(ScanTarget target) throws EngineGoneException, InterruptedException {
    Verdict.NotScanned last = new Verdict.NotScanned(Reason.ENGINE_ERROR, "clamd did not answer");
    for (int attempt = 0; attempt < TRIES; attempt++) {
      Thread.sleep(PAUSES_MILLIS[attempt]);
      ClamdConnection to = connected(attempt == TRIES - 1);
      if (to == null) {
        continue;
      }
      try {
        ClamdReply reply = ask(to, target);
        Verdict verdict = reply.verdict();
        if (verdict != null) {
          return verdict;
        }
        last = new Verdict.NotScanned(Reason.ENGINE_ERROR, "clamd says: " + reply.text());
      } catch (GuestException e) {
        drop(); // it may wait for the rest of the file
        return ScanTarget.unreadable(e.fault);
      } catch (SocketTimeoutException e) {
        drop();
        return new Verdict.NotScanned(Reason.TIMEOUT, "clamd gave no answer in time");
      } catch (IOException e) {
        String message = e.getMessage();
        last =
            new Verdict.NotScanned(
                Reason.ENGINE_ERROR, message == null ? "clamd closed the connection" : message);
      }
      drop();
    }
    return last;
  }

  /** The guest's file cannot be read, which is no fault of the engine. */
  private static final class GuestException extends Exception {

    private static final long serialVersionUID = 1L;

    private final IOException fault;

    GuestException(IOException fault) {
      super(fault);
      this.fault = fault;
    }
  }

  private @Nullable ClamdConnection connected(boolean last) throws EngineGoneException {
    if (connection != null) {
      return connection;
    }
    try {
      ClamdConnection made = engine.connect();
      connection = made;
      replies = new ClamdEngine.ReplyReader(made);
      requests = 0;
      made.send(ClamdEngine.command("IDSESSION"));
      return made;
    } catch (IOException e) {
      drop();
      if (last) {
        throw new EngineGoneException("clamd cannot be reached any more: " + e.getMessage(), e);
      }
      return null;
    }
  }

  private ClamdReply ask(ClamdConnection to, ScanTarget target) throws IOException, GuestException {
    if (to.passesDescriptors() && descriptors) {
      ClamdReply reply = pass(to, target);
      if (!reply.text().contains("UNKNOWN COMMAND")) {
        return reply;
      }
      descriptors = false;
      throw new IOException("clamd takes no descriptors");
    }
    if (target.size() > engine.streamLimit()) {
      return new ClamdReply(
          0,
          new Verdict.NotScanned(
              Reason.ENGINE_LIMIT, "it is over clamd's StreamMaxLength of " + engine.streamLimit()),
          "");
    }
    return stream(to, target);
  }

  private ClamdReply pass(ClamdConnection to, ScanTarget target)
      throws IOException, GuestException {
    MemoryCopy copy;
    try {
      copy = copy(target);
    } catch (MemoryCopy.NoMemoryFilesException e) {
      descriptors = false;
      return ask(to, target);
    }
    try (copy) {
      send(to, copy);
      return reply();
    }
  }

  private static MemoryCopy copy(ScanTarget target)
      throws MemoryCopy.NoMemoryFilesException, GuestException {
    try {
      return MemoryCopy.of(target);
    } catch (MemoryCopy.NoMemoryFilesException e) {
      throw e;
    } catch (IOException e) {
      throw new GuestException(e);
    }
  }

  private ClamdReply stream(ClamdConnection to, ScanTarget target)
      throws IOException, GuestException {
    try {
      requests++;
      to.send(ClamdEngine.command("INSTREAM"));
      long at = 0;
      while (at < target.size()) {
        int wanted = (int) Math.min(PIECE, target.size() - at);
        int count = read(target, at, wanted);
        piece.putInt(0, count).position(0).limit(4 + count);
        to.send(piece);
        at += count;
      }
      to.send(ByteBuffer.allocate(4));
    } catch (SocketTimeoutException e) {
      throw e;
    } catch (IOException e) {
      // It has perhaps said why before it closed the connection.
      ClamdReply reply = reply();
      if (reply.text().isEmpty()) {
        throw e;
      }
      return reply;
    }
    return reply();
  }

  private int read(ScanTarget target, long at, int wanted) throws GuestException {
    try {
      int count = target.node().read(at, piece.clear().position(4).limit(4 + wanted));
      if (count <= 0) {
        throw new IOException("the file ends before its size of " + target.size() + " bytes");
      }
      return count;
    } catch (IOException e) {
      throw new GuestException(e);
    }
  }

  private ClamdReply reply() throws IOException {
    if (replies == null) {
      throw new IllegalStateException("not connected");
    }
    return ClamdReply.parse(replies.next());
  }

  private void drop() {
    if (connection != null) {
      connection.close();
      connection = null;
      replies = null;
    }
  }

  @Override
  public void close() {
    drop();
  }
}
