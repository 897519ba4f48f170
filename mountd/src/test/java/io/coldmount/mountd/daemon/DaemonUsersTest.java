package io.coldmount.mountd.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A daemon of root and users who do not trust each other, some of whom try to break out. */
@Timeout(120)
final class DaemonUsersTest {

  private static final long ANN = 64101;
  private static final long BOB = 64102;
  private static final long STAFF = 64200;

  /** fusermount3 wants to know its user's name. */
  private static final long NOBODY = 65534;

  @TempDir private Path temp;
  private Path disk = Path.of("/");
  private Path images = Path.of("/");
  private DaemonProcess daemon;

  @BeforeEach
  void start() throws Exception {
    TestGuest.assumeRootWithFuse();
    TestGuest.open(temp);
    images = Files.createDirectory(temp.resolve("images"));
    disk = TestGuest.in(images);
    daemon = DaemonProcess.ofSystem(temp);
  }

  @AfterEach
  void end() throws Exception {
    if (daemon != null) {
      daemon.close();
      assertThat(daemon.socket).doesNotExist();
    }
    TestGuest.clean(temp);
  }

  private static void mode(Path path, String mode) throws Exception {
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(mode));
  }

  private static void own(Path path, long uid, long gid) throws Exception {
    Files.setAttribute(path, "unix:uid", (int) uid);
    Files.setAttribute(path, "unix:gid", (int) gid);
  }

  private Path folderOf(long uid, String name) throws Exception {
    Path folder = Files.createDirectory(temp.resolve(name));
    own(folder, uid, uid);
    return folder;
  }

  private static ApiClient.Reply open(ApiClient client, Path disk) throws Exception {
    return client.post("/v1/disk-sets", "{\"disks\":[\"" + disk + "\"]}");
  }

  private static ApiClient.Reply mount(ApiClient client, Path disk, Path folder) throws Exception {
    return mount(client, disk, folder, "");
  }

  private static ApiClient.Reply mount(ApiClient client, Path disk, Path folder, String options)
      throws Exception {
    return client.post(
        "/v1/mounts",
        "{\"disks\":[\""
            + disk
            + "\"],\"mountpoint\":\""
            + folder
            + "\",\"options\":[\""
            + options
            + "\"]}");
  }

  private static void refused(ApiClient.Reply reply, int status, String code, String words) {
    assertThat(reply.status()).as(reply.text()).isEqualTo(status);
    assertThat(reply.field("code")).isEqualTo(code);
    assertThat(reply.field("detail")).contains(words);
  }

  private static int run(long uid, String... command) throws Exception {
    List<String> all =
        new ArrayList<>(
            List.of("setpriv", "--reuid", "" + uid, "--regid", "" + uid, "--clear-groups"));
    all.addAll(List.of(command));
    Process process = new ProcessBuilder(all).redirectErrorStream(true).start();
    process.getInputStream().readAllBytes();
    return process.waitFor();
  }

  @Test
  void aUserReadsOnlyImagesThatHeMayReadHimself() throws Exception {
    ApiClient ann = daemon.client(ANN);
    assertThat(open(ann, disk).status()).isEqualTo(201);
    Path secret = Files.copy(images.resolve("guest.vmdk"), images.resolve("secret.vmdk"));
    mode(secret, "rw-------");
    refused(open(ann, secret), 422, "disk", "ermission denied");
    refused(open(ann, Path.of("/etc/shadow")), 422, "disk", "ermission denied");
    Path closed = Files.createDirectory(images.resolve("closed"));
    Path inside = Files.copy(images.resolve("guest.vmdk"), closed.resolve("guest.vmdk"));
    mode(closed, "rwx------");
    refused(open(ann, inside), 422, "disk", "ermission denied");
    refused(open(ann, closed.resolve("none.vmdk")), 422, "disk", "ermission denied");
    Path link = Files.createSymbolicLink(images.resolve("link.vmdk"), inside);
    refused(open(ann, link), 422, "disk", "ermission denied");
    assertThat(open(daemon.client(), inside).status()).isEqualTo(201);
  }

  @Test
  void aParentThatTheUserMayNotReadIsNotReadForHim() throws Exception {
    mode(images.resolve("guest.vmdk"), "rw-------");
    ApiClient.Reply reply = open(daemon.client(ANN), disk);
    assertThat(reply.status()).as(reply.text()).isEqualTo(422);
    assertThat(reply.text()).doesNotContain("guest-root");
    assertThat(open(daemon.client(), disk).status()).isEqualTo(201);
  }

  @Test
  void anImageCannotAskWhichFilesOthersHave() throws Exception {
    Path closed = Files.createDirectory(images.resolve("closed"));
    Files.createDirectory(closed.resolve("there"));
    mode(closed, "rwx------");
    List<String> answers = new ArrayList<>();
    for (String name : List.of("there", "none!")) {
      Path image = images.resolve("asks.vmdk");
      Files.writeString(
          image,
          "# Disk DescriptorFile\nversion=1\nCID=12345678\nparentCID=ffffffff\n"
              + "createType=\"monolithicFlat\"\nRW 8 FLAT \""
              + closed.resolve(name)
              + "\" 0\n");
      ApiClient.Reply reply = open(daemon.client(ANN), image);
      assertThat(reply.status()).isEqualTo(422);
      answers.add(reply.text().replace(name, "NAME"));
    }
    assertThat(answers.getFirst()).isEqualTo(answers.getLast());
  }

  @Test
  void groupsCountAsTheyDoForTheCaller() throws Exception {
    Path shared = Files.copy(images.resolve("guest.vmdk"), images.resolve("shared.vmdk"));
    mode(shared, "rw-r-----");
    own(shared, 0, STAFF);
    refused(open(daemon.client(ANN), shared), 422, "disk", "ermission denied");
    assertThat(open(daemon.client(ANN, STAFF), shared).status()).isEqualTo(201);
    assertThat(open(daemon.client(ANN, 1, 2, 3, STAFF), shared).status()).isEqualTo(201);
  }

  @Test
  void openFilesOfTheDaemonAreNoImages() throws Exception {
    Path closed = Files.createDirectory(images.resolve("closed"));
    Path inside = Files.copy(images.resolve("guest.vmdk"), closed.resolve("guest.vmdk"));
    mode(closed, "rwx------"); // the file itself is open to all: only the folder keeps them out
    assertThat(open(daemon.client(), inside).status()).isEqualTo(201);
    Path descriptors = Path.of("/proc", "" + daemon.process.pid(), "fd");
    Path found = null;
    try (var all = Files.list(descriptors)) {
      for (Path one : all.toList()) {
        if (Files.isSymbolicLink(one) && Files.readSymbolicLink(one).equals(inside)) {
          found = one;
        }
      }
    }
    assertThat(found).isNotNull();
    ApiClient ann = daemon.client(ANN);
    Path self = Path.of("/proc/self/fd", found.getFileName().toString());
    Path link = Files.createSymbolicLink(images.resolve("fd.vmdk"), self);
    for (Path trick :
        List.of(
            self,
            found,
            Path.of("/dev/fd", found.getFileName().toString()),
            Path.of("/proc/thread-self/fd", found.getFileName().toString()),
            Path.of("/proc/self/root" + inside),
            Path.of("/proc/1/root" + inside),
            link)) {
      ApiClient.Reply reply = open(ann, trick);
      assertThat(reply.status()).as(trick + ": " + reply.text()).isEqualTo(422);
      assertThat(reply.field("code")).isEqualTo("disk");
    }
  }

  @Test
  void usersSeeAndEndOnlyTheirOwn() throws Exception {
    ApiClient ann = daemon.client(ANN);
    ApiClient bob = daemon.client(BOB);
    Path annsFolder = folderOf(ANN, "ann");
    Path bobsFolder = folderOf(BOB, "bob");
    String anns = mount(ann, disk, annsFolder).field("id");
    String bobs = mount(bob, disk, bobsFolder).field("id");
    String set = open(ann, disk).field("id");
    String job =
        ann.post("/v1/jobs", "{\"type\":\"check\",\"diskSet\":\"" + set + "\"}").field("id");
    assertThat(ann.get("/v1/mounts").text()).contains(anns).doesNotContain(bobs);
    assertThat(bob.get("/v1/mounts").text()).contains(bobs).doesNotContain(anns);
    assertThat(bob.get("/v1/disk-sets").text()).doesNotContain("\"" + set + "\"");
    for (String path :
        List.of(
            "/v1/mounts/" + anns,
            "/v1/disk-sets/" + set,
            "/v1/disk-sets/" + set + "/volumes/p1/content?path=/etc/passwd",
            "/v1/jobs/" + job,
            "/v1/jobs/" + job + "/events")) {
      refused(bob.get(path), 404, "not_found", "there is no");
    }
    refused(bob.delete("/v1/mounts/" + anns), 404, "not_found", "there is no mount");
    refused(bob.delete("/v1/disk-sets/" + set), 404, "not_found", "there is no disk set");
    refused(bob.post("/v1/jobs/" + job + "/cancel", "{}"), 404, "not_found", "there is no job");
    refused(
        bob.post(
            "/v1/mounts", "{\"diskSet\":\"" + set + "\",\"mountpoint\":\"" + bobsFolder + "\"}"),
        404,
        "not_found",
        "there is no disk set");
    assertThat(run(ANN, "cat", annsFolder + "/p1/etc/hostname")).isZero();
    assertThat(run(BOB, "cat", annsFolder + "/p1/etc/hostname")).isNotZero();
    assertThat(daemon.client().get("/v1/mounts").text()).contains(anns, bobs);
    assertThat(ann.delete("/v1/mounts/" + anns).status()).isEqualTo(204);
    assertThat(TestGuest.isMounted(annsFolder)).isFalse();
    assertThat(daemon.client().delete("/v1/mounts/" + bobs).status()).isEqualTo(204);
    assertThat(TestGuest.isMounted(bobsFolder)).isFalse();
  }

  @Test
  void aMountpointIsTheCallersOwn() throws Exception {
    ApiClient ann = daemon.client(ANN);
    Path bobs = folderOf(BOB, "bob");
    refused(mount(ann, disk, bobs), 422, "mountpoint", "belongs to another user");
    refused(mount(ann, disk, Path.of("/etc"), "nonempty"), 422, "mountpoint", "another user");
    Path link = Files.createSymbolicLink(temp.resolve("link"), bobs);
    refused(mount(ann, disk, link), 422, "mountpoint", "belongs to another user");
    Path closed = Files.createDirectory(temp.resolve("closed"));
    Path inside = Files.createDirectory(closed.resolve("ann"));
    own(inside, ANN, ANN);
    mode(closed, "rwx------");
    assertThat(mount(ann, disk, inside).status()).isEqualTo(422);
    Path tasks = Path.of("/proc/self/task");
    assertThat(mount(ann, disk, tasks, "nonempty").status()).isEqualTo(422);
    assertThat(TestGuest.isMounted(bobs)).isFalse();
    assertThat(TestGuest.isMounted(inside)).isFalse();
  }

  @Test
  void aFolderOfTheUsersProcessIsNoMountpoint() throws Exception {
    Process sleeper =
        new ProcessBuilder(
                "setpriv", "--reuid", "" + ANN, "--regid", "" + ANN, "--clear-groups", "cat")
            .start();
    try {
      ApiClient ann = daemon.client(ANN);
      // Owned by the user as soon as the process is his; until then it is refused as root's.
      Path folder = Path.of("/proc", "" + sleeper.pid(), "net");
      Path task = Path.of("/proc", "" + sleeper.pid(), "task");
      assertThat(mount(ann, disk, folder, "nonempty").status()).isEqualTo(422);
      assertThat(mount(ann, disk, task, "nonempty").status()).isEqualTo(422);
      assertThat(TestGuest.isMounted(task)).isFalse();
    } finally {
      sleeper.destroyForcibly();
      sleeper.waitFor();
    }
  }

  /** The user swaps his folder for a link to another's while the daemon looks at it. */
  @Test
  void aFolderThatIsSwappedMeanwhileIsMountedOnOrNothingIs() throws Exception {
    Path home = folderOf(ANN, "home");
    Path victim = folderOf(BOB, "victim");
    Path folder = home.resolve("m");
    String script =
        "cd "
            + home
            + "; mkdir m; while [ ! -e stop ]; do mv m real 2>/dev/null && ln -s "
            + victim
            + " m; rm -f m; mv real m 2>/dev/null; done";
    Process swapper =
        new ProcessBuilder(
                "setpriv",
                "--reuid",
                "" + ANN,
                "--regid",
                "" + ANN,
                "--clear-groups",
                "sh",
                "-c",
                script)
            .redirectErrorStream(true)
            .start();
    ApiClient ann = daemon.client(ANN);
    try {
      for (int i = 0; i < 12; i++) {
        ApiClient.Reply reply = mount(ann, disk, folder);
        assertThat(TestGuest.isMounted(victim)).isFalse();
        if (reply.status() == 201) {
          assertThat(ann.delete("/v1/mounts/" + reply.field("id")).status())
              .as("the mount %s", reply.text())
              .isIn(204, 409, 422);
        }
      }
    } finally {
      Files.createFile(home.resolve("stop"));
      swapper.waitFor();
    }
    assertThat(TestGuest.isMounted(victim)).isFalse();
    assertThat(daemon.client().get("/v1/health").status()).isEqualTo(200);
  }

  @Test
  void whatWouldBeDoneByRootIsRefused() throws Exception {
    ApiClient ann = daemon.client(ANN);
    String set = open(ann, disk).field("id");
    String job = "{\"diskSet\":\"" + set + "\",\"type\":";
    refused(
        ann.post(
            "/v1/jobs",
            job + "\"copy\",\"volume\":\"p1\",\"paths\":[\"/etc\"],\"target\":\"/tmp/x\"}"),
        403,
        "forbidden",
        "for root only");
    for (String engine : List.of("command:/bin/true", "yara:/etc/shadow", "clamd:/run/x")) {
      refused(
          ann.post("/v1/jobs", job + "\"scan\",\"engine\":\"" + engine + "\"}"),
          403,
          "forbidden",
          "by root");
    }
    Path folder = folderOf(ANN, "ann");
    if (!FuseConfiguration.userAllowOther()) {
      refused(mount(ann, disk, folder, "allow_other"), 403, "forbidden", "allow_other");
    }
    refused(mount(ann, disk, folder, "max_threads=200"), 403, "forbidden", "max_threads");
  }

  @Test
  void aCheckOpensLinksWithTheRightsOfItsUser() throws Exception {
    ApiClient ann = daemon.client(ANN);
    String set = open(ann, disk).field("id");
    mode(images.resolve("guest-000001.vmdk"), "rw-------"); // the check opens it anew
    String job =
        ann.post("/v1/jobs", "{\"type\":\"check\",\"diskSet\":\"" + set + "\"}").field("id");
    assertThat(ann.get("/v1/jobs/" + job + "/events").text())
        .contains("guest-000001.vmdk", "\"kind\":\"host\"");
  }

  @Test
  void theUserMayEndHisMountWithoutTheDaemon() throws Exception {
    TestGuest.assumeTool("fusermount3");
    Path folder = folderOf(NOBODY, "nobodys");
    ApiClient nobody = daemon.client(NOBODY);
    String id = mount(nobody, disk, folder).field("id");
    assertThat(run(BOB, "fusermount3", "-u", folder.toString())).isNotZero();
    assertThat(run(NOBODY, "fusermount3", "-u", folder.toString())).isZero();
    daemon.await(id + " is unmounted");
    assertThat(nobody.get("/v1/disk-sets").text()).isEqualTo("{\"diskSets\":[]}");
  }
}
