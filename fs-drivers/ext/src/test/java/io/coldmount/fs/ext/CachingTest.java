package io.coldmount.fs.ext;

import static org.assertj.core.api.Assertions.assertThat;

import io.coldmount.block.ImageCache;
import io.coldmount.fs.FileSystem;
import io.coldmount.fs.OpenOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is shown does not depend on what is cached, nor on who else looks. */
final class CachingTest {

  @TempDir static Path folder;

  private static Fixture sound;
  private static Map<String, String> expected;

  @BeforeAll
  static void make() throws IOException {
    sound = Fixture.make(folder, "-t ext4 -O metadata_csum,^has_journal,^resize_inode");
    try (FileSystem fileSystem = sound.open()) {
      expected = Tree.ofDriver(fileSystem);
    }
    assertThat(expected).hasSize(9);
  }

  private static Map<String, String> tree(FileSystem fileSystem) {
    try {
      return Tree.ofDriver(fileSystem);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void withoutACacheTheSameIsShown() throws IOException {
    var options = new OpenOptions(Map.of(), ImageCache.ofBytes(0));
    try (FileSystem fileSystem = new ExtDriver().open(sound.source(), options)) {
      assertThat(tree(fileSystem)).isEqualTo(expected);
    }
  }

  @Test
  void manyReadersSeeTheSame() throws IOException {
    try (FileSystem fileSystem = sound.open()) {
      IntStream.range(0, 32)
          .parallel()
          .forEach(i -> assertThat(tree(fileSystem)).isEqualTo(expected));
    }
  }

  @Test
  void nodesOfTwoVolumesInOneCacheDoNotMix() throws IOException {
    var options = new OpenOptions(Map.of(), ImageCache.ofBytes(1 << 20));
    Fixture other = sound.with(sound.blockPosition("file", 0), "58");
    try (FileSystem first = new ExtDriver().open(sound.source(), options)) {
      assertThat(tree(first)).isEqualTo(expected);
      try (FileSystem second = new ExtDriver().open(other.source(), options)) {
        assertThat(tree(second)).isNotEqualTo(expected);
      }
      assertThat(tree(first)).isEqualTo(expected);
    }
  }
}
