package io.coldmount.mountd.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Clients that are slow, many, or mad: the others do not notice. */
@Timeout(120)
final class DaemonAbuseTest {

  private static final String GET = "GET /v1/health HTTP/1.1\r\nHost: x\r\n\r\n";

  @TempDir private Path temp;
  private DaemonProcess daemon;
  private String content = "";
  private final List<SocketChannel> channels = new ArrayList<>();

  @BeforeEach
  void start() throws Exception {
    TestGuest.assumeTool("mkfs.ext4");
    TestGuest.assumeTool("curl");
    Files.setPosixFilePermissions(temp, PosixFilePermissions.fromString("rwx------"));
    daemon = DaemonProcess.ofUser(temp);
  }

  @AfterEach
  void end() throws Exception {
    for (SocketChannel channel : channels) {
      channel.close();
    }
    if (daemon != null) {
      daemon.close();
      assertThat(daemon.said()).noneMatch(line -> line.contains("OutOfMemory"));
    }
  }

  /** Opens a guest with a file of some megabytes. */
  private void openGuest() throws Exception {
    Path tree = Files.createDirectory(temp.resolve("tree"));
    Files.write(tree.resolve("big"), new byte[24 << 20]);
    Path image = temp.resolve("guest.raw");
    Process made =
        new ProcessBuilder("mkfs.ext4", "-q", "-d", tree.toString(), image.toString(), "48M")
            .redirectErrorStream(true)
            .start();
    made.getInputStream().readAllBytes();
    assertThat(made.waitFor()).isZero();
    String set =
        daemon.client().post("/v1/disk-sets", "{\"disks\":[\"" + image + "\"]}").field("id");
    content = "/v1/disk-sets/" + set + "/volumes/disk/content?path=/big";
  }

  private SocketChannel connect() throws IOException {
    SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
    channels.add(channel);
    channel.connect(UnixDomainSocketAddress.of(daemon.socket));
    return channel;
  }

  private static void send(SocketChannel channel, String text) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }

  /** What comes until the other side closes. */
  private static String readAll(SocketChannel channel) throws IOException {
    var all = new ByteArrayOutputStream();
    ByteBuffer piece = ByteBuffer.allocate(8192);
    while (channel.read(piece.clear()) >= 0) {
      all.write(piece.array(), 0, piece.position());
    }
    return all.toString(StandardCharsets.US_ASCII);
  }

  private static String readSome(SocketChannel channel) throws IOException {
    ByteBuffer piece = ByteBuffer.allocate(8192);
    channel.read(piece);
    return new String(piece.array(), 0, piece.position(), StandardCharsets.US_ASCII);
  }

  private void assertWell() throws Exception {
    long before = System.nanoTime();
    SocketChannel channel = connect();
    send(channel, GET);
    assertThat(readSome(channel)).startsWith("HTTP/1.1 200 ");
    assertThat(System.nanoTime() - before).isLessThan(10_000_000_000L);
  }

  @Test
  void aThousandConnectionsAreServed() throws Exception {
    for (int i = 0; i < 1000; i++) {
      connect();
    }
    for (SocketChannel channel : channels) {
      send(channel, GET);
    }
    for (SocketChannel channel : channels) {
      assertThat(readSome(channel)).startsWith("HTTP/1.1 200 ");
    }
    assertThat(daemon.client().get("/v1/metrics").text()).contains("coldmount_connections 1001");
  }

  @Test
  void halfRequestsHoldUpNobodyAndAreEnded() throws Exception {
    SocketChannel half = connect();
    send(half, "GET /v1/hea");
    SocketChannel body = connect();
    send(
        body,
        "POST /v1/mounts HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
            + "Content-Length: 1000\r\n\r\n{");
    for (int i = 0; i < 300; i++) {
      send(connect(), "POST /v1/jobs HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n{");
    }
    assertWell();
    assertThat(readAll(half)).doesNotContain("200"); // after half a minute
    readAll(body);
  }

  @Test
  void slowReadersHoldABufferAndNoThread() throws Exception {
    openGuest();
    for (int i = 0; i < 200; i++) {
      send(connect(), "GET " + content + " HTTP/1.1\r\nHost: x\r\n\r\n"); // and read nothing
    }
    assertWell();
    ApiClient.Reply all = daemon.client().get(content);
    assertThat(all.status()).isEqualTo(200);
    assertThat(all.body()).hasSize(24 << 20);
    Path status = Path.of("/proc", "" + daemon.process.pid(), "status");
    String threads = Files.readString(status).replaceFirst("(?s).*Threads:\\s+(\\d+).*", "$1");
    assertThat(Integer.parseInt(threads)).isLessThan(150);
  }

  @Test
  void answersThatNobodyReadsAreBoundedInAll() throws Exception {
    openGuest();
    for (int i = 0; i < 600; i++) {
      send(connect(), "GET " + content + " HTTP/1.1\r\nHost: x\r\n\r\n");
    }
    assertWell();
    ApiClient.Reply refused = daemon.client().get(content);
    assertThat(refused.status()).isEqualTo(503);
    assertThat(refused.field("code")).isEqualTo("overloaded");
    for (SocketChannel channel : channels) {
      channel.close();
    }
    while (daemon.client().get(content).status() == 503) {
      Thread.onSpinWait(); // until the daemon has seen that they are gone
    }
  }

  @Test
  void readersThatGoAwayLeaveNothingBehind() throws Exception {
    openGuest();
    for (int i = 0; i < 50; i++) {
      try (SocketChannel channel = connect()) {
        send(channel, "GET " + content + " HTTP/1.1\r\nHost: x\r\n\r\n");
        readSome(channel);
      }
    }
    String set = content.substring(0, content.indexOf("/volumes"));
    assertThat(daemon.client().delete(set).status()).isEqualTo(204);
    assertWell();
  }

  private static String post(String framing) {
    return String.join(
            "\r\n",
            "POST /v1/mounts HTTP/1.1",
            "Host: x",
            "Content-Type: application/json",
            framing)
        + "\r\n\r\n";
  }

  @Test
  void aBodyOfAGigabyteIsRefusedBeforeItIsTaken() throws Exception {
    SocketChannel announced = connect();
    send(announced, post("Content-Length: 1073741824"));
    assertThat(readSome(announced)).startsWith("HTTP/1.1 413 ").contains("\"too_large\"");

    SocketChannel chunked = connect();
    send(chunked, post("Transfer-Encoding: chunked"));
    String chunk = "10000\r\n" + " ".repeat(65536) + "\r\n";
    int sent = 0;
    try {
      for (; sent < 16 * 1024; sent++) {
        send(chunked, chunk);
      }
    } catch (IOException e) {
      assertThat(e).hasMessageMatching("(?i).*(reset|pipe).*"); // it has hung up
    }
    assertThat(sent).isLessThan(1024);
    assertWell();
  }

  @Test
  void aBodyWhereNoneBelongsDoesNotHurt() throws Exception {
    SocketChannel channel = connect();
    send(channel, "GET /v1/health HTTP/1.1\r\nHost: x\r\nContent-Length: 1073741824\r\n\r\n");
    assertThat(readSome(channel)).startsWith("HTTP/1.1 200 ");
    assertWell();
  }

  @Test
  void garbageIsAnsweredWithAProblem() throws Exception {
    for (String garbage :
        List.of(
            "\u0001\u0002\u0003\r\n\r\n",
            "GET /v1/health HTTP/1.1\r\n\r\n",
            "GET  HTTP/1.1\r\nHost: x\r\n\r\n")) {
      SocketChannel channel = connect();
      send(channel, garbage);
      assertThat(readAll(channel))
          .matches("(?s)HTTP/1.1 (4..|505) .*")
          .contains("application/problem+json", "\"code\":\"bad_request\"");
    }
    try (SocketChannel channel = connect()) {
      send(channel, "GET / HTTP/1.1\r\nHost: x\r\nX: " + "y".repeat(70_000) + "\r\n\r\n");
      assertThat(readAll(channel)).startsWith("HTTP/1.1 431 ");
    } catch (IOException e) {
      assertThat(e).hasMessageMatching("(?i).*(reset|pipe).*"); // it has hung up, unread
    }
    for (String path : List.of("/v1/../../etc", "/v1/mounts/%2e%2e", "/v1/mounts/%00", "//", "/")) {
      SocketChannel channel = connect();
      send(channel, "GET " + path + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
      assertThat(readAll(channel)).startsWith("HTTP/1.1 4");
    }
    assertWell();
  }

  @Test
  void manyClientsAtOnceAreAllAnswered() throws Exception {
    openGuest();
    String stat = content.replace("content", "stat");
    try (ExecutorService clients = Executors.newFixedThreadPool(64)) {
      List<Future<Integer>> done = new ArrayList<>();
      for (int c = 0; c < 64; c++) {
        SocketChannel channel = connect();
        done.add(
            clients.submit(
                () -> {
                  int answered = 0;
                  for (int i = 0; i < 20; i++) {
                    send(channel, "GET " + stat + " HTTP/1.1\r\nHost: x\r\n\r\n");
                    answered += readSome(channel).startsWith("HTTP/1.1 200 ") ? 1 : 0;
                  }
                  return answered;
                }));
      }
      for (Future<Integer> one : done) {
        assertThat(one.get()).isEqualTo(20);
      }
    }
  }
}
