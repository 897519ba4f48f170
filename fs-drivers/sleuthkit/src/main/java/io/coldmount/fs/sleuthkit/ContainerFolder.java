package io.coldmount.fs.sleuthkit;

import io.coldmount.fs.Attributes;
import io.coldmount.fs.DirectorySink;
import io.coldmount.fs.FileName;
import io.coldmount.fs.FileType;
import io.coldmount.fs.MadeFolder;
import io.coldmount.fs.Node;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The root of a container of several volumes: a folder for each, by its name. */
final class ContainerFolder implements MadeFolder {

  private final SleuthkitFileSystem fileSystem;
  private final List<FileName> names = new ArrayList<>();

  ContainerFolder(SleuthkitFileSystem fileSystem) {
    this.fileSystem = fileSystem;
    for (OpenVolume volume : fileSystem.volumes()) {
      FileName name = FileName.of(volume.info().name());
      boolean usable = name.isEntryName() && !names.contains(name);
      names.add(usable ? name : FileName.of("volume-" + (volume.index() + 1)));
    }
  }

  @Override
  public long id() {
    return NodeIds.CONTAINER;
  }

  @Override
  public Attributes attributes() {
    Instant never = Instant.EPOCH;
    int links = 2 + names.size();
    return new Attributes(
        FileType.DIRECTORY, 0555, links, 0, 0, 0, 0, 0, 0, never, never, never, null, 0, 0);
  }

  @Override
  public @Nullable Node lookup(FileName name) throws IOException {
    int index = names.indexOf(name);
    return index < 0 ? null : fileSystem.node(rootOf(index));
  }

  private long rootOf(int index) throws IOException {
    return fileSystem.rootOf(fileSystem.volumes().get(index));
  }

  @Override
  public void list(long cursor, DirectorySink sink) throws IOException {
    for (int i = (int) Math.min(cursor, names.size()); i < names.size(); i++) {
      var entry = new DirectorySink.Entry(names.get(i), rootOf(i), FileType.DIRECTORY, i + 1L);
      if (!sink.entry(entry)) {
        return;
      }
    }
  }

  @Override
  public long parentId() {
    return NodeIds.CONTAINER;
  }
}
