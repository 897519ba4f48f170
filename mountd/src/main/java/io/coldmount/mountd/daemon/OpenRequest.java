package io.coldmount.mountd.daemon;

import io.coldmount.block.ImageCache;
import io.coldmount.diskset.DiskOptions;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Which disks are to be opened, and how: as the options of the command line say it. */
record OpenRequest(
    List<Path> disks,
    List<Path> search,
    boolean forceParent,
    Map<String, Path> devices,
    @Nullable String driver) {

  static OpenRequest of(JsonBody body) throws ApiException {
    OpenRequest request =
        new OpenRequest(
            body.paths("disks"),
            body.paths("search"),
            body.flag("forceParent"),
            body.namedPaths("devices"),
            body.text("driver"));
    if (request.disks.isEmpty()) {
      throw ApiException.bad("the field \"disks\" names no disk.");
    }
    return request;
  }

  DiskOptions options(Rights rights, ImageCache cache) {
    return new DiskOptions(new CallerFiles(rights), cache, search, forceParent, devices);
  }
}
