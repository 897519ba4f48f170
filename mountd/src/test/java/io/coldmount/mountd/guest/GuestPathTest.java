package io.coldmount.mountd.guest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.coldmount.fs.FileName;
import io.coldmount.fs.FileType;
import io.coldmount.mountd.tree.MemoryFileSystem;
import io.coldmount.mountd.tree.MemoryNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemLoopException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import org.junit.jupiter.api.Test;

final class GuestPathTest {

  private final MemoryFileSystem fs = new MemoryFileSystem();
  private final MemoryNode etc = fs.folder(fs.root(), "etc");
  private final MemoryNode deep = fs.folder(etc, "deep");
  private final MemoryNode passwd = fs.file(etc, "passwd", new byte[] {1});

  private void link(MemoryNode folder, String name, String target) {
    fs.add(folder, name, FileType.SYMBOLIC_LINK, 0777).withTarget(FileName.of(target));
  }

  private long find(String path) throws IOException {
    return GuestPath.find(fs, FileName.of(path), true).node().id();
  }

  private String reached(String path) throws IOException {
    return GuestPath.find(fs, FileName.of(path), true).path().toString();
  }

  @Test
  void aPathIsWalkedFromTheRootWithOrWithoutItsSlash() throws IOException {
    assertThat(find("/etc/passwd")).isEqualTo(passwd.id());
    assertThat(find("etc/passwd")).isEqualTo(passwd.id());
    assertThat(find("//etc/.//passwd")).isEqualTo(passwd.id());
    assertThat(reached("etc//./passwd")).isEqualTo("/etc/passwd");
  }

  @Test
  void theEmptyPathAndTheSlashAreTheRoot() throws IOException {
    assertThat(find("")).isEqualTo(fs.root().id());
    assertThat(find("/")).isEqualTo(fs.root().id());
    assertThat(reached("/")).isEqualTo("/");
  }

  @Test
  void dotsNeverLeaveTheRoot() throws IOException {
    assertThat(find("/../../etc/deep/../passwd")).isEqualTo(passwd.id());
    assertThat(find("/etc/..")).isEqualTo(fs.root().id());
  }

  @Test
  void absoluteLinksStayInTheGuest() throws IOException {
    link(deep, "back", "/etc/passwd");
    assertThat(find("/etc/deep/back")).isEqualTo(passwd.id());
    assertThat(reached("/etc/deep/back")).isEqualTo("/etc/passwd");
  }

  @Test
  void relativeLinksBeginWhereTheyLie() throws IOException {
    link(deep, "up", "../passwd");
    link(fs.root(), "out", "../../../../etc");
    assertThat(find("/etc/deep/up")).isEqualTo(passwd.id());
    assertThat(find("/out/passwd")).isEqualTo(passwd.id());
  }

  @Test
  void theLastLinkIsFollowedOnlyOnRequestOrBehindASlash() throws IOException {
    link(fs.root(), "conf", "etc");
    var itself = GuestPath.find(fs, FileName.of("/conf"), false);
    assertThat(itself.node().attributes().type()).isEqualTo(FileType.SYMBOLIC_LINK);
    assertThat(itself.path()).hasToString("/conf");
    assertThat(GuestPath.find(fs, FileName.of("/conf/"), false).node().id()).isEqualTo(etc.id());
  }

  @Test
  void linksThatTurnInACircleEndAfterForty() {
    link(fs.root(), "a", "b");
    link(fs.root(), "b", "a");
    assertThatThrownBy(() -> find("/a")).isInstanceOf(FileSystemLoopException.class);
  }

  @Test
  void fortyLinksAreFollowedAndNotOneMore() throws IOException {
    link(fs.root(), "l0", "etc");
    for (int i = 1; i <= 40; i++) {
      link(fs.root(), "l" + i, "l" + (i - 1));
    }
    assertThat(find("/l39")).isEqualTo(etc.id());
    assertThatThrownBy(() -> find("/l40")).isInstanceOf(FileSystemLoopException.class);
  }

  @Test
  void whatIsNotThereIsNotFound() {
    link(fs.root(), "dangling", "nowhere");
    assertThatThrownBy(() -> find("/etc/shadow")).isInstanceOf(NoSuchFileException.class);
    assertThatThrownBy(() -> find("/dangling")).isInstanceOf(NoSuchFileException.class);
  }

  @Test
  void nothingLiesBelowAFile() {
    assertThatThrownBy(() -> find("/etc/passwd/x")).isInstanceOf(NotDirectoryException.class);
    assertThatThrownBy(() -> find("/etc/passwd/")).isInstanceOf(NotDirectoryException.class);
    assertThatThrownBy(() -> find("/etc/passwd/..")).isInstanceOf(NotDirectoryException.class);
  }

  @Test
  void namesAreBytes() throws IOException {
    FileName odd = FileName.of(new byte[] {(byte) 0xFF, 'x'});
    var node = fs.add(etc, odd, FileType.REGULAR, 0644);
    byte[] path = "/etc/??".getBytes(StandardCharsets.US_ASCII);
    odd.copyTo(path, 5);
    assertThat(GuestPath.find(fs, FileName.of(path), true).node().id()).isEqualTo(node.id());
  }
}
