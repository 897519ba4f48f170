import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Reads 4 KiB blocks of a file in a random order, none twice, with several threads, and prints how
 * many it read in a second: RandomRead FILE THREADS BLOCKS.
 */
final class RandomRead {

  private static final int BLOCK = 4096;

  private RandomRead() {}

  public static void main(String[] arguments) throws Exception {
    int threads = Integer.parseInt(arguments[1]);
    int count = Integer.parseInt(arguments[2]);
    try (FileChannel file = FileChannel.open(Path.of(arguments[0]))) {
      int[] order = order((int) (file.size() / BLOCK));
      int each = Math.min(count, order.length) / threads;
      List<Thread> readers = new ArrayList<>();
      long start = System.nanoTime();
      for (int i = 0; i < threads; i++) {
        int first = i * each;
        readers.add(Thread.ofPlatform().start(() -> read(file, order, first, each)));
      }
      for (Thread reader : readers) {
        reader.join();
      }
      double seconds = (System.nanoTime() - start) / 1e9;
      System.out.printf("%.0f%n", each * threads / seconds);
    }
  }

  private static int[] order(int blocks) {
    int[] order = new int[blocks];
    Random random = new Random(42);
    for (int i = 0; i < blocks; i++) {
      int other = random.nextInt(i + 1);
      order[i] = order[other];
      order[other] = i;
    }
    return order;
  }

  private static void read(FileChannel file, int[] order, int first, int count) {
    ByteBuffer buffer = ByteBuffer.allocateDirect(BLOCK);
    try {
      for (int i = first; i < first + count; i++) {
        buffer.clear();
        if (file.read(buffer, (long) order[i] * BLOCK) != BLOCK) {
          throw new IOException("a short read");
        }
      }
    } catch (IOException e) {
      e.printStackTrace();
      Runtime.getRuntime().halt(1);
    }
  }
}
