package io.coldmount.mountd.fuse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.coldmount.fs.FileName;
import io.coldmount.fs.FileSystem;
import io.coldmount.fs.FileType;
import io.coldmount.mountd.tree.HugeFolder;
import io.coldmount.mountd.tree.MemoryFileSystem;
import io.coldmount.mountd.tree.MemoryNode;
import io.coldmount.mountd.tree.MountTree;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What POSIX promises of a read-only file system, by system calls of a program in C. */
@Timeout(180)
@ParameterizedClass
@EnumSource
final class ConformanceTest {

  private static final int MEBIBYTE = 1 << 20;

  /** How long 64 readers read at once, in seconds. */
  private static final int STRESS = Integer.getInteger("coldmount.stress", 3);

  @TempDir static Path temp;

  private static Path program = Path.of("/");

  @Parameter Way way = Way.NATIVE;

  @BeforeAll
  static void compile() throws Exception {
    TestMount.assumeRoot();
    assumeTrue(Shell.has("gcc"), "needs gcc");
    Path source = temp.resolve("conformance.c");
    try (InputStream in = ConformanceTest.class.getResourceAsStream("conformance.c")) {
      Files.write(source, Objects.requireNonNull(in).readAllBytes());
    }
    program = temp.resolve("conformance");
    Shell.output("gcc", "-O1", "-w", "-pthread", "-o", program.toString(), source.toString());
  }

  private TestMount mounted(FileSystem fs) throws IOException {
    return TestMount.of(MountTree.of(fs), way.options("memory"));
  }

  private static void assertKept(TestMount m, String suite, String... more) throws Exception {
    String[] command = new String[3 + more.length];
    command[0] = program.toString();
    command[1] = suite;
    command[2] = m.folder().toString();
    System.arraycopy(more, 0, command, 3, more.length);
    assertThat(Shell.run(60 + STRESS, command).text()).matches("[1-9][0-9]* kept, 0 broken");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3000, 1_000_000})
  void aFolderIsListedOnceAndAgainFromEveryPlace(int entries) throws Exception {
    try (TestMount m = mounted(new HugeFolder(entries))) {
      long heap = heap();
      assertKept(m, "list", Integer.toString(entries));
      assertThat(heap() - heap).isLessThan(4 * MEBIBYTE);
    }
  }

  @Test
  void namesPathsAndTypesHaveTheirLimits() throws Exception {
    var fs = new MemoryFileSystem();
    byte[] content = "of a guest\n".getBytes(StandardCharsets.UTF_8);
    fs.folder(fs.root(), "folder");
    MemoryNode file = fs.file(fs.root(), "file", content);
    file.withXattr("user.note", "hello".getBytes(StandardCharsets.UTF_8));
    fs.file(fs.root(), "n".repeat(255), content);
    link(fs, "link", "file");
    link(fs, "loop-a", "loop-b");
    link(fs, "loop-b", "loop-a");
    link(fs, "loop-self", "loop-self");
    link(fs, "chain-0", "file");
    for (int i = 1; i <= 45; i++) {
      link(fs, "chain-" + i, "chain-" + (i - 1));
    }
    try (TestMount m = mounted(fs)) {
      assertKept(m, "limits");
    }
  }

  private static void link(MemoryFileSystem fs, String name, String target) {
    fs.add(fs.root(), name, FileType.SYMBOLIC_LINK, 0777).withTarget(FileName.of(target));
  }

  @Test
  void nothingCanBeWrittenByAnyCall() throws Exception {
    var fs = new MemoryFileSystem();
    fs.folder(fs.root(), "folder");
    MemoryNode file = fs.file(fs.root(), "file", "content".getBytes(StandardCharsets.UTF_8));
    file.withXattr("user.note", "hello".getBytes(StandardCharsets.UTF_8));
    link(fs, "link", "file");
    try (TestMount m = mounted(fs)) {
      assertKept(m, "writes");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {20_011, 3 * MEBIBYTE + 4097})
  void everyWayToReadGivesTheSameBytes(int size) throws Exception {
    byte[] bytes = random(size);
    Path copy = Files.write(temp.resolve("copy-" + size), bytes);
    var fs = new MemoryFileSystem();
    fs.file(fs.root(), "data", bytes);
    try (TestMount m = mounted(fs)) {
      assertKept(m, "read", "data", copy.toString());
    }
  }

  @Test
  @Timeout(value = 30, unit = TimeUnit.MINUTES)
  void sixtyFourReadersAtOnceReadTheSame() throws Exception {
    byte[] bytes = random(8 * MEBIBYTE + 123);
    Path copy = Files.write(temp.resolve("copy"), bytes);
    var fs = new MemoryFileSystem();
    fs.file(fs.root(), "data", bytes);
    try (TestMount m = mounted(fs)) {
      assertKept(m, "stress", copy.toString(), "64", Integer.toString(STRESS));
      String sum = "sha256sum < " + m.text("data");
      assertThat(Shell.output("sh", "-c", sum))
          .isEqualTo(Shell.output("sh", "-c", "sha256sum < " + copy));
    }
  }

  private static byte[] random(int size) {
    byte[] bytes = new byte[size];
    new Random(size).nextBytes(bytes);
    return bytes;
  }

  /** Numbers follow from the image, so a handle of one mount is good for the next. */
  @Test
  void aHandleIsGoodForTheNextMountToo() throws Exception {
    assumeTrue(way != Way.JNR, "libfuse 2 numbers nodes anew in each mount");
    var fs = new MemoryFileSystem();
    MemoryNode folder = fs.folder(fs.root(), "folder");
    fs.file(folder, "file", "of a guest".getBytes(StandardCharsets.UTF_8));
    String handle;
    String inode;
    try (TestMount m = mounted(fs)) {
      handle = Shell.output(program.toString(), "handle", m.text("folder/file"));
      inode = Shell.output("stat", "-c", "%i", m.text("folder/file"));
    }
    try (TestMount m = mounted(fs)) {
      assertThat(Shell.output(program.toString(), "open", m.folder().toString(), handle))
          .isEqualTo("of a guest");
      assertThat(Shell.output("stat", "-c", "%i", m.text("folder/file"))).isEqualTo(inode);
    }
  }

  @Test
  void aReaderOfADiskThatDoesNotAnswerCanBeEnded() throws Exception {
    var asked = new CountDownLatch(1);
    var answer = new CountDownLatch(1);
    var fs = new MemoryFileSystem();
    fs.file(fs.root(), "stuck", random(100_000)).readingAfter(waiting(asked, answer));
    assertCanBeEnded("cat", fs, asked, answer);
  }

  @Test
  void whoWaitsForTheAttributesOfAFileCanBeEnded() throws Exception {
    assumeTrue(way != Way.JNR, "libfuse 2 does not pass on that a program was killed");
    var asked = new CountDownLatch(1);
    var answer = new CountDownLatch(1);
    var fs = new MemoryFileSystem();
    fs.file(fs.root(), "stuck", random(100)).failing(waiting(asked, answer));
    assertCanBeEnded("stat", fs, asked, answer);
  }

  private static MemoryNode.Fault waiting(CountDownLatch asked, CountDownLatch answer) {
    return () -> {
      asked.countDown();
      try {
        answer.await();
      } catch (InterruptedException e) {
        throw new IOException(e);
      }
    };
  }

  private void assertCanBeEnded(
      String reader, MemoryFileSystem fs, CountDownLatch asked, CountDownLatch answer)
      throws Exception {
    fs.file(fs.root(), "other", random(10));
    try (TestMount m = mounted(fs)) {
      Process process =
          new ProcessBuilder("env", "--default-signal=INT", reader, m.text("stuck"))
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      try {
        assertThat(asked.await(30, TimeUnit.SECONDS)).isTrue();
        Shell.output("kill", "-INT", Long.toString(process.pid()));
        assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isEqualTo(128 + 2);
        for (int i = 0; i < Runtime.getRuntime().availableProcessors(); i++) {
          assertThat(Shell.output("taskset", "-c", "" + i, "wc", "-c", m.text("other")))
              .startsWith("10 ");
        }
      } finally {
        answer.countDown();
        process.destroyForcibly();
      }
    }
  }

  @Test
  void memoryDoesNotGrowWithUse() throws Exception {
    var fs = new MemoryFileSystem();
    MemoryNode folder = fs.folder(fs.root(), "folder");
    for (int i = 0; i < 2000; i++) {
      fs.file(folder, "file" + i, new byte[1000]);
    }
    try (TestMount m = mounted(fs)) {
      use(m, 3);
      long heap = heap();
      long direct = direct();
      use(m, 10);
      assertThat(heap() - heap).isLessThan(4 * MEBIBYTE);
      assertThat(direct() - direct).isLessThanOrEqualTo(10 * MEBIBYTE); // each thread has one MiB
      long settled = direct();
      use(m, 10);
      assertThat(direct() - settled).isLessThanOrEqualTo(2 * MEBIBYTE);
    }
  }

  /** With everything forgotten in between, so that FORGET comes too. */
  private static void use(TestMount m, int times) throws Exception {
    for (int i = 0; i < times; i++) {
      Shell.output(
          "sh",
          "-c",
          "ls -lR " + m.folder() + " >/dev/null; cat " + m.folder() + "/folder/* >/dev/null");
      Files.write(Path.of("/proc/sys/vm/drop_caches"), new byte[] {'2'});
    }
  }

  private static long heap() {
    System.gc();
    Runtime runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }

  private static long direct() {
    return ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
        .filter(pool -> pool.getName().equals("direct"))
        .mapToLong(BufferPoolMXBean::getMemoryUsed)
        .sum();
  }
}
