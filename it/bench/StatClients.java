import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Asks the API of a daemon for the attributes of a file, by many clients at once, each of which asks
 * again when it has its answer, and prints how long the answers took: StatClients SOCKET REQUEST-PATH
 * CLIENTS SECONDS.
 */
final class StatClients {

  private StatClients() {}

  public static void main(String[] arguments) throws Exception {
    UnixDomainSocketAddress socket = UnixDomainSocketAddress.of(Path.of(arguments[0]));
    String head = "GET " + arguments[1] + " HTTP/1.1\r\nHost: bench\r\n\r\n";
    byte[] request = head.getBytes(StandardCharsets.US_ASCII);
    int clients = Integer.parseInt(arguments[2]);
    long seconds = Long.parseLong(arguments[3]);
    List<SocketChannel> channels = new ArrayList<>();
    for (int i = 0; i < clients; i++) {
      SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
      channel.connect(socket);
      channels.add(channel);
    }
    ask(channels, request, seconds); // until both sides are warm
    long begin = System.nanoTime();
    long[] times = ask(channels, request, seconds);
    double took = (System.nanoTime() - begin) / 1e9;
    Arrays.sort(times);
    System.out.printf(
        "%.1f %.1f %.1f %.0f%n",
        millis(times, 0.5), millis(times, 0.99), millis(times, 1), times.length / took);
  }

  private static double millis(long[] sorted, double part) {
    return sorted[Math.min(sorted.length - 1, (int) (sorted.length * part))] / 1e6;
  }

  private static long[] ask(List<SocketChannel> channels, byte[] request, long seconds)
      throws InterruptedException {
    long end = System.nanoTime() + seconds * 1_000_000_000L;
    List<long[]> all = new ArrayList<>();
    List<Thread> threads = new ArrayList<>();
    for (SocketChannel channel : channels) {
      threads.add(
          Thread.ofPlatform()
              .start(
                  () -> {
                    long[] times = until(channel, request, end);
                    synchronized (all) {
                      all.add(times);
                    }
                  }));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    if (all.size() != channels.size()) {
      throw new IllegalStateException("a client has failed");
    }
    return all.stream().flatMapToLong(Arrays::stream).toArray();
  }

  private static long[] until(SocketChannel channel, byte[] request, long end) {
    long[] times = new long[1024];
    int count = 0;
    ByteBuffer answer = ByteBuffer.allocate(16 * 1024);
    try {
      for (long now = System.nanoTime(); now < end; count++) {
        channel.write(ByteBuffer.wrap(request));
        read(channel, answer.clear());
        long then = System.nanoTime();
        times = count < times.length ? times : Arrays.copyOf(times, 2 * count);
        times[count] = then - now;
        now = then;
      }
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
    return Arrays.copyOf(times, count);
  }

  /** Reads one answer, whose head tells its length, and which is a success. */
  private static void read(SocketChannel channel, ByteBuffer answer) throws IOException {
    while (channel.read(answer) >= 0) {
      String text = new String(answer.array(), 0, answer.position(), StandardCharsets.ISO_8859_1);
      int head = text.indexOf("\r\n\r\n");
      int field = text.toLowerCase(java.util.Locale.ROOT).indexOf("content-length:");
      if (head < 0 || field < 0) {
        continue;
      }
      String length = text.substring(field + 15, text.indexOf('\r', field)).strip();
      if (answer.position() >= head + 4 + Integer.parseInt(length)) {
        if (!text.startsWith("HTTP/1.1 200 ")) {
          throw new IOException(text);
        }
        return;
      }
    }
    throw new IOException("the daemon hung up");
  }
}
