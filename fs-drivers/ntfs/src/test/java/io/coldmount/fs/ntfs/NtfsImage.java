package io.coldmount.fs.ntfs;

import io.coldmount.block.ImageCache;
import io.coldmount.fs.FileSystem;
import io.coldmount.fs.OpenOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;

/** A volume made by mkntfs and filled through ntfs-3g. */
final class NtfsImage {

  private final Path folder;
  private final Path file;

  private NtfsImage(Path folder, Path file) {
    this.folder = folder;
    this.file = file;
  }

  /** Formats a sparse file of {@code size} as truncate(1) takes it. */
  static NtfsImage make(Path folder, String size, String mkntfs)
      throws IOException, InterruptedException {
    Assumptions.assumeTrue(
        Files.isWritable(Path.of("/dev/fuse")) && Shell.has("mkntfs", "ntfs-3g", "setfattr"),
        "ntfs-3g and root");
    Path file = folder.resolve("ntfs-" + System.nanoTime() + ".img");
    Shell.text(
        folder,
        "truncate -s "
            + size
            + " '"
            + file
            + "'; mkntfs -q -F -Q -L Oracle "
            + mkntfs
            + " '"
            + file
            + "' 2>/dev/null");
    return new NtfsImage(folder, file);
  }

  static NtfsImage of(Path folder, Path file) {
    return new NtfsImage(folder, file);
  }

  Path file() {
    return file;
  }

  /** Runs a script at the root of the volume, mounted by ntfs-3g, and returns what it prints. */
  byte[] mounted(String options, String script) throws IOException, InterruptedException {
    Path point = Files.createTempDirectory(folder, "mount");
    Shell.text(folder, "ntfs-3g -o " + options + " '" + file + "' '" + point + "'");
    try {
      return Shell.bytes(folder, "cd '" + point + "'\n" + script);
    } finally {
      Shell.text(
          folder,
          "for i in 1 2 3 4 5 6 7 8 9 10; do umount '"
              + point
              + "' 2>/dev/null && break;"
              + " read -rt 0.2 <> <(:) || :; done; ! mountpoint -q '"
              + point
              + "'");
      Files.delete(point);
    }
  }

  /** Runs a tool of ntfsprogs on the volume, which is not mounted, and a file of it. */
  void tool(String command, String argument) throws IOException, InterruptedException {
    Shell.text(folder, command + " '" + file + "' " + argument + " >/dev/null 2>&1");
  }

  void fill(String script) throws IOException, InterruptedException {
    mounted("rw", script);
  }

  static FileSystem open(FileSource source, Map<String, String> options) throws IOException {
    return new NtfsDriver().open(source, new OpenOptions(options, ImageCache.ofBytes(64L << 20)));
  }
}
