package io.coldmount.mountd.tree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.coldmount.fs.FileName;
import io.coldmount.fs.FileSystem;
import io.coldmount.fs.FileType;
import io.coldmount.mountd.guest.GuestPath;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@SuppressWarnings("NullAway") // a file that is missing fails the test
final class AssembledTreeTest {

  private final MemoryFileSystem root = new MemoryFileSystem();
  private final MemoryFileSystem home = new MemoryFileSystem();
  private final MemoryFileSystem data = new MemoryFileSystem();
  private AssembledTree tree;

  @BeforeEach
  void volumes() throws IOException {
    MemoryNode homeFolder = root.folder(root.root(), "home");
    root.file(homeFolder, "hidden", bytes("below the mount"));
    root.file(root.root(), "file", bytes("a file"));
    root.add(root.root(), "link", FileType.SYMBOLIC_LINK, 0777).withTarget(name("/home/data"));
    root.add(root.root(), "loop", FileType.SYMBOLIC_LINK, 0777).withTarget(name("/loop"));
    home.folder(home.root(), "data");
    home.file(home.root(), "notes", bytes("seen"));
    data.file(data.root(), "x", bytes("deep"));
    tree = AssembledTree.at(root);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static FileName name(String name) {
    return FileName.of(name);
  }

  private List<String> names(long folder) throws IOException {
    List<String> names = new ArrayList<>();
    long[] cursor = new long[1];
    boolean[] more = {true};
    while (more[0]) { // one entry at a time, to try every cursor
      more[0] = false;
      tree.node(folder)
          .list(
              cursor[0],
              entry -> {
                names.add(entry.name().toString());
                assertThat(entry.next()).as("what the protocol takes").isLessThan((1L << 61) - 2);
                cursor[0] = entry.next();
                more[0] = true;
                return false;
              });
    }
    return names;
  }

  private long number(String path) throws IOException {
    return GuestPath.find(tree.view(), name(path), true).node().id();
  }

  @Test
  void aVolumeStandsOverItsFolder() throws IOException {
    tree = tree.mount(home, name("/home"));
    MountTree.Child child = tree.lookup(MountTree.ROOT, name("home"));
    assertThat(child.node()).isSameAs(home.root());
    assertThat(tree.lookup(child.number(), name("notes"))).isNotNull();
    assertThat(tree.lookup(child.number(), name("hidden"))).isNull();
    assertThat(names(child.number())).containsExactly("data", "notes");
  }

  @Test
  void listingAndLookupGiveTheSameNumbers() throws IOException {
    tree = tree.mount(home, name("/home")).beside("p3", data);
    for (String entry : names(MountTree.ROOT)) {
      MountTree.Child child = tree.lookup(MountTree.ROOT, name(entry));
      tree.node(MountTree.ROOT)
          .list(
              0,
              listed -> {
                if (listed.name().equals(name(entry))) {
                  assertThat(tree.child(MountTree.ROOT, listed.id())).isEqualTo(child.number());
                }
                return true;
              });
      assertThat(tree.node(child.number()).id()).isEqualTo(child.node().id());
    }
  }

  @Test
  void volumesStandInVolumesAndLinksLeadThere() throws IOException {
    tree = tree.mount(home, name("/home")).mount(data, name("/link"));
    assertThat(number("/home/data/x")).isEqualTo(number("/link/x"));
  }

  @Test
  void dotDotGoesBackOverEveryMount() throws IOException {
    tree = tree.mount(home, name("/home")).mount(data, name("/home/data")).beside("p3", home);
    long deep = number("/home/data");
    long up = tree.parent(deep, tree.node(deep));
    assertThat(up).isEqualTo(number("/home"));
    assertThat(tree.parent(up, tree.node(up))).isEqualTo(MountTree.ROOT);
    long beside = number("/p3");
    assertThat(tree.parent(beside, tree.node(beside))).isEqualTo(MountTree.ROOT);
    assertThat(tree.parent(MountTree.ROOT, tree.node(MountTree.ROOT))).isEqualTo(MountTree.ROOT);
  }

  @Test
  void aVolumeBesideHasANameInTheRoot() throws IOException {
    tree = tree.beside("p3", data);
    assertThat(names(MountTree.ROOT)).containsExactly("home", "file", "link", "loop", "p3");
    assertThat(number("/p3/x")).isPositive();
  }

  @Test
  void inodeNumbersAreThoseOfNoOtherVolume() throws IOException {
    assertThat(tree.inode(number("/file"))).isEqualTo(root.root().lookup(name("file")).id());
    tree = tree.mount(home, name("/home")).beside("p3", data);
    assertThat(
            List.of(
                tree.inode(MountTree.ROOT), tree.inode(number("/home")), tree.inode(number("/p3"))))
        .doesNotHaveDuplicates();
  }

  @Test
  void whatIsNoFreeFolderIsRefused() throws IOException {
    AssembledTree mounted = tree.mount(home, name("/home"));
    assertThatThrownBy(() -> mounted.mount(data, name("/home")))
        .isInstanceOf(FileAlreadyExistsException.class);
    assertThatThrownBy(() -> mounted.mount(data, name("/")))
        .isInstanceOf(FileAlreadyExistsException.class);
    assertThatThrownBy(() -> mounted.mount(data, name("/../..")))
        .isInstanceOf(FileAlreadyExistsException.class);
    assertThatThrownBy(() -> mounted.mount(data, name("/none")))
        .isInstanceOf(NoSuchFileException.class);
    assertThatThrownBy(() -> mounted.mount(data, name("/file")))
        .isInstanceOf(NotDirectoryException.class);
    assertThatThrownBy(() -> mounted.mount(data, name("/loop")))
        .isInstanceOf(FileSystemLoopException.class);
  }

  @Test
  void linksHaveTheTargetsThatAreAskedFor() throws IOException {
    long link = tree.child(MountTree.ROOT, root.root().lookup(name("link")).id());
    assertThat(tree.readLink(link, tree.node(link))).isEqualTo(name("/home/data"));
    MountTree led =
        tree.withLinks((FileSystem volume, io.coldmount.fs.Node node) -> name("elsewhere"));
    assertThat(led.readLink(link, led.node(link))).isEqualTo(name("elsewhere"));
  }
}
