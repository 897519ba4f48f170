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
 * One thread's session with clamd. The next files are passed while clamd still scans the ones
 * before. A request that breaks off is tried again on a new connection, by itself: a daemon that
 * reloads its database closes connections, and one that is started again comes back.
 */
final class ClamdScanner implements ScanEngine.Scanner {

  private static final int TRIES = 4;
  private static final long[] PAUSES_MILLIS = {0, 200, 1000, 4000};
  private static final int PIECE = 256 * 1024;

  /** What the files that clamd has may hold in memory; one file may be larger. */
  private static final long MOST_WAITING_BYTES = 32L << 20;

  private final ClamdEngine engine;
  private final ByteBuffer piece = ByteBuffer.allocateDirect(PIECE + 4);
  private @Nullable ClamdSession session;
  private boolean descriptors = true;

  private record Passed(ScanTarget target, MemoryCopy copy) {}

  /** What was passed in this session and is not answered, by the numbers of the requests. */
  private final SequencedMap<Integer, Passed> waiting = new LinkedHashMap<>();

  /** A copy comes back when clamd has answered: it does not read the file after that. */
  private final MemoryCopies copies = new MemoryCopies();

  private long waitingBytes;

  ClamdScanner(ClamdEngine engine) {
    this.engine = engine;
  }

  @Override
  public void scan(List<ScanTarget> targets, BiConsumer<ScanTarget, Verdict> verdicts)
      throws EngineGoneException, InterruptedException {
    for (ScanTarget target : targets) {
      ClamdSession to = connected(false);
      if (to == null || !to.passesDescriptors() || !descriptors) {
        verdicts.accept(target, scan(target));
      } else {
        pass(to, target, verdicts);
      }
    }
  }

  @Override
  public void finish(BiConsumer<ScanTarget, Verdict> verdicts)
      throws EngineGoneException, InterruptedException {
    ClamdSession from = session;
    try {
      while (from != null && !waiting.isEmpty()) {
        hear(from, verdicts);
      }
    } catch (IOException e) {
      again(verdicts);
    }
  }

  /** Passes {@code target}, and waits for answers only where too many are missing. */
  private void pass(ClamdSession to, ScanTarget target, BiConsumer<ScanTarget, Verdict> verdicts)
      throws EngineGoneException, InterruptedException {
    try {
      while (!waiting.isEmpty()
          && (waiting.size() >= engine.mostWaiting()
              || waitingBytes + target.size() > MOST_WAITING_BYTES)) {
        hear(to, verdicts);
      }
    } catch (IOException e) {
      again(verdicts);
      verdicts.accept(target, scan(target));
      return;
    }
    try {
      MemoryCopy copy = copy(target);
      waiting.put(to.lastRequest() + 1, new Passed(target, copy));
      waitingBytes += target.size();
      to.pass(copy.descriptor());
    } catch (GuestException e) {
      verdicts.accept(target, ScanTarget.unreadable(e.fault));
    } catch (MemoryCopy.NoMemoryFilesException e) {
      again(verdicts);
      verdicts.accept(target, scan(target));
    } catch (IOException e) {
      again(verdicts); // the target is among what waits
    }
  }

  private void hear(ClamdSession from, BiConsumer<ScanTarget, Verdict> verdicts)
      throws IOException {
    ClamdReply reply = from.reply();
    Passed passed = waiting.get(reply.number());
    Verdict verdict = reply.verdict();
    if (passed == null || verdict == null || reply.text().contains("UNKNOWN COMMAND")) {
      throw new IOException("clamd says: " + reply.text());
    }
    waiting.remove(reply.number());
    waitingBytes -= passed.target.size();
    copies.giveBack(passed.copy);
    verdicts.accept(passed.target, verdict);
  }

  /**
   * After something went wrong, scans by itself each file that waits: what clamd says, it says
   * again of the file that it concerns.
   */
  private void again(BiConsumer<ScanTarget, Verdict> verdicts)
      throws EngineGoneException, InterruptedException {
    List<ScanTarget> left = new ArrayList<>();
    waiting.values().forEach(passed -> left.add(passed.target));
    drop();
    for (ScanTarget target : left) {
      verdicts.accept(target, scan(target));
    }
  }

  /** Scans one file while no other waits. */
  private Verdict scan(ScanTarget target) throws EngineGoneException, InterruptedException {
    Verdict.NotScanned last = new Verdict.NotScanned(Reason.ENGINE_ERROR, "clamd did not answer");
    for (int attempt = 0; attempt < TRIES; attempt++) {
      Thread.sleep(PAUSES_MILLIS[attempt]);
      ClamdSession to = connected(attempt == TRIES - 1);
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

  private @Nullable ClamdSession connected(boolean last) throws EngineGoneException {
    if (session != null) {
      return session;
    }
    try {
      ClamdSession begun = ClamdSession.begin(engine.connect());
      session = begun;
      return begun;
    } catch (IOException e) {
      if (last) {
        throw new EngineGoneException("clamd cannot be reached any more: " + e.getMessage(), e);
      }
      return null;
    }
  }

  private ClamdReply ask(ClamdSession to, ScanTarget target) throws IOException, GuestException {
    if (to.passesDescriptors() && descriptors) {
      ClamdReply reply = passAlone(to, target);
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

  private ClamdReply passAlone(ClamdSession to, ScanTarget target)
      throws IOException, GuestException {
    MemoryCopy copy;
    try {
      copy = copy(target);
    } catch (MemoryCopy.NoMemoryFilesException e) {
      descriptors = false;
      return ask(to, target);
    }
    try (copy) {
      to.pass(copy.descriptor());
      return reply(to);
    }
  }

  private MemoryCopy copy(ScanTarget target)
      throws MemoryCopy.NoMemoryFilesException, GuestException {
    try {
      return copies.of(target);
    } catch (MemoryCopy.NoMemoryFilesException e) {
      throw e;
    } catch (IOException e) {
      throw new GuestException(e);
    }
  }

  private ClamdReply stream(ClamdSession to, ScanTarget target) throws IOException, GuestException {
    try {
      to.beginStream();
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
      ClamdReply reply = reply(to);
      if (reply.text().isEmpty()) {
        throw e;
      }
      return reply;
    }
    return reply(to);
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

  /** The answer to the one request that is out. */
  private static ClamdReply reply(ClamdSession from) throws IOException {
    ClamdReply reply = from.reply();
    if (reply.number() != 0 && reply.number() != from.lastRequest()) {
      throw new IOException("clamd answers another request: " + reply.text());
    }
    return reply;
  }

  private void drop() {
    waiting.values().forEach(passed -> passed.copy.close());
    waiting.clear();
    waitingBytes = 0;
    if (session != null) {
      session.close();
      session = null;
    }
  }

  @Override
  public void close() {
    drop();
    copies.close();
  }
}
