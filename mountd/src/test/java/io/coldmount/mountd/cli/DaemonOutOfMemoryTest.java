package io.coldmount.mountd.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.coldmount.mountd.daemon.ApiClient;
import io.coldmount.mountd.daemon.ControlPlace;
import io.coldmount.mountd.daemon.Daemon;
import io.coldmount.mountd.guest.Drivers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A request that needs more memory than there is: it is told so, and the daemon goes on. */
@Timeout(120)
final class DaemonOutOfMemoryTest {

  private static final String ADVICE = "the memory does not suffice: set COLDMOUNT_HEAP";

  @TempDir Path folder;
  private Daemon daemon;
  private Thread serving;
  private ApiClient client;
  private String set = "";

  @BeforeEach
  void aDaemonInThisProcess() throws Exception {
    var line = new CommandLineHarness(folder);
    var root = line.fs.root();
    line.fs.file(root, "well", new byte[] {'w'});
    line.fs.file(root, "stat", new byte[1]).failing(DaemonOutOfMemoryTest::takeAll);
    line.fs.file(root, "read", new byte[1]).readingAfter(DaemonOutOfMemoryTest::takeAll);
    var place = new ControlPlace(Files.createDirectory(folder.resolve("run")), false);
    var frontend = new DaemonFrontend(new Drivers(List.of(line.driver)));
    daemon = Daemon.make(place, frontend, Duration.ZERO, List.of()).orElseThrow();
    var begun = new CountDownLatch(1);
    serving = Thread.ofPlatform().start(() -> serve(begun));
    begun.await();
    client = new ApiClient(place.socket(), List.of());
    set = client.post("/v1/disk-sets", "{\"disks\":[\"" + line.disk + "\"]}").field("id");
  }

  private void serve(CountDownLatch begun) {
    try {
      daemon.serve(begun::countDown);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  @AfterEach
  void end() throws InterruptedException {
    daemon.close();
    serving.join();
  }

  /** Asks for more than any heap of the tests has, so that Java throws the error itself. */
  private static void takeAll() {
    List<byte[]> taken = new ArrayList<>();
    while (taken.size() < 1000) {
      taken.add(new byte[Integer.MAX_VALUE - 8]);
    }
  }

  private String volume(String rest) {
    return "/v1/disk-sets/" + set + "/volumes/disk/" + rest;
  }

  private void assertTheDaemonIsWell() throws Exception {
    assertThat(client.get("/v1/health").status()).isEqualTo(200);
    assertThat(client.get(volume("content?path=/well")).text()).isEqualTo("w");
  }

  @Test
  void theRequestIsAnsweredWithWhatHelps() throws Exception {
    for (String rest : List.of("stat?path=/stat", "content?path=/stat", "files?path=/")) {
      ApiClient.Reply reply = client.get(volume(rest));
      assertThat(reply.status()).as(rest).isEqualTo(500);
      assertThat(reply.field("code")).isEqualTo("internal");
      assertThat(reply.field("detail")).as(rest).startsWith(ADVICE);
    }
    assertTheDaemonIsWell();
  }

  @Test
  void contentThatCannotBeReadIsAnErrorAndNoContent() throws Exception {
    ApiClient.Reply reply = client.get(volume("content?path=/read"));
    assertThat(reply.status()).isEqualTo(500);
    assertThat(reply.field("code")).isEqualTo("internal");
    assertTheDaemonIsWell();
  }

  @Test
  void aJobFails() throws Exception {
    String body = "{\"type\":\"check\",\"diskSet\":\"" + set + "\"}";
    String job = client.post("/v1/jobs", body).field("id");
    ApiClient.Reply reply = client.get("/v1/jobs/" + job + "/events"); // which end with the job
    assertThat(reply.text()).contains("failed", ADVICE);
    assertThat(client.get("/v1/jobs/" + job).field("state")).isEqualTo("failed");
    assertTheDaemonIsWell();
  }
}
