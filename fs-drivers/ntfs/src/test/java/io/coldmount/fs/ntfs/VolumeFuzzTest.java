package io.coldmount.fs.ntfs;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.coldmount.block.ImageCache;
import io.coldmount.block.ImageException;
import io.coldmount.block.MemorySource;
import io.coldmount.fs.OpenOptions;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A whole volume, some of whose bytes are anything. */
final class VolumeFuzzTest {

  private static final byte[] GOOD = SmallVolume.make();

  @FuzzTest(maxDuration = "40s")
  void aVolumeWithAnyBytesGivesTypedErrorsAlone(byte[] data) throws IOException {
    byte[] image = GOOD.clone();
    // Three bytes are one change: where, twice, and what.
    for (int i = 0; i + 2 < data.length; i += 3) {
      int where = ((data[i] & 0xFF) << 8) | (data[i + 1] & 0xFF);
      image[where % SmallVolume.SIZE] = data[i + 2];
    }
    walk(image);
  }

  @FuzzTest(maxDuration = "40s")
  void anyBytesAsRecords(byte[] data) throws IOException {
    byte[] image = GOOD.clone();
    System.arraycopy(data, 0, image, SmallVolume.MFT + 16 * 1024, Math.min(data.length, 16 * 1024));
    walk(image);
  }

  @Test
  void theVolumeItselfIsSound() throws IOException {
    try (var fs =
        new NtfsDriver()
            .open(
                new MemorySource("small", GOOD),
                new OpenOptions(Map.of(), ImageCache.ofBytes(1 << 20)))) {
      var names = Tree.entries(fs.root()).stream().map(e -> e.name().toString()).toList();
      if (!names.equals(java.util.List.of("a", "b", "c"))) {
        throw new AssertionError(names);
      }
      if (fs.node(17).attributes().size() != 2000) {
        throw new AssertionError(fs.node(17).attributes());
      }
    }
  }

  private static void walk(byte[] image) throws IOException {
    try (var fs =
        new NtfsDriver()
            .open(
                new MemorySource("fuzz", image),
                new OpenOptions(Map.of(), ImageCache.ofBytes(1 << 20)))) {
      HostileWalk.walk(fs, 200);
    } catch (ImageException | NoSuchFileException expected) {
      if (String.valueOf(expected.getMessage()).isEmpty()) {
        throw new AssertionError("an error without a message", expected);
      }
    }
  }
}
