package io.coldmount.mountd.flat;

import io.coldmount.fs.Attributes;
import io.coldmount.fs.DirectorySink;
import io.coldmount.fs.FileName;
import io.coldmount.fs.FileType;
import io.coldmount.fs.MadeFolder;
import io.coldmount.fs.Node;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The folder of the flat view. */
final class FlatFolder implements MadeFolder {

  static final long ID = 1;

  private final List<FileName> names;
  private final Map<FileName, FlatFile> files;
  private final Attributes attributes;

  FlatFolder(Map<FileName, FlatFile> files, Instant time) {
    this.names = List.copyOf(files.keySet());
    this.files = Map.copyOf(files);
    this.attributes =
        new Attributes(FileType.DIRECTORY, 0555, 2, 0, 0, 0, 0, 0, 0, time, time, time, time, 0, 0);
  }

  @Override
  public long id() {
    return ID;
  }

  @Override
  public Attributes attributes() {
    return attributes;
  }

  @Override
  public @Nullable Node lookup(FileName name) {
    return files.get(name);
  }

  @Override
  public void list(long cursor, DirectorySink sink) {
    for (int i = (int) Math.min(cursor, names.size()); i < names.size(); i++) {
      int next = i + 1;
      if (!sink.entry(new DirectorySink.Entry(names.get(i), ID + next, FileType.REGULAR, next))) {
        return;
      }
    }
  }

  @Override
  public long parentId() {
    return ID;
  }
}
