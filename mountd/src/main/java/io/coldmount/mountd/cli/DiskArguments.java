package io.coldmount.mountd.cli;

import io.coldmount.block.ImageCache;
import io.coldmount.diskset.DiskOptions;
import io.coldmount.mountd.host.NativeFiles;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of every command that opens disks, whatever is on them. */
class DiskArguments {

  @Option(
      names = "--search",
      paramLabel = "DIR",
      description = "Also look in DIR for a parent or an extent that is not where its child says.")
  List<Path> search = new ArrayList<>();

  @Option(
      names = "--force-parent",
      description =
          "Go on although a parent's content ID is not the one its child names. What is shown can"
              + " then be a mixture that never existed.")
  boolean forceParent;

  @Option(
      names = "--device",
      paramLabel = "NAME=PATH",
      description =
          "Use the host device PATH where a disk descriptor names the device NAME. A device that"
              + " an image names is never opened by itself.")
  Map<String, Path> devices = new LinkedHashMap<>();

  private @Nullable ImageCache cache;

  /** How the disks of this command are opened. */
  final DiskOptions diskOptions(Shell shell) {
    Map<String, Path> absolute = new LinkedHashMap<>();
    devices.forEach((name, path) -> absolute.put(name, shell.path(path)));
    return new DiskOptions(
        new NativeFiles(),
        cache(),
        search.stream().map(shell::path).toList(),
        forceParent,
        absolute);
  }

  /** One for all that the command opens. */
  private ImageCache cache() {
    ImageCache known = cache;
    if (known == null) {
      // The rest of the heap is for what requests hold while they run.
      known = ImageCache.ofBytes(Runtime.getRuntime().maxMemory() / 8 * 3);
      cache = known;
    }
    return known;
  }
}
