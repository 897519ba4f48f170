package io.coldmount.mountd.host;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.coldmount.diskset.HostFile;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
final class NativeFilesTest {

  private static final int BLOCK = 64 * 1024;

  @TempDir private Path folder;

  private final NativeFiles files = new NativeFiles();

  private Path random(int size) throws IOException {
    byte[] bytes = new byte[size];
    new Random(size).nextBytes(bytes);
    return Files.write(folder.resolve("random"), bytes);
  }

  @Test
  void bytesAreReadIntoBuffersOfBothKinds() throws Exception {
    Path path = random(1_000_000);
    byte[] expected = Files.readAllBytes(path);
    try (HostFile file = files.open(path)) {
      assertThat(file.size()).isEqualTo(1_000_000);
      for (ByteBuffer target :
          new ByteBuffer[] {ByteBuffer.allocateDirect(300_000), ByteBuffer.allocate(300_000)}) {
        target.position(10).limit(299_999);
        long at = 1234;
        while (target.hasRemaining()) {
          at += file.read(at, target);
        }
        byte[] got = new byte[299_989];
        target.get(10, got);
        assertThat(got).isEqualTo(java.util.Arrays.copyOfRange(expected, 1234, 1234 + 299_989));
      }
    }
  }

  @Test
  void theEndIsToldAsMinusOne() throws Exception {
    try (HostFile file = files.open(random(10))) {
      ByteBuffer target = ByteBuffer.allocateDirect(20);
      assertThat(file.read(4, target)).isEqualTo(6);
      assertThat(file.read(10, target)).isEqualTo(-1);
      assertThat(file.read(10, ByteBuffer.allocate(5))).isEqualTo(-1);
      assertThat(file.read(3, ByteBuffer.allocate(0))).isZero();
    }
  }

  @Test
  void holesOfTheHostAreKnown() throws Exception {
    Path path = folder.resolve("sparse");
    try (var sparse = new RandomAccessFile(path.toFile(), "rw")) {
      sparse.setLength(10L * BLOCK);
      sparse.seek(2L * BLOCK);
      sparse.write(new byte[BLOCK]);
      sparse.seek(7L * BLOCK);
      sparse.write(new byte[BLOCK]);
    }
    try (HostFile file = files.open(path)) {
      assumeTrue(file.run(0) < 0, "the host's file system knows no holes");
      for (int round = 0; round < 2; round++) {
        assertThat(file.run(0)).isEqualTo(-2L * BLOCK);
        assertThat(file.run(1000)).isEqualTo(-2L * BLOCK + 1000);
        assertThat(file.run(2L * BLOCK)).isEqualTo(BLOCK);
        assertThat(file.run(3L * BLOCK - 1)).isEqualTo(1);
        assertThat(file.run(3L * BLOCK)).isEqualTo(-4L * BLOCK);
        assertThat(file.run(8L * BLOCK)).isEqualTo(-2L * BLOCK);
        assertThat(file.run(10L * BLOCK)).isZero();
        assertThat(file.run(99L * BLOCK)).isZero();
      }
    }
  }

  @Test
  void whatIsNoFileIsRefusedWithoutWaiting() throws Exception {
    Path fifo = folder.resolve("fifo");
    assertThat(new ProcessBuilder("mkfifo", fifo.toString()).start().waitFor()).isZero();
    assertRefused(fifo, "is a FIFO, not a disk file");
    assertRefused(folder, "is a directory, not a disk file");
    assertRefused(Path.of("/dev/null"), "is a character device, not a disk file");
    Path socket = folder.resolve("socket");
    try (var server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      server.bind(UnixDomainSocketAddress.of(socket));
      assertRefused(socket, "is a socket, not a disk file");
    }
  }

  private void assertRefused(Path path, String reason) {
    assertThatThrownBy(() -> files.open(path))
        .isInstanceOf(FileSystemException.class)
        .hasMessage(path + ": " + reason);
  }

  @Test
  void aFileThatIsMissingIsNamed() {
    Path path = folder.resolve("none");
    assertThatThrownBy(() -> files.open(path))
        .isInstanceOf(NoSuchFileException.class)
        .hasMessage(path.toString());
    Path loop = folder.resolve("loop");
    assertThatThrownBy(() -> files.open(Files.createSymbolicLink(loop, loop)))
        .hasMessage(loop + ": Too many levels of symbolic links");
  }

  @Test
  void aClosedFileIsNotReadNorIsAnotherInItsPlace() throws Exception {
    HostFile file = files.open(random(10));
    file.close();
    file.close();
    try (HostFile other = files.open(random(20))) {
      assertThat(other.read(0, ByteBuffer.allocateDirect(20))).isEqualTo(20);
      assertThatThrownBy(() -> file.read(0, ByteBuffer.allocateDirect(5)))
          .isInstanceOf(ClosedChannelException.class);
      assertThatThrownBy(() -> file.run(0)).isInstanceOf(ClosedChannelException.class);
    }
  }

  @Test
  void aFileThatIsReadKeepsItsAccessTime() throws Exception {
    Path path = random(10);
    FileTime old = FileTime.fromMillis(1_000_000_000_000L);
    Files.setAttribute(path, "lastAccessTime", old);
    try (HostFile file = files.open(path)) {
      assertThat(file.read(0, ByteBuffer.allocateDirect(5))).isEqualTo(5);
    }
    assertThat(Files.getAttribute(path, "lastAccessTime")).isEqualTo(old);
  }

  @Test
  void namesAreBytesOfAnyKind() throws Exception {
    Path path = folder.resolve("h\u00f6rn\u00fcr \u6f22 %41");
    Files.write(path, new byte[3]);
    try (HostFile file = files.open(path)) {
      assertThat(file.size()).isEqualTo(3);
    }
    String script = "touch \"$0/$(printf 'l\\351tin')\""; // Latin-1
    assertThat(new ProcessBuilder("sh", "-c", script, folder.toString()).start().waitFor())
        .isZero();
    try (var found = Files.list(folder)) {
      Path latin = found.filter(p -> p.toString().endsWith("tin")).findFirst().orElseThrow();
      files.open(latin).close();
    }
  }

  @Test
  void aBlockDeviceHasTheSizeOfTheDevice() throws Exception {
    Path image = folder.resolve("image");
    try (var file = new RandomAccessFile(image.toFile(), "rw")) {
      file.setLength(1 << 20);
    }
    Process losetup = new ProcessBuilder("losetup", "-rf", "--show", image.toString()).start();
    String device = new String(losetup.getInputStream().readAllBytes(), UTF_8).strip();
    assumeTrue(losetup.waitFor() == 0, "needs a loop device");
    try (HostFile file = files.open(Path.of(device))) {
      assertThat(file.size()).isEqualTo(1 << 20);
      assertThat(file.read((1 << 20) - 5, ByteBuffer.allocateDirect(10))).isEqualTo(5);
    } finally {
      new ProcessBuilder("losetup", "-d", device).start().waitFor();
    }
  }
}
