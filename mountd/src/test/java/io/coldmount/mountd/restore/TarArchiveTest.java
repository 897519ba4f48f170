package io.coldmount.mountd.restore;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.coldmount.fs.FileName;
import io.coldmount.fs.FileType;
import io.coldmount.mountd.restore.RestoreOptions.Existing;
import io.coldmount.mountd.restore.RestoreOptions.Streams;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.apache.commons.compress.archivers.zip.ZipFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Archives of trees of memory, unpacked by GNU tar and by Commons Compress. */
final class TarArchiveTest {

  @TempDir Path folder;

  private final MemoryFileSystem guest = new MemoryFileSystem();
  private final MemoryFile root = guest.root();
  private final RecordingLog log = new RecordingLog();

  private static RestoreOptions options(Streams streams) {
    return new RestoreOptions(
        Existing.REFUSE, false, false, streams, Selection.ALL, Owners.BY_NUMBER, 2);
  }

  private List<RestoreSource> all() {
    return List.of(new RestoreSource(guest, root, null, "p1:"));
  }

  private Path tar() throws IOException {
    Path file = folder.resolve("archive.tar");
    try (FileChannel out =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      TarArchive.write(all(), out, options(Streams.XATTRS), log);
    }
    return file;
  }

  private Path unpacked() throws Exception {
    Path target = Files.createDirectory(folder.resolve("unpacked"));
    Process tar =
        new ProcessBuilder(
                "tar",
                "-C",
                target.toString(),
                "--xattrs",
                "--xattrs-include=*",
                "--acls",
                "--warning=no-timestamp",
                "-xpf",
                tar().toString())
            .redirectErrorStream(true)
            .start();
    String said = new String(tar.getInputStream().readAllBytes(), UTF_8);
    assertThat(tar.waitFor()).as(said).isZero();
    assertThat(said).isEmpty();
    return target;
  }

  private static byte[] random(int length) {
    byte[] bytes = new byte[length];
    new Random(5).nextBytes(bytes);
    return bytes;
  }

  @Test
  void gnuTarUnpacksATreeAsTheGuestHasIt() throws Exception {
    assumeThat(Posix.isRoot()).isTrue();
    MemoryFile etc = root.folder("etc");
    etc.permissions = 01770;
    MemoryFile file = etc.file("shadow", random(5_000_001));
    file.permissions = 04640;
    file.user = 3_000_000_000L;
    file.group = 42;
    file.modified = Instant.ofEpochSecond(-86_401, 250_000_000);
    file.xattrs.put(FileName.of("user.bin"), new byte[] {0, 1, '\n', (byte) 0xff});
    String longName = "n".repeat(200);
    etc.file(longName, "long");
    etc.symbolicLink("link", "x".repeat(150)).user = 5;
    MemoryFile twice = root.folder("a").file("one", "same");
    twice.links = 2;
    root.folder("b").add("two", twice);
    MemoryFile device = guest.make(FileType.BLOCK_DEVICE);
    device.major = 8;
    device.minor = 1;
    root.add("sda1", device);
    root.add("fifo", guest.make(FileType.FIFO));
    root.file("empty", "");
    Path target = unpacked();
    assertThat(log.failed).isEmpty();
    Path shadow = target.resolve("etc/shadow");
    assertThat(Files.readAllBytes(shadow)).isEqualTo(file.content);
    assertThat(Files.getAttribute(shadow, "unix:mode")).isEqualTo(0104640);
    assertThat(Files.getAttribute(shadow, "unix:uid")).isEqualTo((int) 3_000_000_000L);
    assertThat(Files.getLastModifiedTime(shadow)).isEqualTo(FileTime.from(file.modified));
    assertThat(Files.getLastModifiedTime(target.resolve("etc")))
        .isEqualTo(FileTime.from(etc.modified));
    assertThat(Files.getAttribute(target.resolve("etc"), "unix:mode")).isEqualTo(0041770);
    assertThat((byte[]) Files.getAttribute(shadow, "user:bin"))
        .isEqualTo(new byte[] {0, 1, '\n', (byte) 0xff});
    assertThat(target.resolve("etc").resolve(longName)).hasContent("long");
    assertThat(Files.readSymbolicLink(target.resolve("etc/link")).toString()).hasSize(150);
    assertThat(Files.getAttribute(target.resolve("a/one"), "unix:ino"))
        .isEqualTo(Files.getAttribute(target.resolve("b/two"), "unix:ino"));
    assertThat(Files.getAttribute(target.resolve("sda1"), "unix:rdev")).isEqualTo(0x801L);
    assertThat(Files.getAttribute(target.resolve("fifo"), "unix:mode", LinkOption.NOFOLLOW_LINKS))
        .isEqualTo(0010644);
  }

  @Test
  void holesAreHolesForGnuTar() throws Exception {
    byte[] small = new byte[20 * MemoryFile.BLOCK + 77];
    Arrays.fill(small, 4096, 8192, (byte) 1);
    byte[] large = new byte[400 * MemoryFile.BLOCK];
    Arrays.fill(large, 300 * 4096, 301 * 4096, (byte) 2);
    root.file("small", small).type = FileType.REGULAR;
    root.file("large", large);
    root.file("all hole", new byte[200 * MemoryFile.BLOCK]);
    Path target = unpacked();
    assertThat(log.failed).isEmpty();
    assertThat(Files.readAllBytes(target.resolve("small"))).isEqualTo(small);
    assertThat(Files.readAllBytes(target.resolve("large"))).isEqualTo(large);
    assertThat(Files.size(target.resolve("all hole"))).isEqualTo(200 * MemoryFile.BLOCK);
    assertThat(Files.size(folder.resolve("archive.tar"))).isLessThan(200 * 1024);
  }

  @Test
  void aFileThatBreaksOffIsMarkedInTheArchive() throws Exception {
    root.file("small", random(9000)).unreadableFrom = 5000;
    root.file("large", random(4_000_000)).unreadableFrom = 3_000_000;
    MemoryFile none = root.file("none", random(10));
    none.unreadableFrom = 0;
    none.links = 2;
    root.folder("d").add("other", none);
    root.file("whole", "ok");
    Path target = unpacked();
    assertThat(log.failed).hasSize(4);
    assertThat(Files.size(target.resolve("small.partial"))).isEqualTo(5000);
    assertThat(target.resolve("small")).doesNotExist();
    assertThat(Files.size(target.resolve("large"))).isEqualTo(4_000_000);
    assertThat(Files.readString(target.resolve("large.partial"))).contains("not complete");
    assertThat(target.resolve("none")).doesNotExist();
    assertThat(target.resolve("d/other")).doesNotExist();
    assertThat(target.resolve("whole")).hasContent("ok");
  }

  @Test
  void namesThatAreNoNamesAreNotInTheArchive() throws Exception {
    MemoryFile evil = guest.make(FileType.REGULAR);
    root.add("../evil", evil);
    root.add("..", evil);
    root.add("/abs", evil);
    unpacked();
    assertThat(log.failed).hasSize(3);
    try (var entries = Files.list(folder.resolve("unpacked"))) {
      assertThat(entries).isEmpty();
    }
  }

  @Test
  void anAccessListIsTextInTheArchive() {
    byte[] value = {
      2, 0, 0, 0, 1, 0, 6, 0, -1, -1, -1, -1, 2, 0, 4, 0, 57, 48, 0, 0, 4, 0, 4, 0, -1, -1, -1, -1,
      16, 0, 4, 0, -1, -1, -1, -1, 32, 0, 0, 0, -1, -1, -1, -1
    };
    assertThat(AclText.of(value))
        .isEqualTo("user::rw-,user:12345:r--,group::r--,mask::r--,other::---");
    assertThat(AclText.of(new byte[] {1, 0, 0, 0})).isNull();
  }

  @Test
  void aZipHasNoNameThatWindowsCannotHave() throws Exception {
    root.file("CON", "1");
    root.file("aux.txt", "2");
    root.file("a:b\\c?", "3");
    root.file("end.", "4");
    root.file("Twice", "5");
    root.file("tWICE", "6");
    root.folder("sub").file("plain", random(300_000));
    Path file = folder.resolve("archive.zip");
    try (FileChannel out =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      ZipArchive.write(all(), out, options(Streams.FILES), log);
    }
    try (ZipFile zip = ZipFile.builder().setPath(file).get()) {
      assertThat(java.util.Collections.list(zip.getEntries()).stream().map(e -> e.getName()))
          .containsExactlyInAnyOrder(
              "%43ON", "%61ux.txt", "a%3Ab%5Cc%3F", "end%2E", "Twice", "sub/", "sub/plain");
      assertThat(zip.getInputStream(zip.getEntry("sub/plain")).readAllBytes())
          .isEqualTo(random(300_000));
    }
    assertThat(log.failed).hasSize(1).first().asString().startsWith("p1:/tWICE");
  }

  @Test
  void aReadThatEndsBecauseTheArchiveDoesIsNoFaultOfTheFile() throws Exception {
    MemoryFile file = root.file("file", "content");
    file.unreadableFrom = 0;
    TarEntry entry =
        new TarEntry(FileName.of("file"), guest, file, file.attributes(), null, null, "p1:/file");
    TarBatch batch = new TarBatch(Streams.NONE, log, new Notes(log));
    ArchiveChunk chunk = new ArchiveChunk(ByteBuffer.allocateDirect(8192));
    batch.put(List.of(entry), chunk);
    assertThat(log.failed).containsExactly("p1:/file: memory: a block at 0 is damaged");
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> batch.put(List.of(entry), chunk))
        .isInstanceOf(InterruptedException.class);
    assertThat(Thread.interrupted()).isTrue();
    assertThat(log.failed).hasSize(1);
  }
}
