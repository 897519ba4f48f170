package io.coldmount.mountd.tree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.coldmount.fs.DirectorySink;
import io.coldmount.fs.FileName;
import io.coldmount.fs.FileSystem;
import io.coldmount.fs.Node;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import org.junit.jupiter.api.Test;

final class MountTreeTest {

  private final MemoryFileSystem first = new MemoryFileSystem();
  private final MemoryNode folder = first.folder(first.root(), "folder");
  private final MemoryNode inner = first.folder(folder, "inner");
  private final MemoryFileSystem second = new MemoryFileSystem();

  private MountTree both() {
    var volumes = new LinkedHashMap<String, FileSystem>();
    volumes.put("p1", first);
    volumes.put("p2", second);
    return MountTree.of(volumes);
  }

  @Test
  void oneFileSystemStandsAtTheRoot() throws Exception {
    MountTree tree = MountTree.of(first);
    assertThat(tree.node(MountTree.ROOT)).isSameAs(first.root());
    assertThat(tree.inode(MountTree.ROOT)).isEqualTo(first.root().id());
    MountTree.Child child = tree.lookup(MountTree.ROOT, FileName.of("folder"));
    assertThat(child).isEqualTo(new MountTree.Child((1L << 48) | folder.id(), folder));
    assertThat(tree.inode((1L << 48) | folder.id())).isEqualTo(folder.id());
    assertThat(tree.node((1L << 48) | folder.id())).isSameAs(folder);
  }

  @Test
  void theRootHasOneNumberHoweverItIsReached() throws Exception {
    MountTree tree = MountTree.of(first);
    long number = (1L << 48) | folder.id();
    assertThat(tree.parent(number, folder)).isEqualTo(MountTree.ROOT);
    assertThat(tree.child(number, first.root().id())).isEqualTo(MountTree.ROOT);
    assertThat(tree.parent(MountTree.ROOT, first.root())).isEqualTo(MountTree.ROOT);
    assertThat(tree.parent(number + 1, inner)).isEqualTo(number);
  }

  @Test
  void severalFileSystemsHaveAFolderEach() throws Exception {
    MountTree tree = both();
    List<DirectorySink.Entry> entries = new ArrayList<>();
    tree.node(MountTree.ROOT).list(0, entries::add);
    assertThat(entries).extracting(entry -> entry.name().toString()).containsExactly("p1", "p2");
    long number = tree.child(MountTree.ROOT, entries.get(1).id());
    assertThat(number).isEqualTo(2L << 48);
    assertThat(tree.node(number)).isSameAs(second.root());
    assertThat(tree.lookup(MountTree.ROOT, FileName.of("p2")))
        .isEqualTo(new MountTree.Child(2L << 48, second.root()));
    assertThat(tree.lookup(MountTree.ROOT, FileName.of("p3"))).isNull();
    assertThat(tree.parent(number, second.root())).isEqualTo(MountTree.ROOT);
    assertThat(tree.parent((1L << 48) | folder.id(), folder)).isEqualTo(1L << 48);
  }

  @Test
  void aListingOfVolumesGoesOnBehindAnyOfThem() throws Exception {
    List<DirectorySink.Entry> entries = new ArrayList<>();
    both().node(MountTree.ROOT).list(1, entries::add);
    assertThat(entries).extracting(entry -> entry.name().toString()).containsExactly("p2");
    both().node(MountTree.ROOT).list(Long.MAX_VALUE, entries::add);
    assertThat(entries).hasSize(1);
  }

  @Test
  void noTwoVolumesShareAnInodeNumber() throws Exception {
    MountTree tree = both();
    assertThat(List.of(tree.inode(1), tree.inode(1L << 48), tree.inode(2L << 48)))
        .containsExactly(1L, (1L << 48) | 2, (2L << 48) | 2);
    assertThat(tree.inode((2L << 48) | 7)).isEqualTo((2L << 48) | 7);
  }

  @Test
  void theSizesOfSeveralAreAddedUp() throws Exception {
    FileSystem.Statistics sum = both().statistics(MountTree.ROOT);
    assertThat(sum).isEqualTo(new FileSystem.Statistics(4096, 2000, 800, 600, 10000, 8000, 255));
    assertThat(both().statistics(2L << 48)).isEqualTo(second.statistics());
  }

  @Test
  void aNumberOfNoVolumeIsRefused() {
    assertThatThrownBy(() -> both().node(3L << 48)).isInstanceOf(NoSuchFileException.class);
    assertThatThrownBy(() -> both().node(2)).isInstanceOf(NoSuchFileException.class);
    assertThatThrownBy(() -> both().node(-1)).isInstanceOf(NoSuchFileException.class);
    assertThatThrownBy(() -> both().statistics(9L << 48)).isInstanceOf(NoSuchFileException.class);
  }

  @Test
  void aVolumeIsNamedAsAFileCanBe() {
    var volumes = new LinkedHashMap<String, FileSystem>();
    volumes.put("a/b", first);
    assertThatThrownBy(() -> MountTree.of(volumes)).hasMessage("a volume cannot be called 'a/b'");
  }

  @Test
  void theFolderOfVolumesIsNoFile() throws Exception {
    Node root = both().node(MountTree.ROOT);
    assertThatThrownBy(() -> root.extent(0, 1)).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(root::readLink).isInstanceOf(IllegalStateException.class);
    assertThat(root.xattrNames()).isEmpty();
    assertThat(root.parentId()).isEqualTo(root.id());
  }
}
