package io.coldmount.mountd.restore;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.coldmount.fs.FileName;
import io.coldmount.fs.FileType;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Compares trees of memory. */
final class DifferenceTest {

  private final MemoryFileSystem before = new MemoryFileSystem();
  private final MemoryFileSystem after = new MemoryFileSystem();
  private final List<String> seen = new ArrayList<>();

  private void compare() throws IOException {
    Difference.between(
        before,
        after,
        new Difference.Sink() {
          @Override
          public void changed(Difference.Kind kind, String path, FileType type) {
            seen.add(kind + " " + path);
          }

          @Override
          public void failed(String path, String reason) {
            seen.add("FAILED " + path + ": " + reason);
          }
        });
  }

  private MemoryFile[] both(String name) {
    return new MemoryFile[] {
      before.root().file(name, "content"), after.root().file(name, "content")
    };
  }

  @Test
  void everyKindOfChangeIsTold() throws Exception {
    both("same");
    both("data")[1].content = "kontent".getBytes(UTF_8);
    after.file(after.root().entries.getLast().id()).link = "newer";
    both("mode")[1].permissions = 0600;
    both("attribute")[1].xattrs.put(FileName.of("user.x"), new byte[] {1});
    MemoryFile[] descriptors = both("descriptor");
    descriptors[0].unlistedXattrs.put(FileName.of("system.acl"), new byte[] {1});
    descriptors[1].unlistedXattrs.put(FileName.of("system.acl"), new byte[] {2});
    both("descriptor that came")[1].unlistedXattrs.put(FileName.of("system.acl"), new byte[1]);
    MemoryFile stream = after.make(FileType.REGULAR);
    before.make(FileType.REGULAR);
    both("stream")[1].streams.put(FileName.of("ads"), stream);
    before.root().folder("gone").file("deep", "x");
    after.root().folder("come").file("deep", "x");
    before.root().file("type", "x");
    after.root().folder("type").file("in", "x");
    compare();
    assertThat(seen)
        .containsExactlyInAnyOrder(
            "DATA /data",
            "METADATA /mode",
            "METADATA /attribute",
            "METADATA /descriptor",
            "METADATA /descriptor that came",
            "DATA /stream",
            "REMOVED /gone",
            "REMOVED /gone/deep",
            "ADDED /come",
            "ADDED /come/deep",
            "DATA /type",
            "ADDED /type/in");
  }

  @Test
  void theSameBytesAtAnotherPlaceAreNoChange() throws Exception {
    both("moved")[1].link = "newer";
    compare();
    assertThat(seen).isEmpty();
  }

  @Test
  void bytesAtTheSamePlaceAreNotRead() throws Exception {
    MemoryFile[] files = both("there");
    files[0].unreadableFrom = 0;
    files[1].unreadableFrom = 0;
    compare();
    assertThat(seen).isEmpty();
  }

  @Test
  void whatCannotBeComparedIsTold() throws Exception {
    MemoryFile[] files = both("damaged");
    files[1].link = "newer";
    files[1].unreadableFrom = 3;
    compare();
    assertThat(seen).containsExactly("FAILED /damaged: memory: a block at 3 is damaged");
  }

  @Test
  void aRingOfFoldersEnds() throws Exception {
    for (MemoryFileSystem one : List.of(before, after)) {
      MemoryFile a = one.root().folder("a");
      a.add("again", a);
    }
    MemoryFile fresh = after.root().folder("fresh");
    fresh.add("ring", fresh);
    compare();
    assertThat(seen).hasSize(4).filteredOn(line -> line.startsWith("FAILED")).hasSize(2);
  }
}
