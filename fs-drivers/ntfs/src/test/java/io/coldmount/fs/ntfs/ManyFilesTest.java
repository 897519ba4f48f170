package io.coldmount.fs.ntfs;

import static org.assertj.core.api.Assertions.assertThat;

import io.coldmount.block.ImageCache;
import io.coldmount.fs.DirectorySink;
import io.coldmount.fs.FileName;
import io.coldmount.fs.FileSystem;
import io.coldmount.fs.Node;
import io.coldmount.fs.OpenOptions;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** What a volume of a million files costs, beside one of a thousand. */
final class ManyFilesTest {

  /** Reads and bytes of the volume. */
  private record Cost(long reads, long bytes) {}

  private static FileSystem open(ManyFiles volume) throws Exception {
    return new NtfsDriver().open(volume, new OpenOptions(Map.of(), ImageCache.ofBytes(64L << 20)));
  }

  private static Node child(Node folder, String name) throws Exception {
    return Objects.requireNonNull(folder.lookup(FileName.of(name)), name);
  }

  /** Opens the volume, walks to a folder, lists it, and asks for the attributes of each file. */
  private static Cost ofListing(ManyFiles volume, String outer, String inner) throws Exception {
    try (FileSystem fileSystem = open(volume)) {
      Node folder = child(child(fileSystem.root(), outer), inner);
      List<DirectorySink.Entry> entries = new ArrayList<>();
      folder.list(0, entries::add);
      assertThat(entries).hasSize(ManyFiles.FILES);
      for (DirectorySink.Entry entry : entries) {
        assertThat(fileSystem.node(entry.id()).attributes().size()).isEqualTo(3);
      }
    }
    return new Cost(volume.reads.get(), volume.bytesRead.get());
  }

  @Test
  void aFolderOfAMillionFilesIsListedByTheReadsOfThatFolder() throws Exception {
    var thousand = new ManyFiles(5, 3);
    var million = new ManyFiles(100, 100);
    assertThat(million.files()).isEqualTo(1_000_000);
    Cost few = ofListing(thousand, "d03", "e01");
    Cost many = ofListing(million, "d77", "e42");
    assertThat(many.reads()).isLessThanOrEqualTo(few.reads() + 2).isLessThan(30);
    assertThat(many.bytes()).isLessThanOrEqualTo(few.bytes() + (64 << 10)).isLessThan(512 << 10);
  }

  @Test
  void aNodeIsMadeOnceAndFoundAgainBesideItsNeighbours() throws Exception {
    var volume = new ManyFiles(5, 3);
    try (FileSystem fileSystem = open(volume)) {
      Node folder = child(child(fileSystem.root(), "d03"), "e01");
      List<Node> nodes = new ArrayList<>();
      List<DirectorySink.Entry> entries = new ArrayList<>();
      folder.list(0, entries::add);
      for (DirectorySink.Entry entry : entries) {
        nodes.add(fileSystem.node(entry.id()));
      }
      long reads = volume.reads.get();
      for (Node node : nodes) {
        assertThat(fileSystem.node(node.id())).isSameAs(node);
      }
      assertThat(child(child(fileSystem.root(), "d03"), "e01")).isSameAs(folder);
      assertThat(volume.reads).hasValue(reads);
    }
  }

  @Test
  void everyFileOfAThousandIsThere() throws Exception {
    var volume = new ManyFiles(5, 3);
    int files = 0;
    try (FileSystem fileSystem = open(volume)) {
      for (int i = 0; i < 5; i++) {
        Node outer = child(fileSystem.root(), "d0" + i);
        for (int j = 0; j < 3; j++) {
          Node inner = child(outer, "e0" + j);
          for (int k = 0; k < ManyFiles.FILES; k++, files++) {
            String name = "f%02d".formatted(k);
            ByteBuffer content = ByteBuffer.allocate(3);
            assertThat(child(inner, name).read(0, content)).isEqualTo(3);
            assertThat(new String(content.array(), java.nio.charset.StandardCharsets.US_ASCII))
                .isEqualTo(name);
          }
        }
      }
    }
    assertThat(files).isEqualTo(volume.files());
  }
}
