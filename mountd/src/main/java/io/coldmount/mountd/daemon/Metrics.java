package io.coldmount.mountd.daemon;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/** What is counted of requests. */
final class Metrics {

  private final Map<Integer, LongAdder> answers = new ConcurrentHashMap<>();
  private final LongAdder nanoseconds = new LongAdder();
  private final AtomicInteger underWay = new AtomicInteger();
  private volatile long lastEnd = System.nanoTime();

  void begins() {
    underWay.incrementAndGet();
  }

  void ends(int status, long tookNanoseconds) {
    answers.computeIfAbsent(status, s -> new LongAdder()).increment();
    nanoseconds.add(tookNanoseconds);
    lastEnd = System.nanoTime();
    underWay.decrementAndGet();
  }

  int underWay() {
    return underWay.get();
  }

  /** How long no request has been under way, in nanoseconds. */
  long silence() {
    return underWay.get() > 0 ? 0 : System.nanoTime() - lastEnd;
  }

  /** In the text format of Prometheus, version 0.0.4. */
  void write(StringBuilder text) {
    head(text, "coldmount_requests_total", "counter", "Requests that were answered.");
    long all = 0;
    for (Map.Entry<Integer, LongAdder> entry : new TreeMap<>(answers).entrySet()) {
      long count = entry.getValue().sum();
      all += count;
      text.append("coldmount_requests_total{status=\"")
          .append(entry.getKey())
          .append("\"} ")
          .append(count)
          .append('\n');
    }
    head(text, "coldmount_request_seconds", "summary", "How long requests took.");
    text.append("coldmount_request_seconds_sum ").append(nanoseconds.sum() / 1e9).append('\n');
    text.append("coldmount_request_seconds_count ").append(all).append('\n');
    gauge(text, "coldmount_requests_under_way", "Requests that are not answered yet.", underWay());
  }

  static void head(StringBuilder text, String name, String type, String help) {
    text.append("# HELP ").append(name).append(' ').append(help).append('\n');
    text.append("# TYPE ").append(name).append(' ').append(type).append('\n');
  }

  static void gauge(StringBuilder text, String name, String help, long value) {
    head(text, name, "gauge", help);
    text.append(name).append(' ').append(value).append('\n');
  }

  static void counter(StringBuilder text, String name, String help, long value) {
    head(text, name, "counter", help);
    text.append(name).append(' ').append(value).append('\n');
  }
}
