package io.coldmount.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/** What a mount shows of a disk besides the bytes, against the kernel, by both ways to mount. */
@ParameterizedClass
@ValueSource(strings = {"native", "jnr"})
final class FidelityTest {

  @Parameter String backend = "native";

  @TempDir Path folder;

  @BeforeEach
  void tools() throws IOException {
    Host.assumeMounts();
    Host.assumeBackend(backend);
    Host.assumeTools("qemu-img", "mkfs.ext4", "getfacl", "lsattr");
  }

  private Coldmount mount(Path disk, String... more) throws IOException {
    String[] all = new String[more.length + 2];
    System.arraycopy(more, 0, all, 0, more.length);
    all[more.length] = "--backend";
    all[more.length + 1] = backend;
    return Coldmount.mount(disk, all);
  }

  /** libfuse 2 does not know the time of birth, and does not ask for holes. */
  private Manifest comparable(Manifest manifest) {
    Map<String, String> facts = new TreeMap<>();
    manifest
        .facts()
        .forEach(
            (path, fact) ->
                facts.put(
                    path,
                    fact.replaceAll("born=(-|\\S+ \\S+ \\+0000)", "")
                        .replaceAll(" ?holes=\\S*", "")));
    return backend.equals("native") ? manifest : new Manifest(facts);
  }

  @Test
  void aWholeTreeIsAsTheKernelShowsIt() throws IOException {
    Path raw = Population.volume(folder);
    Path disk = new Images(folder).vmdk(raw, "monolithicSparse");
    Manifest expected;
    try (KernelMount kernel = KernelMount.readOnly(raw)) {
      expected = Manifest.of(kernel.mountpoint());
    }
    try (Coldmount mount = mount(disk)) {
      Manifest shown = Manifest.of(mount.mountpoint());
      assertThat(comparable(shown).differences(comparable(expected))).isEmpty();
    }
  }

  @Test
  void sizesListsAndGenerationsAreTheKernelsAndStay() throws IOException {
    Path raw = new Images(folder).ext4("raw", 64);
    String generations = "lsattr -v file folder/other | cut -d ' ' -f 1\n";
    String facts =
        (backend.equals("native") ? generations : "")
            + """
        stat -f -c '%a %b %c %d %f %l %s %S' .
        getfacl -n . folder file folder/other
        find . -printf '%p %i\\n' | sort
        """;
    try (KernelMount kernel = KernelMount.readWrite(raw, "rw")) {
      Host.bash(
          kernel.mountpoint(),
          "mkdir folder; echo x >file; echo y >folder/other; setfacl -m u:12:r,g:13:rw file;"
              + " setfacl -d -m u:14:rwx folder; setfacl -m m::x folder/other;"
              + " setcap cap_net_raw+ep file 2>/dev/null || true");
    }
    String expected;
    try (KernelMount kernel = KernelMount.readOnly(raw)) {
      expected = Host.bash(kernel.mountpoint(), facts);
    }
    Path disk = new Images(folder).vmdk(raw, "monolithicSparse");
    for (int i = 0; i < 2; i++) {
      try (Coldmount mount = mount(disk)) {
        assertThat(Host.bash(mount.mountpoint(), facts)).isEqualTo(expected);
      }
    }
  }

  @Test
  void holesOfTheDiskAreHolesOfTheFile() throws IOException {
    Path raw = new Images(folder).ext4("raw", 64);
    try (KernelMount kernel = KernelMount.readWrite(raw, "rw")) {
      Host.bash(
          kernel.mountpoint(),
          "{ head -c 8M /dev/zero; head -c 1M /dev/urandom; } >zeros; head -c 9M /dev/urandom >full");
    }
    Path disk = new Images(folder).vmdk(raw, "monolithicSparse"); // leaves zeros out
    try (Coldmount mount = mount(disk)) {
      String blocks = Host.bash(mount.mountpoint(), "stat -c %b zeros full");
      String[] counts = blocks.strip().split("\n", -1);
      assertThat(Long.parseLong(counts[0])).isBetween(2048L, 2048L + 512);
      assertThat(Long.parseLong(counts[1])).isBetween(18432L, 18432L + 16);
      if (backend.equals("native")) { // libfuse 2 does not ask for holes
        Path copy = folder.resolve("copy");
        Host.run("cp", "--sparse=auto", mount.mountpoint().resolve("zeros") + "", copy + "");
        Host.run("cmp", mount.mountpoint().resolve("zeros") + "", copy + "");
        assertThat(Long.parseLong(Host.run("stat", "-c", "%b", copy + "").strip()))
            .isLessThan(4096);
      }
    }
  }

  @Test
  void aFileTellsWhichSnapshotChangedIt() throws IOException {
    Path before = new Images(folder).ext4("before", 32);
    try (KernelMount kernel = KernelMount.readWrite(before, "rw")) {
      Host.bash(kernel.mountpoint(), "seq 100000 >old; seq 100000 >changed");
    }
    Path after = Files.copy(before, folder.resolve("after"));
    try (KernelMount kernel = KernelMount.readWrite(after, "rw")) {
      Host.bash(kernel.mountpoint(), "tr 1 2 <old >changed");
    }
    Images images = new Images(folder);
    Path base = images.vmdk(before, "monolithicSparse");
    Path snapshot = images.snapshot("monolithicSparse-000001.vmdk", base, before, after);
    try (Coldmount mount = mount(snapshot)) {
      String ask = "getfattr --only-values -n user.coldmount.origin ";
      assertThat(Host.bash(mount.mountpoint(), ask + "old")).contains("monolithicSparse.vmdk");
      assertThat(Host.bash(mount.mountpoint(), ask + "changed"))
          .contains("monolithicSparse-000001.vmdk");
      String extents = Host.bash(mount.mountpoint(), ask.replace("origin", "extents") + "old");
      String[] first = extents.lines().findFirst().orElseThrow().split("\t", -1);
      assertThat(first).hasSize(6).startsWith("0").contains("data", base.toString());
      byte[] stored = Files.readAllBytes(base);
      int offset = Integer.parseInt(first[5]);
      assertThat(new String(stored, offset, 6, Host.BYTES)).isEqualTo("1\n2\n3\n");
      assertThat(Host.bash(mount.mountpoint(), ask.replace("origin", "format") + "old"))
          .isEqualTo("ext4");
      assertThat(Host.bash(mount.mountpoint(), ask.replace("origin", "state") + "old"))
          .isEqualTo("clean");
      assertThat(Host.bash(mount.mountpoint(), "getfattr -d -m - old")).isEmpty();
    }
  }

  @Test
  void absoluteLinksStayInTheGuest() throws IOException {
    Path raw = new Images(folder).ext4("raw", 32);
    try (KernelMount kernel = KernelMount.readWrite(raw, "rw")) {
      Host.bash(
          kernel.mountpoint(),
          """
          mkdir -p etc a/b; echo guest >etc/hostname
          ln -s /etc/hostname a/b/absolute
          ln -s ../../../../../../../etc/hostname a/b/up
          ln -s /etc/passwd a/b/host
          """);
    }
    Path disk = new Images(folder).vmdk(raw, "monolithicSparse");
    try (Coldmount mount = mount(disk)) {
      assertThat(Host.bash(mount.mountpoint(), "cat a/b/absolute a/b/up; test ! -e a/b/host"))
          .isEqualTo("guest\nguest\n");
    }
    try (Coldmount mount = mount(disk, "-o", "symlinks=raw")) {
      assertThat(Host.bash(mount.mountpoint(), "readlink a/b/absolute a/b/up"))
          .isEqualTo("/etc/hostname\n../../../../../../../etc/hostname\n");
    }
    try (Coldmount mount = mount(disk, "-o", "symlinks=hide")) {
      assertThat(Host.bash(mount.mountpoint(), "ls a/b; find . -type l")).isEmpty();
    }
  }

  @Test
  void aMountpointThatWouldHideAnImageIsRefused() throws IOException {
    Path raw = new Images(folder).ext4("raw", 8);
    Path disk = Images.flat(raw);
    Path other = Files.createDirectory(folder.resolve("other"));
    for (Path mountpoint : List.of(folder, folder.getParent())) {
      Host.Result result =
          Coldmount.run("mount", "--backend", backend, "-o", "nonempty", disk, mountpoint);
      assertThat(result.exit()).isEqualTo(15);
      assertThat(result.errors()).contains("which a mount there would hide");
    }
    Path elsewhere = Files.createDirectory(folder.resolve("elsewhere"));
    Path images = Files.createDirectory(elsewhere.resolve("images"));
    Path second = Files.copy(raw, images.resolve("second"));
    Host.run("chmod", "644", second.toString());
    try (Coldmount mount = mount(Images.flat(second))) {
      Host.Result result =
          Coldmount.run("mount", "--backend", backend, "-o", "nonempty", disk, elsewhere);
      assertThat(result.exit()).as(mount.toString()).isEqualTo(15);
      assertThat(result.errors()).contains("which a mount there would hide");
    }
    Files.createFile(other.resolve("something"));
    Host.Result result = Coldmount.run("mount", "--backend", backend, disk, other);
    assertThat(result.exit()).isEqualTo(15);
    assertThat(result.errors()).contains("is not empty");
    assertThat(Coldmount.run("mount", "--backend", backend, "-o", "nonempty", disk, other).exit())
        .isZero();
    Host.run("umount", other.toString());
    assertThat(other.resolve("something")).exists();
  }
}
