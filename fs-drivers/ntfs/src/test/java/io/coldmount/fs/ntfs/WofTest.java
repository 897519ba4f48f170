package io.coldmount.fs.ntfs;

import static org.assertj.core.api.Assertions.assertThat;

import io.coldmount.fs.FileName;
import io.coldmount.fs.FileType;
import io.coldmount.fs.Node;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Files that wimlib compressed for the Windows overlay filter read as what they were made of. */
final class WofTest {

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({"XPRESS,4096,0", "XPRESS,8192,2", "XPRESS,16384,3", "LZX,32768,1"})
  void filesAreTheBytesTheyWereMadeOf(String method, int chunk, int algorithm) throws Exception {
    Assumptions.assumeTrue(Shell.has("wimlib-imagex"), "wimtools");
    Path files = Files.createDirectory(folder.resolve("files"));
    Shell.text(
        files,
        """
        cp -L /bin/bash program; cat /usr/bin/*.so* /usr/lib/x86_64-linux-gnu/lib[a-d]*.so.* 2>/dev/null \
          | head -c 3000000 > library
        seq 1 300000 > numbers; head -c 100000 /dev/urandom > random
        head -c 1000000 /dev/zero > zeros; head -c 4096 program > page; head -c 4097 program > page1
        printf x > one; : > empty; head -c 32768 program > chunk; yes 'a line of text' | head -c 200001 > lines
        (head -c 40000 /dev/urandom; head -c 40000 /dev/zero; head -c 50000 program) > mixed
        """);
    randomText(files.resolve("text"));
    var image = NtfsImage.make(folder, "64M", "");
    Wim wim = Wim.capture(folder, method, chunk);
    var script = new StringBuilder();
    try (var list = Files.list(files)) {
      for (Path file : list.toList()) {
        script.append(fill(file, wim, algorithm));
      }
    }
    image.mounted("rw,streams_interface=windows", script.toString());
    int compressed = 0;
    try (var source = FileSource.open(image.file());
        var fs = NtfsImage.open(source, Map.of());
        var list = Files.list(files)) {
      for (Path file : list.toList()) {
        Node node = fs.root().lookup(FileName.of(file.getFileName().toString()));
        assertThat(node).as(file.toString()).isNotNull();
        assertThat(node.attributes().type()).isEqualTo(FileType.REGULAR);
        assertThat(node.attributes().size()).isEqualTo(Files.size(file));
        byte[] original = Files.readAllBytes(file);
        assertThat(Tree.sha256(node)).as(method + " " + file).isEqualTo(sha256(original));
        readsAnywhere(node, original);
        assertThat(node.streams()).isEmpty();
        if (((NtfsNode) node).reparseTag() == ReparsePoint.WOF) {
          compressed++;
          assertThat(node.extent(0, 1).stored()).matches(s -> s != null && s.packed());
        }
      }
    }
    assertThat(compressed).isGreaterThan(8);
  }

  /**
   * Writes one file as Windows has it: a hole of its size, the packed stream, the reparse point.
   */
  private String fill(Path file, Wim wim, int algorithm) throws Exception {
    String name = file.getFileName().toString();
    byte[] packed = wim.packed(Files.readAllBytes(file));
    if (packed == null) {
      return "cp '" + file + "' .\n";
    }
    Path stream = folder.resolve(name + ".packed");
    Files.write(stream, packed);
    return "truncate -s "
        + Files.size(file)
        + " "
        + name
        + "; cat '"
        + stream
        + "' > "
        + name
        + ":WofCompressedData; setfattr -n system.ntfs_reparse_data -v"
        + " 0x17000080100000000100000002000000010000000"
        + algorithm
        + "000000 "
        + name
        + "\n";
  }

  /** Words of a small vocabulary: long and short matches, far and near. */
  private static void randomText(Path file) throws Exception {
    var random = new Random(42);
    var text = new StringBuilder();
    while (text.length() < 700_000) {
      text.append(Integer.toString(random.nextInt(5000), 36)).append(' ');
      if (random.nextInt(100) == 0) {
        text.append(text, Math.max(0, text.length() - random.nextInt(60_000)), text.length());
      }
    }
    Files.writeString(file, text.substring(0, 700_000));
  }

  private static void readsAnywhere(Node node, byte[] original) throws Exception {
    var random = new Random(7);
    for (int i = 0; i < 40 && original.length > 0; i++) {
      int at = random.nextInt(original.length);
      int count = 1 + random.nextInt(70_000);
      var buffer = java.nio.ByteBuffer.allocate(count);
      int read = node.read(at, buffer);
      assertThat(read).isEqualTo(Math.min(count, original.length - at));
      assertThat(java.util.Arrays.mismatch(buffer.array(), 0, read, original, at, at + read))
          .isEqualTo(-1);
    }
  }

  private static String sha256(byte[] bytes) throws Exception {
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
  }
}
