package io.coldmount.diskset.vmdk;

import static io.coldmount.diskset.TestFiles.patchy;
import static io.coldmount.diskset.TestFiles.run;
import static org.assertj.core.api.Assertions.assertThat;

import io.coldmount.block.BlockSource;
import io.coldmount.block.ImageCache;
import io.coldmount.diskset.DiskOptions;
import io.coldmount.diskset.DiskSet;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Many readers at once, with caches that hold nearly nothing or everything. */
final class ConcurrencyTest {

  private static final int SIZE = 24 << 20;

  @TempDir Path folder;

  private final byte[] content = patchy(21, SIZE);

  private Path disk(String type) throws Exception {
    Files.write(folder.resolve("in.raw"), content);
    run(folder, "qemu-img", "convert", "-O", "vmdk", "-o", "subformat=" + type, "in.raw", "d.vmdk");
    return folder.resolve("d.vmdk");
  }

  @ParameterizedTest
  @CsvSource({
    "streamOptimized, 100000",
    "streamOptimized, 100000000",
    "monolithicSparse, 0",
    "monolithicSparse, 100000000"
  })
  void readersInOrderAndAtRandomAllGetTheSameBytes(String type, long cache) throws Exception {
    DiskOptions options = DiskOptions.strict(ImageCache.ofBytes(cache));
    try (DiskSet set = DiskSet.open(List.of(disk(type)), options);
        ExecutorService threads = Executors.newFixedThreadPool(8)) {
      BlockSource source = set.disks().getFirst().content();
      List<Future<?>> readers = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        Random random = new Random(i);
        boolean inOrder = i % 2 == 0;
        readers.add(threads.submit(reader(source, random, inOrder)));
      }
      for (Future<?> reader : readers) {
        reader.get();
      }
    }
  }

  private Callable<Void> reader(BlockSource source, Random random, boolean inOrder) {
    return () -> {
      ByteBuffer buffer = ByteBuffer.allocateDirect(1 << 17);
      for (int i = 0; i < SIZE >> 17; i++) {
        int at = inOrder ? i << 17 : random.nextInt(SIZE - buffer.capacity());
        source.read(at, buffer.clear());
        assertThat(buffer.flip().mismatch(ByteBuffer.wrap(content, at, 1 << 17))).isEqualTo(-1);
      }
      return null;
    };
  }

  @Test
  void aDiskCanBeClosedWhileGrainsAreInflatedAhead() throws Exception {
    Path disk = disk("streamOptimized");
    for (int round = 0; round < 30; round++) {
      try (DiskSet set =
          DiskSet.open(List.of(disk), DiskOptions.strict(ImageCache.ofBytes(1 << 26)))) {
        BlockSource source = set.disks().getFirst().content();
        for (int i = 0; i < 1 + round % 8; i++) {
          assertThat(source.bytes(i << 16, 1)).containsExactly(content[i << 16]);
        }
      }
    }
  }
}
