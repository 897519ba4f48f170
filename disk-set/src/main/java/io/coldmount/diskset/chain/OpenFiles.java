package io.coldmount.diskset.chain;

import io.coldmount.diskset.HostFile;
import io.coldmount.diskset.HostFiles;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The files of a disk set while it is open, each opened once. Used by one thread until it is
 * complete.
 */
public final class OpenFiles implements Closeable {

  private final HostFiles files;
  private final Map<Path, HostFile> open = new LinkedHashMap<>();
  private final List<Closeable> users = new ArrayList<>();

  /** Opens through {@code files}. */
  public OpenFiles(HostFiles files) {
    this.files = files;
  }

  /** The open file at {@code path}. */
  public HostFile open(Path path) throws IOException {
    Path key = path.toRealPath();
    HostFile file = open.get(key);
    if (file == null) {
      file = files.open(path);
      open.put(key, file);
    }
    return file;
  }

  /** Closes {@code user} before the files. */
  public void closeFirst(Closeable user) {
    users.add(user);
  }

  @Override
  public void close() throws IOException {
    IOException failure = null;
    List<Closeable> all = new ArrayList<>(users);
    all.addAll(open.values());
    users.clear();
    open.clear();
    for (Closeable each : all) {
      try {
        each.close();
      } catch (IOException e) {
        if (failure == null) {
          failure = e;
        } else {
          failure.addSuppressed(e);
        }
      }
    }
    if (failure != null) {
      throw failure;
    }
  }
}
