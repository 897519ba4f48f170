package io.coldmount.diskset.vmdk;

import static io.coldmount.diskset.TestFiles.assertContent;
import static io.coldmount.diskset.TestFiles.patchy;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.coldmount.block.CorruptException;
import io.coldmount.block.Extent;
import io.coldmount.block.UnsupportedException;
import io.coldmount.diskset.Disk;
import io.coldmount.diskset.DiskOptions;
import io.coldmount.diskset.DiskSet;
import io.coldmount.diskset.ParentException;
import io.coldmount.diskset.TestFiles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How a parent is found, checked and refused. */
final class ChainTest {

  private static final int SIZE = 20 * 65536;
  private static final int GRAIN = 65536;

  @TempDir Path folder;

  private final byte[] base = patchy(1, SIZE);
  private final byte[] top = patchy(2, SIZE);
  private final String states = "dd---d-d-------ddd--";

  private Path base(Path where) throws Exception {
    ImageWriter writer = new ImageWriter();
    writer.descriptor =
        ImageWriter.descriptor("monolithicSparse", "RW 2560 SPARSE \"base.vmdk\"", "");
    return Files.write(where, writer.hosted(base, "d".repeat(20)));
  }

  private Path child(String name, String parentId, String hint) throws Exception {
    ImageWriter writer = new ImageWriter();
    writer.descriptor =
        ImageWriter.child("monolithicSparse", "RW 2560 SPARSE \"" + name + "\"", parentId, hint);
    return Files.write(folder.resolve(name), writer.hosted(top, states));
  }

  private byte[] merged() {
    return ImageWriter.expected(top, states, GRAIN, base);
  }

  private static void assertDisk(Path file, DiskOptions options, byte[] content, String... warnings)
      throws Exception {
    try (DiskSet set = TestFiles.open(file, options)) {
      Disk disk = set.disks().getFirst();
      assertThat(disk.warnings()).containsExactly(warnings);
      assertContent(disk.content(), content);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "base.vmdk",
        "./base.vmdk",
        ".\\base.vmdk",
        "C:\\Virtual Machines\\web\\base.vmdk",
        "/vmfs/volumes/555ca9f8-9f24/web/base.vmdk",
        "\\\\server\\share\\base.vmdk"
      })
  void aParentIsFoundBesideItsChildWhateverFolderTheHintNames(String hint) throws Exception {
    base(folder.resolve("base.vmdk"));
    assertDisk(child("child.vmdk", "11111111", hint), TestFiles.options(), merged());
  }

  @Test
  void aParentIsFoundWhereTheHintSaysAndInTheFoldersToSearch() throws Exception {
    Path elsewhere = Files.createDirectories(folder.resolve("a/b"));
    base(elsewhere.resolve("base.vmdk"));
    assertDisk(child("c1.vmdk", "11111111", "a/b/base.vmdk"), TestFiles.options(), merged());
    assertDisk(child("c2.vmdk", "11111111", "a\\b\\base.vmdk"), TestFiles.options(), merged());
    assertDisk(
        child("c3.vmdk", "11111111", elsewhere + "/base.vmdk"), TestFiles.options(), merged());
    assertDisk(
        child("c4.vmdk", "11111111", "/vmfs/b/base.vmdk"),
        TestFiles.searching(folder.resolve("a")),
        merged());
    assertDisk(child("c5.vmdk", "11111111", "base.vmdk"), TestFiles.searching(elsewhere), merged());
  }

  @Test
  void aParentThatIsNotThereIsNamedWithThePlacesSearched() throws Exception {
    Path child = child("child.vmdk", "11111111", "C:\\vm\\base.vmdk");
    assertThatThrownBy(() -> TestFiles.open(child))
        .isInstanceOf(ParentException.class)
        .hasMessage(
            child
                + ": its parent \"C:\\vm\\base.vmdk\" with the content ID 11111111 was not found;"
                + " looked for "
                + folder.resolve("C:\\vm\\base.vmdk")
                + ", "
                + folder.resolve("base.vmdk")
                + ", "
                + folder.resolveSibling("vm/base.vmdk")
                + " (--search DIR looks in other folders)");
  }

  @Test
  void aParentWithAnotherContentIdIsRefusedByBothNamesUnlessForced() throws Exception {
    Path parent = base(folder.resolve("base.vmdk"));
    Path child = child("child.vmdk", "0badcafe", "base.vmdk");
    String mismatch =
        "its parent " + parent + " has the content ID 11111111, but the child names 0badcafe";
    assertThatThrownBy(() -> TestFiles.open(child))
        .isInstanceOf(ParentException.class)
        .hasMessage(
            child
                + ": "
                + mismatch
                + ": the parent was changed after the child was made, or is another disk"
                + " (--force-parent goes on)");
    assertDisk(
        child,
        TestFiles.forced(),
        merged(),
        "child.vmdk: " + mismatch + "; it is used because it was forced.");
  }

  @Test
  void aRenamedParentIsFoundByItsContentId() throws Exception {
    base(folder.resolve("renamed.vmdk"));
    assertDisk(
        child("child.vmdk", "11111111", "base.vmdk"),
        TestFiles.options(),
        merged(),
        "child.vmdk: its parent \"base.vmdk\" was not found; renamed.vmdk, which has the right"
            + " content ID, is used.");
    base(folder.resolve("copy.vmdk"));
    assertThatThrownBy(() -> TestFiles.open(folder.resolve("child.vmdk")))
        .as("two that fit are no answer")
        .isInstanceOf(ParentException.class);
  }

  @Test
  void aParentInMemoryIsFoundByItsName() throws Exception {
    Path memory = Path.of("/dev/shm");
    assumeTrue(Files.isWritable(memory), "this host keeps no files in memory");
    Path place = Files.createTempFile(memory, "coldmount", ".vmdk");
    try {
      assertThat(NamedFile.usable(place)).isTrue();
    } finally {
      Files.delete(place);
    }
    assertThat(NamedFile.usable(Path.of("/proc/self/status"))).isFalse();
  }

  @Test
  void aNamesakeOfTheParentDoesNotHideTheRightOne() throws Exception {
    Path right = Files.createDirectory(folder.resolve("right"));
    base(right.resolve("base.vmdk"));
    child("base.vmdk", "ffffffff", "");
    assertDisk(child("child.vmdk", "11111111", "base.vmdk"), TestFiles.searching(right), merged());
  }

  @Test
  void aLoopOfParentsIsRefused() throws Exception {
    child("one.vmdk", "22222222", "two.vmdk");
    Path two = child("two.vmdk", "22222222", "one.vmdk");
    Path self = child("self.vmdk", "22222222", "self.vmdk");
    assertThatThrownBy(() -> TestFiles.open(two))
        .isInstanceOf(CorruptException.class)
        .hasMessage(
            "one.vmdk: its parent " + two + " is already in its chain: the chain is a loop");
    Files.delete(two);
    Files.delete(folder.resolve("one.vmdk"));
    assertThatThrownBy(() -> TestFiles.open(self))
        .isInstanceOf(CorruptException.class)
        .hasMessage(
            "self.vmdk: its parent " + self + " is already in its chain: the chain is a loop");
  }

  @Test
  void aParentOfAnotherSizeIsRefusedUnlessForced() throws Exception {
    ImageWriter writer = new ImageWriter();
    writer.descriptor =
        ImageWriter.descriptor("monolithicSparse", "RW 1280 SPARSE \"base.vmdk\"", "");
    byte[] half = java.util.Arrays.copyOf(base, SIZE / 2);
    Path parent = Files.write(folder.resolve("base.vmdk"), writer.hosted(half, "d".repeat(10)));
    Path child = child("child.vmdk", "11111111", "base.vmdk");
    String mismatch = "it has 1310720 bytes, but its parent " + parent + " has 655360";
    assertThatThrownBy(() -> TestFiles.open(child))
        .isInstanceOf(ParentException.class)
        .hasMessage(child + ": " + mismatch + " (--force-parent goes on)");
    assertDisk(
        child,
        TestFiles.forced(),
        ImageWriter.expected(top, states, GRAIN, java.util.Arrays.copyOf(half, SIZE)),
        "child.vmdk: " + mismatch + "; it is used because it was forced.");
  }

  @Test
  void aParentThatIsNoVmdkOrDamagedIsRefused() throws Exception {
    Path parent = Files.write(folder.resolve("base.vmdk"), new byte[SIZE]);
    Path child = child("child.vmdk", "11111111", "base.vmdk");
    assertThatThrownBy(() -> TestFiles.open(child))
        .hasMessage("child.vmdk: its parent " + parent + " has no VMDK descriptor");
    base(parent);
    TestFiles.write(parent, 4, new byte[] {77});
    assertThatThrownBy(() -> TestFiles.open(child))
        .hasMessage("base.vmdk: sparse extent version 77 is not supported");
  }

  @Test
  void aHintWithoutAParentIdIsReadAsTheBaseWithAWarning() throws Exception {
    assertDisk(
        child("child.vmdk", "ffffffff", "gone.vmdk"),
        TestFiles.options(),
        ImageWriter.expected(top, states, GRAIN),
        "child.vmdk: it names the parent \"gone.vmdk\", but its parentCID says that it has none; it"
            + " is read as the base.");
  }

  @Test
  void aSnapshotOfVirtualBoxFindsItsParentByUuid() throws Exception {
    String uuid = "5f0c9d0e-7a52-4f43-9d2e-1d7f0f8f3c11";
    ImageWriter writer = new ImageWriter();
    writer.descriptor =
        ImageWriter.descriptor(
            "monolithicSparse", "RW 2560 SPARSE \"disk.vmdk\"", "ddb.uuid.image=\"" + uuid + "\"");
    Files.write(folder.resolve("disk.vmdk"), writer.hosted(base, "d".repeat(20)));
    writer.descriptor =
        ImageWriter.descriptor(
            "monolithicSparse",
            "RW 2560 SPARSE \"{a}.vmdk\"",
            "ddb.uuid.image=\"0-1\"\nddb.uuid.parent=\"" + uuid + "\"");
    Path snapshots = Files.createDirectory(folder.resolve("Snapshots"));
    Path child = Files.write(snapshots.resolve("{a}.vmdk"), writer.hosted(top, states));
    assertDisk(child, TestFiles.options(), merged());
    Files.delete(folder.resolve("disk.vmdk"));
    assertThatThrownBy(() -> TestFiles.open(child))
        .isInstanceOf(ParentException.class)
        .hasMessageContaining("its parent with the content ID " + uuid + " was not found");
  }

  @Test
  void aChainLongerThanTheBoundIsRefused() throws Exception {
    Path disk = folder.resolve("d0.vmdk");
    for (int i = 0; i <= VmdkOpener.MAX_LINKS; i++) {
      String ids = "CID=" + (i + 10000) + "\nparentCID=" + (i == 0 ? "ffffffff" : i + 9999) + "\n";
      String hint = i == 0 ? "" : "parentFileNameHint=\"d" + (i - 1) + ".vmdk\"\n";
      disk = folder.resolve("d" + i + ".vmdk");
      Files.writeString(disk, ids + hint + "RW 8 ZERO\n");
    }
    Path tooLong = disk;
    assertThatThrownBy(() -> TestFiles.open(tooLong))
        .isInstanceOf(UnsupportedException.class)
        .hasMessage("d255.vmdk: a chain of more than 255 links is not supported");
    try (DiskSet set = TestFiles.open(folder.resolve("d254.vmdk"))) {
      assertThat(set.disks().getFirst().links()).hasSize(255);
      assertThat(set.disks().getFirst().content().bytes(0, 4096)).containsOnly(0);
    }
  }

  @Test
  void extentsNameTheLinkThatSuppliesEachRun() throws Exception {
    Path parent = base(folder.resolve("base.vmdk"));
    Path child = child("child.vmdk", "11111111", "base.vmdk");
    try (DiskSet set = TestFiles.open(child)) {
      Disk disk = set.disks().getFirst();
      List<Extent> runs = new java.util.ArrayList<>();
      for (long at = 0; at < SIZE; at = runs.getLast().end()) {
        runs.add(disk.content().extent(at, SIZE - at));
      }
      assertThat(runs.stream().map(r -> java.util.Objects.requireNonNull(r.stored()).link()))
          .containsExactly(
              "child.vmdk",
              "base.vmdk",
              "child.vmdk",
              "base.vmdk",
              "child.vmdk",
              "base.vmdk",
              "child.vmdk",
              "base.vmdk");
      for (Extent run : runs) {
        Extent.Storage stored = java.util.Objects.requireNonNull(run.stored());
        Path file = stored.link().equals("base.vmdk") ? parent : child;
        assertThat(stored.file()).isEqualTo(file.toString());
        byte[] image = Files.readAllBytes(file);
        assertThat(disk.content().bytes(run.position(), 512))
            .isEqualTo(
                java.util.Arrays.copyOfRange(
                    image, (int) stored.offset(), (int) stored.offset() + 512));
      }
    }
  }
}
