package io.coldmount.mountd.fuse;

import static org.assertj.core.api.Assertions.assertThat;

import io.coldmount.fs.FileName;
import io.coldmount.fs.Node;
import io.coldmount.mountd.tree.MemoryFileSystem;
import io.coldmount.mountd.tree.MountTree;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** What st_blocks says of a file. */
final class StoredBlocksTest {

  private static final int SIZE = 4 << 20;

  /** Of FAT, who asks for extents waits for a walk over the whole volume. */
  @Test
  void blocksAreCountedWithoutAskingForWhatAReaderNeeds() throws Exception {
    var fs = new MemoryFileSystem();
    fs.file(fs.root(), "half", new byte[SIZE]).withRuns(SIZE / 2L).unchecked();
    Node half =
        Objects.requireNonNull(MountTree.of(fs).lookup(MountTree.ROOT, FileName.of("half"))).node();
    long guests = half.attributes().allocated();
    assertThat(StoredBlocks.seen(half, half.attributes()).allocated()).isEqualTo(guests - SIZE / 2);
  }
}
