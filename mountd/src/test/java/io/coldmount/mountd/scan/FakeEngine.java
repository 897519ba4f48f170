package io.coldmount.mountd.scan;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;

/** An engine of a test: whatever has "evil" in it is infected. */
final class FakeEngine implements ScanEngine {

  final Set<String> scanned = ConcurrentHashMap.newKeySet();
  final AtomicInteger left;

  /** Dies after that many files. */
  FakeEngine(int files) {
    left = new AtomicInteger(files);
  }

  @Override
  public String description() {
    return "fake: 1";
  }

  @Override
  public long limit() {
    return 1000;
  }

  @Override
  public int batch() {
    return 3;
  }

  @Override
  public Scanner scanner() {
    return new Scanner() {
      @Override
      public void scan(List<ScanTarget> targets, BiConsumer<ScanTarget, Verdict> verdicts)
          throws EngineGoneException {
        for (ScanTarget target : targets) {
          if (left.getAndDecrement() <= 0) {
            throw new EngineGoneException("the engine died", new IOException("test"));
          }
          scanned.add(target.path().toString());
          verdicts.accept(target, verdict(target));
        }
      }

      @Override
      public void close() {}
    };
  }

  private static Verdict verdict(ScanTarget target) {
    try {
      ByteBuffer bytes = ByteBuffer.allocate((int) target.size());
      while (bytes.hasRemaining() && target.node().read(bytes.position(), bytes) > 0) {}
      String text = new String(bytes.array(), StandardCharsets.ISO_8859_1);
      return text.contains("evil") ? new Verdict.Infected("Evil") : new Verdict.Clean();
    } catch (IOException e) {
      return ScanTarget.unreadable(e);
    }
  }

  @Override
  public void close() {}
}
