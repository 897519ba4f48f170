package io.coldmount.mountd.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The API of a daemon of this user, each answer held against the document. */
@Timeout(120)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@NullUnmarked // a request without a body has null for it
final class DaemonApiTest {

  @TempDir static Path temp;
  private Path disk = Path.of("/");
  private DaemonProcess daemon;
  private Map<String, Object> document = Map.of();
  private final Set<String> asked = new TreeSet<>();
  private String set = "";

  @BeforeAll
  void start() throws Exception {
    disk = TestGuest.in(Files.createDirectory(temp.resolve("images")));
    document = OpenApiTest.document();
    Files.setPosixFilePermissions(
        temp, java.nio.file.attribute.PosixFilePermissions.fromString("rwx------"));
    daemon = DaemonProcess.ofUser(temp);
    set = call(201, "POST", "/v1/disk-sets", "{\"disks\":[\"" + disk + "\"]}").field("id");
  }

  @AfterAll
  void end() throws Exception {
    if (daemon != null) {
      daemon.close();
      TestGuest.clean(temp);
    }
  }

  /** Calls, and holds the answer against the document. */
  private ApiClient.Reply call(
      int status, String method, String path, String body, String... options) throws Exception {
    ApiClient.Reply reply = daemon.client().call(method, path, body, options);
    assertThat(reply.status()).as(reply.text()).isEqualTo(status);
    String plain = path.replaceFirst("\\?.*", "");
    for (String known : Json.object(document, "paths").keySet()) {
      Map<String, Object> operation =
          Json.object(document, "paths", known, method.toLowerCase(Locale.ROOT));
      if (plain.matches(known.replaceAll("\\{\\w+}", "[^/]+")) && !operation.isEmpty()) {
        asked.add(method + " " + known);
        check(reply, Json.object(operation, "responses"));
      }
    }
    return reply;
  }

  private void check(ApiClient.Reply reply, Map<String, Object> responses) {
    String status = Integer.toString(reply.status());
    String chosen = responses.containsKey(status) ? status : "default";
    String type = reply.head().replaceFirst("(?is).*content-type: ([^;\r]*).*", "$1");
    Map<String, Object> content = Json.object(responses, chosen, "content");
    if (content.isEmpty()) {
      assertThat(reply.body()).isEmpty();
      return;
    }
    assertThat(content).containsKey(type);
    if (type.endsWith("json")) {
      List<String> wrong = new ArrayList<>();
      Json.check(document, Json.object(content, type, "schema"), reply.json(), "answer", wrong);
      assertThat(wrong).as(reply.text()).isEmpty();
    }
  }

  private void fails(int status, String code, String method, String path, String body)
      throws Exception {
    ApiClient.Reply reply = call(status, method, path, body);
    assertThat(reply.head()).contains("application/problem+json");
    assertThat(reply.field("code")).isEqualTo(code);
    assertThat(reply.field("status")).isEqualTo("" + status);
    assertThat(reply.field("detail")).endsWith(".");
  }

  private String volume(String rest) {
    return "/v1/disk-sets/" + set + "/volumes/p1" + rest;
  }

  @Test
  void itTellsOfItself() throws Exception {
    assertThat(call(200, "GET", "/v1/health", null).field("status")).isEqualTo("ok");
    assertThat(call(200, "GET", "/v1/version", null).field("api")).isEqualTo("v1");
    assertThat(call(200, "GET", "/v1/openapi.json", null).json()).isEqualTo(document);
    String metrics = call(200, "GET", "/v1/metrics", null).text();
    assertThat(metrics.lines())
        .allMatch(line -> line.matches("# (HELP|TYPE) .*|[a-z_]+(\\{[a-z]+=\"\\w+\"})? [0-9.E-]+"));
    assertThat(metrics)
        .contains("coldmount_requests_total{status=\"200\"} ", "\ncoldmount_disk_sets ");
  }

  @Test
  void disksLinksAndVolumesAreListed() throws Exception {
    String path = "/v1/disk-sets/" + set;
    assertThat(call(200, "GET", "/v1/disk-sets", null).text()).contains(set);
    assertThat(call(200, "GET", path, null).text()).contains("\"guest-root\"", "monolithicSparse");
    assertThat((List<?>) call(200, "GET", path + "/disks", null).json().get("disks")).hasSize(1);
    assertThat((List<?>) call(200, "GET", path + "/disks/0/links", null).json().get("links"))
        .hasSize(3);
    assertThat((List<?>) call(200, "GET", path + "/volumes", null).json().get("volumes"))
        .hasSize(2);
    assertThat(call(200, "GET", path + "/volumes/p2", null).text()).contains("\"ext2\"");
    fails(404, "not_found", "GET", path + "/volumes/p9", null);
    fails(404, "not_found", "GET", path + "/disks/1/links", null);
    fails(404, "not_found", "GET", "/v1/disk-sets/none", null);
  }

  @Test
  void theOperatingSystemsAreThoseThatInspectTells() throws Exception {
    TestGuest.assumeTool("mke2fs");
    Path root = Files.createDirectories(temp.resolve("root"));
    Files.createDirectories(root.resolve("usr/bin"));
    Files.createDirectory(root.resolve("etc"));
    Files.writeString(root.resolve("etc/os-release"), "ID=debian\nNAME=Debian\nVERSION_ID=12\n");
    Files.writeString(root.resolve("etc/fstab"), "LABEL=r / ext4 defaults 0 1\n");
    Path linux = temp.resolve("linux.raw");
    String[] make = {"mke2fs", "-q", "-t", "ext4", "-L", "r", "-d", "" + root, "" + linux, "8M"};
    assertThat(new ProcessBuilder(make).inheritIO().start().waitFor()).isZero();
    String body = "{\"disks\":[\"" + linux + "\"]}";
    String id = call(201, "POST", "/v1/disk-sets", body).field("id");
    ApiClient.Reply reply = call(200, "GET", "/v1/disk-sets/" + id + "/os", null);
    assertThat(reply.text()).contains("\"debian\"", "\"mounts\":[{\"path\":\"/\"");
    assertThat(reply.json().get("systems")).isEqualTo(Json.object(inspected(linux)).get("systems"));
    call(204, "DELETE", "/v1/disk-sets/" + id, null);
    fails(404, "not_found", "GET", "/v1/disk-sets/none/os", null);
  }

  private static Object inspected(Path file) throws Exception {
    Process inspect =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                System.getProperty("java.class.path"),
                "io.coldmount.mountd.cli.Main",
                "inspect",
                "--json",
                file.toString())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    byte[] said = inspect.getInputStream().readAllBytes();
    assertThat(inspect.waitFor()).isZero();
    return Json.parse(said);
  }

  @Test
  void filesAreListedInPartsThatMakeTheWhole() throws Exception {
    List<?> all = (List<?>) call(200, "GET", volume("/files?path=/"), null).json().get("entries");
    assertThat(all).hasSizeGreaterThan(3);
    List<Object> parts = new ArrayList<>();
    String cursor = "0";
    while (cursor != null) {
      ApiClient.Reply part =
          call(200, "GET", volume("/files?limit=2&path=/&cursor=" + cursor), null);
      parts.addAll((List<?>) part.json().get("entries"));
      Object next = part.json().get("next");
      cursor = next == null ? null : next.toString();
    }
    assertThat(parts).isEqualTo(all);
    fails(404, "path", "GET", volume("/files?path=/etc/passwd"), null);
    fails(404, "path", "GET", volume("/files?path=/nothing"), null);
    fails(400, "bad_request", "GET", volume("/files?limit=0"), null);
    fails(400, "bad_request", "GET", volume("/files?unknown=1"), null);
    fails(400, "bad_request", "GET", volume("/files?path=%zz"), null);
  }

  @Test
  void aFileIsStatedAndReadInRanges() throws Exception {
    ApiClient.Reply stat = call(200, "GET", volume("/stat?path=/etc/passwd&extents=true"), null);
    assertThat(stat.field("size")).isEqualTo("68");
    String content = call(200, "GET", volume("/content?path=/etc/passwd"), null).text();
    assertThat(content).hasSize(68).startsWith("root:x:0:0:");
    for (String range : List.of("0-3", "60-", "-5", "67-1000")) {
      ApiClient.Reply part =
          call(206, "GET", volume("/content?path=/etc/passwd"), null, "-r", range);
      int start = range.startsWith("-") ? 63 : Integer.parseInt(range.split("-", -1)[0]);
      int end = range.equals("0-3") ? 4 : 68;
      assertThat(part.text()).isEqualTo(content.substring(start, end));
      assertThat(part.head()).contains("bytes " + start + "-" + (end - 1) + "/68");
    }
    ApiClient.Reply beyond =
        call(416, "GET", volume("/content?path=/etc/passwd"), null, "-r", "68-");
    assertThat(beyond.field("code")).isEqualTo("range");
    fails(404, "path", "GET", volume("/content?path=/etc"), null);
    fails(400, "bad_request", "GET", volume("/stat"), null);
  }

  @Test
  void filesAreFoundByPatterns() throws Exception {
    assertThat(call(200, "GET", volume("/search?pattern=pass*"), null).text())
        .contains("\"path\":\"/etc/passwd\"", "\"complete\":true");
    assertThat(call(200, "GET", volume("/search?pattern=pass*&path=/etc"), null).text())
        .contains("\"path\":\"/etc/passwd\"");
    assertThat(call(200, "GET", volume("/search?pattern=**/host*&path=/"), null).text())
        .contains("/etc/hostname");
    ApiClient.Reply limited = call(200, "GET", volume("/search?pattern=*&limit=3"), null);
    assertThat((List<?>) limited.json().get("files")).hasSize(3);
    assertThat(limited.field("ended")).isEqualTo("limit");
    fails(400, "bad_request", "GET", volume("/search?pattern=**/a/**/b/**/c/**/d"), null);
    fails(400, "bad_request", "GET", volume("/search"), null);
  }

  @Test
  void aVolumeIsMountedAndUnmounted() throws Exception {
    TestGuest.assumeRootWithFuse();
    Path folder = Files.createDirectory(temp.resolve("mnt"));
    String body = "{\"diskSet\":\"" + set + "\",\"mountpoint\":\"" + folder + "\"";
    String mount = call(201, "POST", "/v1/mounts", body + ",\"volumes\":[\"p1\"]}").field("id");
    assertThat(folder.resolve("etc/hostname")).isRegularFile();
    assertThat(call(200, "GET", "/v1/mounts", null).text()).contains(mount);
    assertThat(call(200, "GET", "/v1/mounts/" + mount, null).field("mountpoint"))
        .isEqualTo(folder.toString());
    fails(422, "mountpoint", "POST", "/v1/mounts", body + "}");
    fails(409, "busy", "DELETE", "/v1/disk-sets/" + set, null);
    try (var open = Files.newInputStream(folder.resolve("etc/hostname"))) {
      assertThat(open.read()).isPositive();
      fails(409, "busy", "DELETE", "/v1/mounts/" + mount, null);
    }
    call(204, "DELETE", "/v1/mounts/" + mount, null);
    assertThat(TestGuest.isMounted(folder)).isFalse();
    fails(404, "not_found", "DELETE", "/v1/mounts/" + mount, null);
    fails(422, "no_file_system", "POST", "/v1/mounts", body + ",\"volumes\":[\"p7\"]}");
    fails(422, "mountpoint", "POST", "/v1/mounts", body.replace("/mnt", "/nowhere") + "}");
  }

  @Test
  void everyFieldOfARequestToMountIsKnownAndNoOther() throws Exception {
    String all =
        "{\"disks\":[\"/nothing\"],\"search\":[],\"forceParent\":false,\"devices\":{},"
            + "\"driver\":\"ext\",\"mountpoint\":\"/nothing\",\"volumes\":[],\"layout\":\"auto\","
            + "\"options\":[\"ro\"]";
    Set<String> documented =
        new TreeSet<>(
            Json.object(document, "components", "schemas", "MountRequest", "properties").keySet());
    documented.remove("diskSet"); // instead of disks
    assertThat(Json.object(Json.parse((all + "}").getBytes(StandardCharsets.UTF_8))).keySet())
        .containsExactlyInAnyOrderElementsOf(documented);
    fails(422, "disk", "POST", "/v1/mounts", all + "}");
    fails(400, "bad_request", "POST", "/v1/mounts", all + ",\"other\":1}");
    fails(400, "bad_request", "POST", "/v1/mounts", all.replace("\"auto\"", "\"none\"") + "}");
    fails(400, "bad_request", "POST", "/v1/mounts", all.replace("\"ro\"", "\"rw\"") + "}");
    fails(400, "bad_request", "POST", "/v1/mounts", all.replace("/nothing", "nothing") + "}");
  }

  @Test
  void aCheckIsFollowedByItsEventsAndFoundAgainByTheirNumbers() throws Exception {
    String job =
        call(202, "POST", "/v1/jobs", "{\"type\":\"check\",\"diskSet\":\"" + set + "\"}")
            .field("id");
    String events = call(200, "GET", "/v1/jobs/" + job + "/events", null).text();
    assertThat(events).contains("event: finding\ndata: {\"level\":\"note\"", "\nevent: end\n");
    assertThat(events.substring(events.indexOf("event: end"))).contains("\"state\":\"done\"");
    String again =
        call(200, "GET", "/v1/jobs/" + job + "/events", null, "-H", "Last-Event-ID: 1").text();
    assertThat(events).endsWith(again);
    assertThat(again).doesNotContain("id: 1\n").isNotEmpty();
    assertThat(call(200, "GET", "/v1/jobs/" + job, null).text()).contains("\"problems\":0");
    assertThat(call(200, "GET", "/v1/jobs", null).text()).contains(job);
    call(204, "DELETE", "/v1/jobs/" + job, null);
    fails(404, "not_found", "GET", "/v1/jobs/" + job, null);
  }

  @Test
  void aCopyIsWritten() throws Exception {
    Path target = temp.resolve("copy");
    String body =
        "{\"type\":\"copy\",\"diskSet\":\""
            + set
            + "\",\"volume\":\"p1\",\"paths\":[\"/etc\"],\"target\":\""
            + target
            + "\",\"existing\":\"refuse\",\"resume\":false,\"verify\":true,\"exclude\":[]";
    String job = call(202, "POST", "/v1/jobs", body + "}").field("id");
    assertThat(call(200, "GET", "/v1/jobs/" + job + "/events", null).text())
        .contains("\"state\":\"done\"");
    assertThat(target.resolve("etc/passwd")).content().startsWith("root:x:0:0:");
    fails(404, "path", "POST", "/v1/jobs", body.replace("/etc", "/nothing") + "}");
    fails(400, "bad_request", "POST", "/v1/jobs", body.replace("refuse", "smash") + "}");
    fails(400, "bad_request", "POST", "/v1/jobs", body + ",\"data\":true}");
  }

  @Test
  void aScanByAProgramFindsWhatItSays() throws Exception {
    TestGuest.assumeRootWithFuse();
    Path program =
        Files.writeString(
            temp.resolve("engine"), "#!/bin/sh\ngrep -q ann: \"$1\" && exit 1\nexit 0\n");
    assertThat(program.toFile().setExecutable(true)).isTrue();
    String body =
        "{\"type\":\"scan\",\"diskSet\":\""
            + set
            + "\",\"engine\":\"command:"
            + program
            + "\",\"include\":[\"passwd\",\"hostname\"],\"exclude\":[],\"maxSize\":1000}";
    String job = call(202, "POST", "/v1/jobs", body).field("id");
    String events = call(200, "GET", "/v1/jobs/" + job + "/events", null).text();
    assertThat(events).contains("\"kind\":\"infected\",\"where\":\"p1:/etc/passwd\"");
    assertThat(call(200, "GET", "/v1/jobs/" + job, null).text()).contains("\"infected\":1");
  }

  @Test
  void aScanOfAGuestWithoutAnyFileSystemSaysThatNothingWasScanned() throws Exception {
    TestGuest.assumeRootWithFuse();
    Path swap = temp.resolve("swap.raw");
    byte[] page = new byte[1 << 20];
    System.arraycopy("SWAPSPACE2".getBytes(StandardCharsets.US_ASCII), 0, page, 4086, 10);
    Path empty = Files.write(temp.resolve("empty.raw"), new byte[1 << 20]);
    for (Path file : List.of(Files.write(swap, page), empty)) {
      String id = call(201, "POST", "/v1/disk-sets", "{\"disks\":[\"" + file + "\"]}").field("id");
      String body =
          "{\"type\":\"scan\",\"diskSet\":\"" + id + "\",\"engine\":\"command:/bin/true\"}";
      String job = call(202, "POST", "/v1/jobs", body).field("id");
      String events = call(200, "GET", "/v1/jobs/" + job + "/events", null).text();
      assertThat(events)
          .contains("\"kind\":\"unsupported\",\"where\":\"the guest\"", "there is no file system");
      assertThat(call(200, "GET", "/v1/jobs/" + job, null).text()).contains("\"notScanned\":1");
    }
  }

  @Test
  void aJobIsCancelled() throws Exception {
    TestGuest.assumeRootWithFuse();
    Path program =
        Files.writeString(temp.resolve("slow"), "#!/bin/sh\nexec cat " + temp + "/never\n");
    assertThat(program.toFile().setExecutable(true)).isTrue();
    assertThat(new ProcessBuilder("mkfifo", temp + "/never").start().waitFor()).isZero();
    String body =
        "{\"type\":\"scan\",\"diskSet\":\"" + set + "\",\"engine\":\"command:" + program + "\"}";
    String job = call(202, "POST", "/v1/jobs", body).field("id");
    fails(409, "busy", "DELETE", "/v1/jobs/" + job, null);
    call(202, "POST", "/v1/jobs/" + job + "/cancel", "{}");
    assertThat(call(200, "GET", "/v1/jobs/" + job + "/events", null).text())
        .contains("\"state\":\"cancelled\"");
    fails(404, "not_found", "POST", "/v1/jobs/none/cancel", "{}");
  }

  @Test
  void aSetIsClosed() throws Exception {
    String other =
        call(
                201,
                "POST",
                "/v1/disk-sets",
                "{\"disks\":[\""
                    + disk
                    + "\"],\"search\":[],\"forceParent\":true,\"devices\":{},"
                    + "\"driver\":\"ext\",\"options\":[]}")
            .field("id");
    call(204, "DELETE", "/v1/disk-sets/" + other, null);
    fails(404, "not_found", "DELETE", "/v1/disk-sets/" + other, null);
    fails(422, "disk", "POST", "/v1/disk-sets", "{\"disks\":[\"/nothing\"]}");
    fails(400, "bad_request", "POST", "/v1/disk-sets", "{\"disks\":[]}");
    fails(400, "bad_request", "POST", "/v1/disk-sets", "{");
    fails(400, "bad_request", "POST", "/v1/disk-sets", "[]");
  }

  @Test
  void whatIsNotThereIsSaidInProblemsToo() throws Exception {
    fails(404, "not_found", "GET", "/v2/health", null);
    ApiClient.Reply reply = daemon.client().call("PUT", "/v1/health", null);
    assertThat(reply.status()).isEqualTo(405);
    assertThat(reply.head()).contains("Allow: GET");
    ApiClient.Reply text =
        daemon.client().call("POST", "/v1/jobs", null, "-H", "Content-Type: text/plain", "-d", "x");
    assertThat(text.status()).isEqualTo(415);
    assertThat(text.field("code")).isEqualTo("media_type");
  }

  @AfterAll
  void everyOperationOfTheDocumentWasAsked() {
    Set<String> all = new TreeSet<>();
    Json.object(document, "paths")
        .forEach(
            (path, methods) ->
                Json.object(methods)
                    .keySet()
                    .forEach(method -> all.add(method.toUpperCase(Locale.ROOT) + " " + path)));
    all.removeAll(asked);
    if (daemon != null && Files.exists(Path.of("/dev/fuse"))) {
      assertThat(all).isEmpty();
    }
  }
}
