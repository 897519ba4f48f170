package io.coldmount.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Restores and scans as typed, over real disks, also when they are killed or run out of room. */
final class RestoreAndScanTest {

  private static final String MARK = "coldmount-test-malware";
  private static final int COPIES = 8;

  @TempDir Path folder;

  /** What a copy cannot have as the guest has it. */
  private static Map<String, String> kept(Path tree) throws IOException {
    Map<String, String> facts = new TreeMap<>();
    Manifest.of(tree)
        .facts()
        .forEach(
            (path, fact) ->
                facts.put(
                    path,
                    fact.replaceAll(
                            "inode=\\d+|blocks=\\d+|changed=\\S+|born=[-0-9]+ [0-9:.]+ \\S+|born=-",
                            "")
                        .replaceAll(
                            fact.contains("type=d") ? "size=\\d+|accessed=\\S+" : "accessed=\\S+",
                            "")));
    facts.remove("./lost+found");
    // Blocks that were allocated and never written become holes.
    facts.computeIfPresent(
        "./sparse/unwritten", (path, fact) -> fact.replaceAll(" holes=\\S+", ""));
    return facts;
  }

  private Path guest() throws IOException {
    Host.assumeMounts();
    Path raw = new Images(folder).ext4("guest.raw", 256, "-b", "4096", "-N", "16000");
    try (KernelMount mount = KernelMount.readWrite(raw, "rw")) {
      Population.full(mount.mountpoint());
      Host.bash(
          mount.mountpoint(),
          "for i in $(seq "
              + COPIES
              + "); do cp -a sizes many links copy-$i 2>/dev/null || { mkdir copy-$i; cp -a sizes many links copy-$i; }; done");
    }
    return raw;
  }

  private static void until(BooleanSupplier condition, Process process) throws Exception {
    while (!condition.getAsBoolean() && process.isAlive()) {
      process.waitFor(5, TimeUnit.MILLISECONDS);
    }
  }

  private static long entries(Path tree) {
    try (var all = Files.walk(tree)) {
      return all.count();
    } catch (IOException | java.io.UncheckedIOException e) {
      return 0; // it changes while it is walked
    }
  }

  private Process start(Object... arguments) throws IOException {
    return Host.start(
        Coldmount.command(arguments), folder.resolve("output"), folder.resolve("errors"));
  }

  @Test
  void aCopyThatIsKilledAndGoneOnWithIsTheGuest() throws Exception {
    Path raw = guest();
    Path target = Files.createDirectory(folder.resolve("target"));
    for (int killed = 1; killed <= 2; killed++) {
      long enough = 3000L * killed;
      Process copy = start("cp", "--resume", raw, "/", target);
      until(() -> entries(target) > enough, copy);
      copy.destroyForcibly().waitFor();
    }
    assertThat(entries(target)).as("it was killed in the middle").isLessThan(14000);
    Host.Result rest = Coldmount.run("cp", "--resume", raw, "/", target);
    assertThat(rest.exit()).as(rest.errors()).isZero();
    Map<String, String> restored = kept(target);
    try (KernelMount mount = KernelMount.readOnly(raw)) {
      assertThat(new Manifest(restored).differences(new Manifest(kept(mount.mountpoint()))))
          .isEmpty();
    }
  }

  @Test
  void aScanThatIsKilledAndGoneOnWithHasEveryFileOnce() throws Exception {
    Host.assumeTools("yara");
    Path raw = guest();
    Path rules = rules();
    Path report = folder.resolve("report");
    Process scan =
        start("scan", "--jobs", "2", "--engine", "yara:" + rules, "--report", report, raw);
    until(() -> size(report) > 20_000, scan);
    scan.destroyForcibly().waitFor();
    String before = Files.readString(report, Host.BYTES);
    assertThat(before).doesNotContain("\"record\":\"end\"");
    Host.Result rest = Coldmount.run("scan", "--engine", "yara:" + rules, "--resume", report, raw);
    Path whole = folder.resolve("whole");
    Host.Result all = Coldmount.run("scan", "--engine", "yara:" + rules, "--report", whole, raw);
    assertThat(rest.exit()).as(rest.errors()).isEqualTo(all.exit());
    assertThat(answers(report)).isEqualTo(answers(whole)).doesNotHaveDuplicates();
    assertThat(Files.readString(report, Host.BYTES)).contains("\"complete\":true");
  }

  private static long size(Path file) {
    return file.toFile().length();
  }

  /** Volume, path and status of every file; which name of a file is scanned is by chance. */
  private static List<String> answers(Path report) throws IOException {
    List<String> answers = new ArrayList<>();
    for (String line : Files.readAllLines(report, Host.BYTES)) {
      if (line.startsWith("{\"record\":\"file\"")) {
        answers.add(line.replaceAll(",\"sameAs\":\".*\"", ""));
      }
    }
    answers.sort(null);
    return answers;
  }

  private Path rules() throws IOException {
    return Files.writeString(
        folder.resolve("rules"), "rule made_up { strings: $a = \"" + MARK + "\" condition: $a }\n");
  }

  @Test
  void aFullDiskEndsTheCopyWithOneSentenceAndLosesNothing() throws Exception {
    Path raw = guest();
    Path small = new Images(folder).ext4("small.raw", 16);
    try (KernelMount mount = KernelMount.readWrite(small, "rw")) {
      Path target = mount.mountpoint();
      Files.createDirectory(target.resolve("many"));
      Path standing =
          Files.writeString(
              target.resolve("many/an-entry-with-a-name-of-some-length-00001"), "mine");
      Host.Result copy = Coldmount.run("cp", "--overwrite", raw, "/", target);
      assertThat(copy.exit()).isEqualTo(21);
      assertThat(copy.errors()).contains("No space left on device", "use --resume to go on");
      assertThat(copy.errors().lines().filter(line -> line.contains("was not tried"))).hasSize(1);
      assertThat(Files.readString(standing)).isIn("mine", "");
      try (var all = Files.walk(target)) {
        assertThat(all.map(Path::toString)).noneMatch(name -> name.endsWith(".tmp"));
      }
    }
  }

  @Test
  void aReaderThatGoesEndsAnArchiveAndCtrlCACopy() throws Exception {
    Path raw = guest();
    Host.Result piped =
        Host.result(
            List.of(
                "bash",
                "-c",
                "\"$1\" tar \"$2\" / | head -c 100000 | wc -c; echo ${PIPESTATUS[0]}",
                "bash",
                Host.project().resolve("coldmount").toString(),
                raw.toString()));
    List<String> lines = piped.output().lines().toList();
    assertThat(lines.getFirst()).isEqualTo("100000");
    assertThat(lines.getLast()).isNotEqualTo("0");
    Path target = Files.createDirectory(folder.resolve("interrupted"));
    Process copy = start("cp", raw, "/", target);
    until(() -> entries(target) > 2000, copy);
    Host.run("kill", "-INT", Long.toString(copy.pid()));
    assertThat(copy.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(copy.exitValue()).isEqualTo(130);
    try (var all = Files.walk(target)) {
      assertThat(all.map(Path::toString)).noneMatch(name -> name.endsWith(".tmp"));
    }
  }

  @Test
  void wrongPathsAreToldInOneSentenceAndWriteNothing() throws Exception {
    Path raw = new Images(folder).ext4("empty.raw", 16);
    Path target = folder.resolve("target");
    for (List<Object> line :
        List.<List<Object>>of(
            List.of("cp", raw, "/missing", target),
            List.of("cp", raw, "p9:/", target),
            List.of("cp", folder.resolve("no.vmdk"), "/", target),
            List.of("tar", raw, "/lost+found/none", "-f", target),
            List.of("tar", raw, "/", "-f", folder.resolve("no/folder/a.tar")),
            List.of("versions", raw, "/none"),
            List.of("diff", raw, "--from", "other.vmdk"))) {
      Host.Result result = Coldmount.run(line.toArray());
      assertThat(result.exit()).as("%s", line).isPositive();
      assertThat(result.errors().lines())
          .as("%s", line)
          .hasSize(1)
          .first()
          .asString()
          .startsWith("coldmount: ");
      assertThat(target).doesNotExist();
    }
  }

  /** Both roots have a lost+found. */
  @Test
  void theRootsOfSeveralVolumesAreFoldersOfTheirNames() throws Exception {
    Host.assumeTools("tar", "unzip");
    Path disk = Host.project().resolve("it/samples/guest-000002.vmdk");
    Path copy = folder.resolve("copy");
    assertCopied(Coldmount.run("cp", disk, "p1:/", "p2:/", copy));
    assertThat(Files.readString(copy.resolve("p1/etc/passwd"))).startsWith("root:");
    assertThat(Files.readString(copy.resolve("p2/readme"))).startsWith("Hello");
    assertThat(copy.resolve("p2/lost+found")).isDirectory();
    Path tar = folder.resolve("both.tar");
    assertCopied(Coldmount.run("tar", disk, "p1:/", "p2:/", "-f", tar));
    Path unpacked = Files.createDirectory(folder.resolve("unpacked"));
    Host.bash(unpacked, "tar --xattrs --xattrs-include='*' --acls -xf \"$1\"", tar.toString());
    for (String volume : List.of("p1", "p2")) {
      assertThat(kept(unpacked.resolve(volume))).isEqualTo(kept(copy.resolve(volume)));
    }
    Path zip = folder.resolve("both.zip");
    assertCopied(Coldmount.run("tar", "--zip", disk, "p1:/", "p2:/", "-f", zip));
    assertThat(Host.run("unzip", "-p", zip.toString(), "p2/readme")).startsWith("Hello");
    assertThat(Host.run("unzip", "-Z1", zip.toString()).lines())
        .contains("p1/lost+found/", "p2/lost+found/")
        .allMatch(name -> name.matches("p[12]/.*"));
    Path contents = folder.resolve("contents");
    Host.Result mixed = Coldmount.run("cp", disk, "p1:/.", "p2:/.", contents);
    assertThat(mixed.exit()).isEqualTo(23);
    assertThat(mixed.errors())
        .contains("p2:/lost+found: another entry of this copy has its name there");
    assertThat(contents.resolve("etc/passwd")).exists();
    assertThat(contents.resolve("readme")).exists();
  }

  private static void assertCopied(Host.Result result) {
    assertThat(result.exit()).as(result.errors()).isZero();
  }

  /** A chain of five links; a file is infected from the fourth on. */
  private List<Path> chain() throws IOException {
    Host.assumeMounts();
    Host.assumeTools("yara", "qemu-img", "qemu-io");
    var images = new Images(folder);
    Path raw = images.ext4("base.raw", 32);
    try (KernelMount mount = KernelMount.readWrite(raw, "rw")) {
      Host.bash(mount.mountpoint(), "for i in $(seq 200); do seq $i >file-$i; done");
    }
    List<Path> links = new ArrayList<>(List.of(images.vmdk(raw, "monolithicSparse")));
    for (int link = 1; link < 5; link++) {
      Path changed = Files.copy(raw, folder.resolve("raw" + link));
      try (KernelMount mount = KernelMount.readWrite(changed, "rw")) {
        String text = link == 3 ? MARK : "harmless " + link;
        String file = link == 3 || link == 1 ? "file-7" : "other-" + link;
        Host.bash(mount.mountpoint(), "echo \"$1\" >>\"$2\"", text, file);
      }
      links.add(images.snapshot("link" + link + ".vmdk", links.getLast(), raw, changed));
      raw = changed;
    }
    return links;
  }

  @Test
  void theNewestCleanLinkIsFoundForADiskAndForAFile() throws Exception {
    List<Path> links = chain();
    String engine = "yara:" + rules();
    Host.Result disk = Coldmount.run("scan", "--engine", engine, "--last-clean", links.getLast());
    assertThat(disk.exit()).as(disk.errors()).isEqualTo(1);
    assertThat(disk.output())
        .endsWith(
            "The newest link in which the disk is clean: link2.vmdk; the first in which it is"
                + " infected: link3.vmdk.\n")
        .contains("link3.vmdk: infected: disk:/file-7: made_up");
    Host.Result file =
        Coldmount.run("scan", "--engine", engine, "--first-infected", "/file-7", links.getLast());
    assertThat(file.exit()).isEqualTo(1);
    assertThat(file.output()).contains("/file-7 is clean: link2.vmdk;");
    Host.Result other =
        Coldmount.run("scan", "--engine", engine, "--first-infected", "/file-8", links.getLast());
    assertThat(other.exit()).isZero();
    Host.Result none =
        Coldmount.run("scan", "--engine", engine, "--first-infected", "/none", links.getLast());
    assertThat(none.exit()).isEqualTo(2);
    Host.Result both =
        Coldmount.run(
            "scan", "--engine", engine, "--last-clean", "--since", "link1.vmdk", links.getLast());
    assertThat(both.exit()).isEqualTo(2);
  }

  @Test
  void everyLinkIsShownBesideTheNewest() throws Exception {
    List<Path> links = chain();
    try (Coldmount mount = Coldmount.mount(links.getLast(), "--all-links")) {
      Path all = mount.mountpoint().resolve(".links");
      assertThat(all.toFile().list())
          .containsExactlyInAnyOrder(
              "monolithicSparse.vmdk", "link1.vmdk", "link2.vmdk", "link3.vmdk", "link4.vmdk");
      for (Path link : links) {
        Path shown = all.resolve(link.getFileName()).resolve("disk");
        try (Coldmount alone = Coldmount.mount(link)) {
          assertThat(withoutInodes(shown)).isEqualTo(withoutInodes(alone.mountpoint()));
        }
      }
      assertThat(Files.readString(mount.mountpoint().resolve("disk/file-7"))).contains(MARK);
    }
  }

  private static Map<String, String> withoutInodes(Path tree) throws IOException {
    Map<String, String> facts = new TreeMap<>();
    Manifest.of(tree)
        .facts()
        .forEach((path, fact) -> facts.put(path, fact.replaceAll("inode=\\d+", "")));
    return facts;
  }

  @Test
  void aScanSinceALinkFindsWhatACompleteScanFinds() throws Exception {
    List<Path> links = chain();
    String engine = "yara:" + rules();
    Path full = folder.resolve("full");
    Path first = folder.resolve("first");
    Path since = folder.resolve("since");
    Coldmount.run("scan", "--engine", engine, "--report", full, links.getLast());
    Coldmount.run("scan", "--engine", engine, "--report", first, links.getFirst());
    Host.Result quick =
        Coldmount.run(
            "scan",
            "--engine",
            engine,
            "--since-report",
            first,
            "--report",
            since,
            links.getLast());
    assertThat(quick.exit()).as(quick.errors()).isEqualTo(1);
    assertThat(quick.output()).contains("199 unchanged and not scanned again");
    assertThat(answers(since)).isEqualTo(answers(full));
    Host.Result later =
        Coldmount.run("scan", "--engine", engine, "--since", "link3.vmdk", links.getLast());
    assertThat(later.exit()).as("what came before is not looked at").isZero();
  }
}
