package io.coldmount.mountd.fuse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.coldmount.block.UnavailableException;
import io.coldmount.block.UnsupportedException;
import io.coldmount.fs.Attributes;
import io.coldmount.fs.FileName;
import io.coldmount.fs.FileType;
import io.coldmount.mountd.tree.MemoryFileSystem;
import io.coldmount.mountd.tree.MemoryNode;
import io.coldmount.mountd.tree.MountTree;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.OptionalLong;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What programs see of a mount, through the kernel. */
@Timeout(120)
@ParameterizedClass
@EnumSource
final class FuseMountTest {

  @Parameter Way way = Way.NATIVE;

  private static final byte[] CONTENT = "of a guest\n".getBytes(StandardCharsets.UTF_8);

  private final MemoryFileSystem fs = new MemoryFileSystem();
  private final MemoryNode folder = fs.folder(fs.root(), "folder");
  private final MemoryNode file = fs.file(folder, "file", CONTENT);

  @BeforeAll
  static void onlyAsRoot() {
    TestMount.assumeRoot();
  }

  private MountOptions options() {
    return way.options("memory");
  }

  private TestMount mounted() throws IOException {
    return TestMount.of(MountTree.of(fs), options());
  }

  @Test
  void filesAreReadAsTheyAre() throws Exception {
    byte[] random = new byte[1_000_003];
    new Random(1).nextBytes(random);
    fs.file(folder, "random", random);
    try (TestMount m = mounted()) {
      assertThat(Files.readAllBytes(m.at("folder/file"))).isEqualTo(CONTENT);
      assertThat(Files.readAllBytes(m.at("folder/random"))).isEqualTo(random);
      assertThat(Shell.output("tail", "-c", "6", m.text("folder/file"))).isEqualTo("guest");
    }
  }

  @Test
  void statTellsWhatTheGuestHas() throws Exception {
    Instant birth = Instant.ofEpochSecond(-1000, 5);
    Instant time = Instant.ofEpochSecond(1L << 33, 999_999_999);
    file.with(
        new Attributes(
            FileType.REGULAR,
            06751,
            3,
            70000,
            80000,
            CONTENT.length,
            4096,
            0,
            0,
            time,
            time.plusSeconds(1),
            time.plusSeconds(2),
            birth,
            1,
            Attributes.IMMUTABLE));
    try (TestMount m = mounted()) {
      assertThat(
              Shell.output(
                  "stat", "-c", "%f %h %u %g %s %b %i %.9X %.9Y %.9Z", m.text("folder/file")))
          .isEqualTo(
              "8de9 3 70000 80000 11 8 4 8589934592.999999999 8589934593.999999999"
                  + " 8589934594.999999999");
      if (way != Way.JNR) { // libfuse 2 does not know the time of birth
        assertThat(Shell.output("stat", "-c", "%.9W", m.text("folder/file")))
            .isEqualTo("-999.999999995");
      }
      if (way != Way.JNR) { // libfuse 2 would write over what lsattr has
        assertThat(Shell.output("lsattr", m.text("folder"))).contains("----i-");
      }
    }
  }

  @Test
  void everyTypeOfNodeIsShown() throws Exception {
    fs.add(fs.root(), "link", FileType.SYMBOLIC_LINK, 0777).withTarget(FileName.of("folder/file"));
    fs.add(fs.root(), "fifo", FileType.FIFO, 0600);
    fs.add(fs.root(), "socket", FileType.SOCKET, 0600);
    Instant t = MemoryNode.TIME;
    for (FileType type : new FileType[] {FileType.BLOCK_DEVICE, FileType.CHARACTER_DEVICE}) {
      fs.add(fs.root(), type.name(), type, 0600)
          .with(new Attributes(type, 0600, 1, 0, 0, 0, 0, 259, 70000, t, t, t, null, 0, 0));
    }
    try (TestMount m = mounted()) {
      assertThat(Shell.output("cat", m.text("link"))).isEqualTo("of a guest");
      assertThat(Shell.output("readlink", m.text("link"))).isEqualTo("folder/file");
      assertThat(Shell.output("sh", "-c", "cd " + m.folder() + " && stat -c '%F %n %Hr:%Lr' *"))
          .isEqualTo(
              """
              block special file BLOCK_DEVICE 259:70000
              character special file CHARACTER_DEVICE 259:70000
              fifo fifo 0:0
              directory folder 0:0
              symbolic link link 0:0
              socket socket 0:0""");
    }
  }

  @Test
  void aListingHasEveryNameOnceWithTheRightNumbers() throws Exception {
    for (int i = 0; i < 5000; i++) {
      fs.file(folder, "name" + i, CONTENT);
    }
    try (TestMount m = mounted()) {
      String[] lines = Shell.output("ls", "-fia", m.text("folder")).split("\n", -1);
      assertThat(lines).hasSize(5003).doesNotHaveDuplicates();
      assertThat(lines[0].strip()).isEqualTo(folder.id() + " .");
      assertThat(lines[1].strip()).isEqualTo("2 ..");
      assertThat(lines[2].strip()).isEqualTo(file.id() + " file");
      assertThat(Shell.output("sh", "-c", "ls -la " + m.folder() + "/folder | wc -l"))
          .isEqualTo("5004");
    }
  }

  @Test
  void namesAreBytesOfAnyLengthTheKernelTakes() throws Exception {
    String wide = "\u6f22".repeat(255); // 765 bytes: what NTFS can have and ext4 cannot
    fs.file(folder, wide, CONTENT);
    fs.file(folder, "new\nline", CONTENT);
    fs.add(folder, FileName.of(new byte[] {(byte) 0xE9, 't'}), FileType.REGULAR, 0644)
        .withContent(CONTENT);
    try (TestMount m = mounted()) {
      String sums = Shell.output("sh", "-c", "cd " + m.folder() + "/folder && cat ./* | wc -c");
      assertThat(sums).isEqualTo(String.valueOf(4 * CONTENT.length));
      assertThat(Shell.output("cat", m.text("folder/" + wide))).isEqualTo("of a guest");
      assertThat(
              Shell.output(
                  "sh", "-c", "tar -C " + m.folder() + " -cf - folder | tar -tf - | wc -l"))
          .isEqualTo("5");
    }
  }

  @Test
  void aHardLinkIsOneFile() throws Exception {
    fs.hardLink(fs.root(), "other", file);
    try (TestMount m = mounted()) {
      assertThat(Shell.run("test", m.text("other"), "-ef", m.text("folder/file")).status())
          .isZero();
    }
  }

  @Test
  void linksLeadWhereTheyLeadInTheGuestAndNowhereElse() throws Exception {
    MemoryNode deep = fs.folder(folder, "deep");
    link(deep, "absolute", "/folder/file");
    link(deep, "up", "../../../../../../folder/file");
    link(deep, "chain", "/folder/deep/absolute");
    link(deep, "host", "/etc/passwd");
    link(deep, "root", "/");
    link(fs.root(), "plain", "folder/file");
    try (TestMount m = mounted()) {
      for (String name : new String[] {"folder/deep/absolute", "folder/deep/up", "plain"}) {
        assertThat(Shell.output("cat", m.text(name))).isEqualTo("of a guest");
      }
      assertThat(Shell.output("cat", m.text("folder/deep/chain"))).isEqualTo("of a guest");
      assertThat(Shell.output("ls", m.text("folder/deep/root/"))).isEqualTo("folder\nplain");
      assertThat(Shell.run("cat", m.text("folder/deep/host")).text()).contains("No such file");
      assertThat(Shell.output("readlink", m.text("folder/deep/absolute")))
          .isEqualTo("../../folder/file");
      assertThat(Shell.output("readlink", m.text("plain"))).isEqualTo("folder/file");
    }
  }

  private void link(MemoryNode parent, String name, String target) {
    fs.add(parent, name, FileType.SYMBOLIC_LINK, 0777).withTarget(FileName.of(target));
  }

  @Test
  void absoluteLinksOfAVolumeLeadIntoThatVolume() throws Exception {
    link(folder, "absolute", "/folder/file");
    var volumes = new LinkedHashMap<String, io.coldmount.fs.FileSystem>();
    volumes.put("p1", new MemoryFileSystem());
    volumes.put("p2", fs);
    try (TestMount m = TestMount.of(MountTree.of(volumes), options())) {
      assertThat(Shell.output("cat", m.text("p2/folder/absolute"))).isEqualTo("of a guest");
      assertThat(Shell.output("readlink", m.text("p2/folder/absolute")))
          .isEqualTo("../folder/file");
    }
  }

  /** One link of two names, in folders of different depths: one inode, and right in both. */
  @Test
  void aLinkWithTwoNamesIsRightInBothFolders() throws Exception {
    MemoryNode link = fs.add(fs.root(), "link", FileType.SYMBOLIC_LINK, 0777);
    link.withTarget(FileName.of("/folder/file"));
    fs.hardLink(fs.folder(folder, "deep"), "link", link);
    try (TestMount m = mounted()) {
      assertThat(Shell.output("cat", m.text("link"), m.text("folder/deep/link")))
          .isEqualTo("of a guest\nof a guest");
      assertThat(Shell.output("stat", "-c", "%i", m.text("link")))
          .isEqualTo(Shell.output("stat", "-c", "%i", m.text("folder/deep/link")));
    }
  }

  @Test
  void linksCanBeShownAsStoredOrHidden() throws Exception {
    link(folder, "absolute", "/etc/hostname");
    try (TestMount m = TestMount.of(MountTree.of(fs), options().with(MountOptions.Symlinks.RAW))) {
      assertThat(Shell.output("readlink", m.text("folder/absolute"))).isEqualTo("/etc/hostname");
    }
    try (TestMount m = TestMount.of(MountTree.of(fs), options().with(MountOptions.Symlinks.HIDE))) {
      assertThat(Shell.output("ls", m.text("folder"))).isEqualTo("file");
      assertThat(Shell.run("readlink", m.text("folder/absolute")).status()).isNotZero();
    }
  }

  @Test
  void trustedAttributesAreForRootAlone() throws Exception {
    file.withXattr("user.note", new byte[] {1}).withXattr("trusted.key", new byte[] {1, 2});
    String asNobody = "setpriv --reuid 65534 --regid 65534 --clear-groups getfattr -m - ";
    MountOptions all =
        new MountOptions(
            "memory",
            true,
            false,
            false,
            false,
            OptionalLong.empty(),
            OptionalLong.empty(),
            0,
            0,
            4,
            MountOptions.Symlinks.GUEST,
            way.backend(),
            way.rings(),
            false,
            Duration.ZERO);
    try (TestMount m = TestMount.of(MountTree.of(fs), all)) {
      String path = "--absolute-names " + m.text("folder/file");
      assertThat(Shell.output("sh", "-c", asNobody + path)).endsWith("file\nuser.note");
      assertThat(Shell.run("sh", "-c", asNobody + "-n trusted.key " + path).text())
          .contains("No such attribute");
      assertThat(Shell.output("getfattr", "-m", "-", "--absolute-names", m.text("folder/file")))
          .endsWith("trusted.key\nuser.note");
    }
  }

  @Test
  void whereAFileComesFromIsToldToWhoAsksByName() throws Exception {
    fs.file(folder, "sparse", new byte[4096]).withSize(9000).withRuns(4096L, 8192L);
    file.withXattr("user.coldmount.state", new byte[] {'x'}); // the guest cannot say it itself
    try (TestMount m = mounted()) {
      assertThat(value(m, "extents", "folder/sparse"))
          .isEqualTo(
              "0\t4096\tdata\tmemory\t\t0\n4096\t4096\thole\n8192\t808\tdata\tmemory\t\t8192");
      assertThat(value(m, "extents.5000", "folder/sparse"))
          .isEqualTo("5000\t3192\thole\n8192\t808\tdata\tmemory\t\t8192");
      assertThat(value(m, "origin", "folder/sparse")).isEqualTo("4904\tmemory\n4096\thole");
      assertThat(value(m, "state", "folder/file")).isEqualTo("clean");
      assertThat(value(m, "format", "folder")).isEqualTo("memory");
      assertThat(Shell.run("getfattr", "-n", "user.coldmount.extents", m.text("folder")).text())
          .contains("No such attribute");
      assertThat(Shell.output("getfattr", "-m", "-", m.text("folder/file"))).isEmpty();
    }
  }

  private static String value(TestMount m, String name, String path) throws Exception {
    return Shell.output(
        "getfattr",
        "--only-values",
        "--absolute-names",
        "-n",
        "user.coldmount." + name,
        m.text(path));
  }

  @Test
  void aFileInManyRunsTellsWhereItsListGoesOn() throws Exception {
    fs.file(folder, "runs", new byte[4096]).withSize(40_000 * 512L).inRunsOf(512, false);
    try (TestMount m = mounted()) {
      String first = value(m, "extents", "folder/runs");
      String last = first.substring(first.lastIndexOf('\n') + 1);
      assertThat(last).matches("[0-9]+\tmore");
      assertThat(first.length()).isBetween(60_000, 65_536);
      String position = last.substring(0, last.indexOf('\t'));
      assertThat(value(m, "extents." + position, "folder/runs")).startsWith(position + "\t512\t");
    }
  }

  @Test
  void blocksOfALargeFileCountWhatIsStored() throws Exception {
    long mb = 1 << 20;
    fs.file(folder, "holes", new byte[4096]).withSize(8 * mb).withRuns(mb, 7 * mb);
    fs.file(folder, "whole", new byte[4096]).withSize(8 * mb);
    try (TestMount m = mounted()) {
      assertThat(Shell.output("stat", "-c", "%b", m.text("folder/holes"))).isEqualTo("4096");
      assertThat(Shell.output("stat", "-c", "%b", m.text("folder/whole"))).isEqualTo("16384");
    }
  }

  @Test
  void aMountThatNobodyUsesEnds() throws Exception {
    MountOptions brief = options().ending(Duration.ofMillis(400), false);
    try (TestMount m = TestMount.of(MountTree.of(fs), brief)) {
      try (InputStream open = opened(m)) {
        assertThat(open.read()).isEqualTo('o');
        assertThat(m.mount().awaitEnd(2, TimeUnit.SECONDS)).isFalse(); // it is in use
      }
      assertThat(m.mount().awaitEnd(30, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void extendedAttributesAreShown() throws Exception {
    file.withXattr("user.note", "hello".getBytes(StandardCharsets.UTF_8))
        .withXattr("security.selinux", "label\0".getBytes(StandardCharsets.UTF_8))
        .withXattr("trusted.key", new byte[] {1, 2});
    try (TestMount m = mounted()) {
      assertThat(
              Shell.output(
                  "getfattr",
                  "-d",
                  "-m",
                  "-",
                  "-e",
                  "hex",
                  "--absolute-names",
                  m.text("folder/file")))
          .endsWith(
              """
              security.selinux=0x6c6162656c00
              trusted.key=0x0102
              user.note=0x68656c6c6f""");
      assertThat(Shell.run("getfattr", "-n", "user.none", m.text("folder/file")).text())
          .contains("No such attribute");
    }
  }

  @Test
  void accessControlListsPassThrough() throws Exception {
    // Version 2: owner rwx, user 12 r--, group r-x, mask r-x, other ---.
    byte[] acl =
        java.util.HexFormat.of()
            .parseHex(
                "02000000"
                    + "01000700ffffffff"
                    + "020004000c000000"
                    + "04000500ffffffff"
                    + "10000500ffffffff"
                    + "20000000ffffffff");
    file.withXattr("system.posix_acl_access", acl);
    try (TestMount m = mounted()) {
      assertThat(Shell.output("getfacl", "-nc", "--absolute-names", m.text("folder/file")))
          .isEqualTo("user::rwx\nuser:12:r--\ngroup::r-x\nmask::r-x\nother::---");
    }
  }

  @Test
  void holesStayHoles() throws Exception {
    assumeNative("libfuse 2 does not ask for holes");
    long mb = 1 << 20;
    fs.file(folder, "sparse", new byte[4096]).withSize(64 * mb).withRuns(mb, 60 * mb, 61 * mb);
    try (TestMount m = mounted()) {
      Path copy = Files.createTempFile("coldmount", ".copy");
      try {
        Shell.output("cp", "--sparse=auto", m.text("folder/sparse"), copy.toString());
        assertThat(Files.size(copy)).isEqualTo(64 * mb);
      } finally {
        Files.delete(copy);
      }
      assertThat(seek(m.at("folder/sparse"), "SEEK_HOLE", 0)).isEqualTo(mb);
      assertThat(seek(m.at("folder/sparse"), "SEEK_DATA", mb)).isEqualTo(60 * mb);
      assertThat(seek(m.at("folder/sparse"), "SEEK_HOLE", 60 * mb)).isEqualTo(61 * mb);
    }
  }

  @Test
  void ioUringIsRefusedWhereItCannotBeUsed() throws Exception {
    MountTree tree = MountTree.of(fs);
    Path at = Files.createTempDirectory("coldmount");
    MountOptions wish = options().with(MountOptions.Rings.ON);
    String reason;
    if (way == Way.JNR) {
      TestMount.assumeWay(way.options("memory"));
      reason = "io_uring=on: libfuse 2 cannot use it; --backend native can";
      assertThatThrownBy(() -> FuseMount.mount(tree, at, wish)).hasMessage(reason);
    } else {
      reason = "io_uring=on: a daemon's mounts outlive it, and do not use io_uring;";
      assertThatThrownBy(() -> FuseMount.mountToPassOn(tree, at, wish))
          .hasMessageStartingWith(reason);
      MountOptions ending = wish.ending(Duration.ZERO, true);
      assertThatThrownBy(() -> FuseMount.mount(tree, at, ending))
          .hasMessage("io_uring=on: auto_unmount does not work with io_uring");
    }
    assertThat(Shell.output("cat", "/proc/self/mounts")).doesNotContain(at.toString());
    Files.delete(at);
  }

  private void assumeNative(String reason) {
    assumeTrue(way != Way.JNR, reason);
  }

  private static long seek(Path path, String whence, long offset) throws Exception {
    String program =
        "import os;print(os.lseek(os.open('" + path + "',0)," + offset + ",os." + whence + "))";
    return Long.parseLong(Shell.output("python3", "-c", program));
  }

  @Test
  void statfsTellsTheGuestsSizes() throws Exception {
    try (TestMount m = mounted()) {
      assertThat(Shell.output("stat", "-f", "-c", "%b %f %a %c %d %s %l", m.text("folder")))
          .isEqualTo("1000 400 300 5000 4000 4096 255");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "touch folder/new",
        "echo x > folder/file",
        "echo x >> folder/file",
        "rm folder/file",
        "mkdir new",
        "rmdir folder",
        "mv folder/file other",
        "ln folder/file other",
        "ln -s x other",
        "chmod 600 folder/file",
        "chown 1 folder/file",
        "touch folder/file",
        "truncate -s 3 folder/file",
        "setfattr -n user.x -v y folder/file",
        "mknod node p"
      })
  void nothingCanBeWritten(String command) throws Exception {
    try (TestMount m = mounted()) {
      Shell.Result result = Shell.run("sh", "-c", "cd " + m.folder() + " && " + command);
      assertThat(result.status()).isNotZero();
      assertThat(result.text()).contains("Read-only file system");
      assertThat(Files.readAllBytes(m.at("folder/file"))).isEqualTo(CONTENT);
    }
  }

  @Test
  void aDamagedFileFailsAloneAndSaysHow() throws Exception {
    fs.file(folder, "corrupt", CONTENT).failing(MemoryNodes.corrupt("inode 5"));
    fs.file(folder, "half", new byte[1 << 20]).damagedFrom(512 * 1024);
    fs.file(folder, "crash", CONTENT)
        .failing(
            () -> {
              throw new IllegalStateException("a bug");
            });
    fs.file(folder, "deep", CONTENT)
        .failing(
            () -> {
              throw new StackOverflowError();
            });
    fs.file(folder, "unsupported", CONTENT)
        .failing(
            () -> {
              throw new UnsupportedException("memory", "feature x");
            });
    fs.file(folder, "encrypted", CONTENT)
        .failing(
            () -> {
              throw new UnavailableException(
                  "memory", UnavailableException.Reason.ENCRYPTED, "no key");
            });
    try (TestMount m = mounted()) {
      assertThat(Shell.output("ls", m.text("folder")))
          .isEqualTo("corrupt\ncrash\ndeep\nencrypted\nfile\nhalf\nunsupported");
      assertThat(cat(m, "corrupt")).contains("Input/output error");
      assertThat(cat(m, "crash")).contains("Input/output error");
      assertThat(cat(m, "deep")).contains("Input/output error");
      assertThat(cat(m, "unsupported")).contains("Operation not supported");
      assertThat(cat(m, "encrypted")).contains("Required key not available");
      assertThat(Shell.run("sh", "-c", "cat " + m.text("folder/half") + " > /dev/null").text())
          .contains("Input/output error");
      assertThat(Shell.output("sh", "-c", "head -c 400000 " + m.text("folder/half") + " | wc -c"))
          .isEqualTo("400000");
      assertThat(cat(m, "file")).isEqualTo("of a guest");
    }
  }

  @Test
  void aRequestThatFindsNoMemoryFailsAlone() throws Exception {
    fs.file(folder, "greedy", CONTENT)
        .failing(
            () -> {
              throw new OutOfMemoryError("not a real one");
            });
    try (TestMount m = mounted()) {
      assertThat(cat(m, "greedy")).contains("Input/output error");
      assertThat(cat(m, "file")).isEqualTo("of a guest");
    }
  }

  /**
   * An open file, behind another: with the first that is closed the kernel learns to do it alone.
   */
  private static InputStream opened(TestMount m) throws IOException {
    Files.readAllBytes(m.at("folder/file"));
    return new FileInputStream(m.at("folder/file").toFile());
  }

  private static String cat(TestMount m, String name) throws Exception {
    return Shell.run("cat", m.text("folder/" + name)).text();
  }

  @Test
  void aDamagedFolderShowsWhatItHasAndFails() throws Exception {
    folder.failing(MemoryNodes.corrupt("block 9"));
    try (TestMount m = mounted()) {
      Shell.Result result = Shell.run("ls", m.text("folder"));
      assertThat(result.status()).isNotZero();
      assertThat(result.text()).contains("Input/output error").contains("file");
      assertThat(cat(m, "file")).isEqualTo("of a guest");
    }
  }

  @Test
  void damageEarlyInALongFolderIsNotForgottenAtItsEnd() throws Exception {
    for (int i = 0; i < 5000; i++) {
      fs.file(folder, "entry-" + i, new byte[0]);
    }
    folder.losingAt(2);
    try (TestMount m = mounted()) {
      Shell.Result result = Shell.run("ls", m.text("folder"));
      assertThat(result.status()).isNotZero();
      assertThat(result.text()).contains("Input/output error").contains("entry-4999");
    }
  }

  @Test
  void severalVolumesStandSideBySide() throws Exception {
    var other = new MemoryFileSystem();
    other.file(other.root(), "second", "two".getBytes(StandardCharsets.UTF_8));
    var volumes = new LinkedHashMap<String, io.coldmount.fs.FileSystem>();
    volumes.put("p1", fs);
    volumes.put("p2", other);
    try (TestMount m = TestMount.of(MountTree.of(volumes), options())) {
      assertThat(Shell.output("sh", "-c", "cd " + m.folder() + " && find . | sort"))
          .isEqualTo(".\n./p1\n./p1/folder\n./p1/folder/file\n./p2\n./p2/second");
      assertThat(Shell.output("cat", m.text("p2/second"))).isEqualTo("two");
      assertThat(Shell.output("stat", "-c", "%i", m.text("p1")))
          .isNotEqualTo(Shell.output("stat", "-c", "%i", m.text("p2")));
      assertThat(Shell.output("stat", "-c", "%i", m.text("p2/..")))
          .isEqualTo(Shell.output("stat", "-c", "%i", m.text(".")));
      assertThat(Shell.output("sh", "-c", "ls -ia " + m.text("p2") + " | head -1"))
          .isEqualTo(Shell.output("stat", "-c", "%i .", m.text("p2")));
    }
  }

  @Test
  void ownersAndModesCanBeReplaced() throws Exception {
    MountOptions options =
        new MountOptions(
            "memory",
            true,
            true,
            true,
            false,
            OptionalLong.of(12),
            OptionalLong.of(13),
            0133,
            022,
            4,
            MountOptions.Symlinks.GUEST,
            way.backend(),
            way.rings(),
            false,
            Duration.ZERO);
    try (TestMount m = TestMount.of(MountTree.of(fs), options)) {
      assertThat(Shell.output("stat", "-c", "%u %g %a", m.text("folder/file")))
          .isEqualTo("12 13 644");
      assertThat(Shell.output("sh", "-c", "grep ' " + m.folder() + " ' /proc/self/mounts"))
          .contains("ro,nosuid,nodev,noexec")
          .contains("default_permissions,allow_other");
    }
  }

  @Test
  void manyReadersReadTheSame() throws Exception {
    byte[] random = new byte[3 << 20];
    new Random(2).nextBytes(random);
    for (int i = 0; i < 16; i++) {
      fs.file(folder, "big" + i, random);
    }
    try (TestMount m = mounted();
        var readers = Executors.newFixedThreadPool(16)) {
      var results =
          IntStream.range(0, 16)
              .mapToObj(i -> readers.submit(() -> Files.readAllBytes(m.at("folder/big" + i))))
              .toList();
      for (Future<byte[]> result : results) {
        assertThat(result.get()).isEqualTo(random);
      }
    }
  }

  @Test
  void aMountInUseStaysUntilItIsClosed() throws Exception {
    try (TestMount m = mounted();
        InputStream open = opened(m)) {
      assertThat(open.read()).isEqualTo('o');
      assertThatThrownBy(() -> m.mount().unmount())
          .isInstanceOf(MountBusyException.class)
          .hasMessageContaining(" is in use: java (process ");
      assertThat(cat(m, "file")).isEqualTo("of a guest");
      m.mount().close();
      assertThat(FuseMount.list()).noneMatch(mount -> mount.mountpoint().equals(m.folder()));
      m.mount().awaitEnd();
    }
  }

  @Test
  void aBusyMountNamesWhoUsesIt() throws Exception {
    try (TestMount m = mounted()) {
      Process works =
          new ProcessBuilder("cat").directory(m.at("folder").toFile()).start(); // waits for input
      try {
        assertThatThrownBy(() -> m.mount().unmount())
            .isInstanceOf(MountBusyException.class)
            .hasMessage(
                m.folder()
                    + " is in use: cat (process "
                    + works.pid()
                    + ") works in "
                    + m.at("folder"));
      } finally {
        works.destroyForcibly().waitFor();
      }
      Path inner = m.at("folder");
      Shell.output("mount", "-t", "tmpfs", "inner", inner.toString());
      try {
        assertThatThrownBy(() -> m.mount().unmount())
            .hasMessage(m.folder() + " is in use: a mount stands at " + inner);
      } finally {
        Shell.output("umount", inner.toString());
      }
    }
  }

  @Test
  void anyProcessCanEndAMount() throws Exception {
    try (TestMount m = mounted()) {
      assertThat(FuseMount.list())
          .filteredOn(mount -> mount.mountpoint().equals(m.folder()))
          .extracting(ActiveMount::source)
          .containsExactly("memory");
      FuseMount.unmount(m.folder(), false, false);
      m.mount().awaitEnd();
      assertThatThrownBy(() -> FuseMount.unmount(m.folder(), false, false))
          .hasMessage(m.folder() + " is not a mount of Coldmount");
    }
  }

  @Test
  void aMountInUseCanBeTakenAwayLazilyOrByForce() throws Exception {
    for (boolean force : new boolean[] {false, true}) {
      try (TestMount m = mounted();
          InputStream open = opened(m)) {
        assertThatThrownBy(() -> FuseMount.unmount(m.folder(), false, false))
            .isInstanceOf(MountBusyException.class);
        FuseMount.unmount(m.folder(), !force, force);
        assertThat(FuseMount.list()).noneMatch(mount -> mount.mountpoint().equals(m.folder()));
        if (force) {
          m.mount().awaitEnd();
        } else {
          assertThat(open.readAllBytes()).isEqualTo(CONTENT);
        }
      }
    }
  }

  @Test
  void whatStandsOverAMountIsLeftAlone() throws Exception {
    try (TestMount m = mounted()) {
      Shell.output("mount", "-t", "tmpfs", "over", m.folder().toString());
      try {
        assertThatThrownBy(() -> m.mount().unmount())
            .isInstanceOf(MountBusyException.class)
            .hasMessageContaining("another file system is mounted over it");
        assertThat(Shell.output("findmnt", "-no", "SOURCE", m.folder().toString()))
            .contains("over");
      } finally {
        Shell.output("umount", m.folder().toString());
      }
    }
  }

  @Test
  void aMountFollowsAFolderThatIsRenamed(@TempDir Path temp) throws Exception {
    Path before = Files.createDirectories(temp.resolve("before/mnt"));
    try (FuseMount mount = FuseMount.mount(MountTree.of(fs), before, options())) {
      Files.move(temp.resolve("before"), temp.resolve("after"));
      mount.unmount();
      mount.awaitEnd();
      assertThat(temp.resolve("after/mnt")).isEmptyDirectory();
    }
  }

  @Test
  void noThreadTouchesTheTreeOfAClosedMount() throws Exception {
    MemoryNode other = fs.file(folder, "other", CONTENT);
    try (TestMount m = mounted();
        InputStream first = opened(m);
        InputStream open = new FileInputStream(m.at("folder/other").toFile())) {
      assertThat(first.read()).isEqualTo('o');
      FuseMount.unmount(m.folder(), true, false);
      m.mount().close();
      other.failing(
          () -> {
            throw new AssertionError("used after the end");
          });
      assertThatThrownBy(open::readAllBytes).hasMessage("No such device");
    }
  }

  @Test
  void aMountpointThatDoesNotServeIsRefused(@TempDir Path temp) throws Exception {
    MountTree tree = MountTree.of(fs);
    MountOptions options = options();
    Path plain = Files.createFile(temp.resolve("plain"));
    assertThatThrownBy(() -> FuseMount.mount(tree, temp.resolve("none"), options))
        .isInstanceOf(NoSuchFileException.class);
    assertThatThrownBy(() -> FuseMount.mount(tree, plain, options))
        .isInstanceOf(NotDirectoryException.class);
    assertThatThrownBy(() -> FuseMount.mount(tree, temp, options))
        .isInstanceOf(DirectoryNotEmptyException.class);
    try (TestMount m = mounted()) {
      assertThatThrownBy(() -> FuseMount.mount(tree, m.folder(), options))
          .hasMessageContaining("is already a mount of Coldmount");
    }
  }

  @Test
  void aSourceIsShownAsItIsNamed() throws Exception {
    String name = "/disks/web 01,\\new\t#1.vmdk";
    try (TestMount m = TestMount.of(MountTree.of(fs), way.options(name))) {
      assertThat(FuseMount.list())
          .filteredOn(mount -> mount.mountpoint().equals(m.folder()))
          .extracting(ActiveMount::source)
          .containsExactly(name);
    }
  }

  @Test
  void whereTheKernelCannotBeSpokenToLibfuseIs() throws Exception {
    assumeNative("it is about the choice");
    MountOptions auto = MountOptions.of("memory").by(Backend.Choice.AUTO);
    var mounter = new Fusermount("no-such-fusermount");
    assertThatThrownBy(
            () -> TestMount.of(MountTree.of(fs), auto.by(Backend.Choice.NATIVE), mounter))
        .isInstanceOf(BackendException.class);
    try (TestMount m = TestMount.of(MountTree.of(fs), auto, mounter)) {
      assertThat(cat(m, "file")).isEqualTo("of a guest");
    }
  }

  @Test
  void theHelperOfUsersMountsTheSame() throws Exception {
    assumeNative("libfuse mounts by itself");
    assumeTrue(Shell.has("fusermount3"), "needs fusermount3");
    String name = "/disks/web 01,\\new.vmdk";
    var mounter = new Fusermount();
    try (TestMount m = TestMount.of(MountTree.of(fs), MountOptions.of(name), mounter)) {
      assertThat(cat(m, "file")).isEqualTo("of a guest");
      assertThat(FuseMount.list())
          .filteredOn(mount -> mount.mountpoint().equals(m.folder()))
          .extracting(ActiveMount::source)
          .containsExactly(name);
      try (InputStream open = new FileInputStream(m.at("folder/file").toFile())) {
        assertThat(open.read()).isEqualTo('o');
        assertThatThrownBy(() -> m.mount().unmount()).isInstanceOf(MountBusyException.class);
      }
      m.mount().unmount();
      m.mount().awaitEnd();
    }
  }
}
