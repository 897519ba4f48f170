import io.coldmount.block.ImageCache;
import io.coldmount.diskset.DiskOptions;
import io.coldmount.diskset.DiskSet;
import io.coldmount.fs.DirectorySink;
import io.coldmount.fs.FileSystem;
import io.coldmount.fs.FileSystemDriver;
import io.coldmount.fs.FileType;
import io.coldmount.fs.Node;
import io.coldmount.fs.OpenOptions;
import io.coldmount.mountd.guest.Drivers;
import io.coldmount.mountd.host.NativeFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Walks a volume through libtsk in its process, and with fls, in turns, and prints the ratio. */
final class WalkThroughChild {

  private static long count;

  private static void walk(FileSystem fileSystem, Node folder) throws IOException {
    List<DirectorySink.Entry> entries = new ArrayList<>();
    folder.list(0, entries::add);
    for (DirectorySink.Entry entry : entries) {
      Node node = fileSystem.node(entry.id());
      count++;
      if (node.attributes().type() == FileType.DIRECTORY) {
        walk(fileSystem, node);
      }
    }
  }

  private static double milliseconds(long since) {
    return (System.nanoTime() - since) / 1e6;
  }

  private static double fls(String image) throws Exception {
    long began = System.nanoTime();
    new ProcessBuilder("fls", "-r", image)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start()
        .waitFor();
    return milliseconds(began);
  }

  public static void main(String[] arguments) throws Exception {
    String image = arguments[0];
    int rounds = Integer.parseInt(arguments[1]);
    double[] ours = new double[rounds];
    double[] theirs = new double[rounds];
    FileSystemDriver driver = Drivers.installed().named("sleuthkit").orElseThrow();
    ImageCache disks = ImageCache.ofBytes(32 << 20);
    // A folder fits in, the tree does not: every round asks libtsk for everything.
    ImageCache cache = ImageCache.ofBytes(2 << 20);
    DiskOptions options = new DiskOptions(new NativeFiles(), disks, List.of(), false, Map.of());
    try (DiskSet set = DiskSet.open(List.of(Path.of(image)), options)) {
      var volume = set.disks().getFirst().content();
      long began = System.nanoTime();
      try (FileSystem fileSystem =
          driver.open(volume, new OpenOptions(Map.of(), cache))) {
        System.out.printf("start of the process and opening: %.0f ms%n", milliseconds(began));
        for (int round = 0; round < rounds; round++) {
          theirs[round] = fls(image);
          count = 0;
          long start = System.nanoTime();
          walk(fileSystem, fileSystem.root());
          ours[round] = milliseconds(start);
          System.out.printf(
              "round %d: %d entries, %.0f ms; fls -r %.0f ms%n",
              round + 1, count, ours[round], theirs[round]);
        }
      }
    }
    Arrays.sort(ours);
    Arrays.sort(theirs);
    double ratio = ours[rounds / 2] / theirs[rounds / 2];
    System.out.printf(
        "median: %.0f ms, fls -r %.0f ms: %.1f times; the goal is 2.0: %s%n",
        ours[rounds / 2], theirs[rounds / 2], ratio, ratio <= 2 ? "met" : "missed");
  }
}
