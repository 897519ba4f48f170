package io.coldmount.fs.fat;

import io.coldmount.block.BlockSource;
import io.coldmount.block.CorruptException;
import io.coldmount.fs.DirectorySink;
import io.coldmount.fs.FileName;
import io.coldmount.fs.FileType;
import java.io.IOException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Hands the entries of a directory on that a user can be shown. For one listing. */
final class FatListing implements Format.ScanSink {

  private final FatFileSystem fileSystem;
  private final long directoryId;
  private final Set<Long> ancestry;
  private final DirectorySink sink;
  private @Nullable CorruptException damage;
  private boolean stopped;

  FatListing(FatFileSystem fileSystem, FatNode directory, DirectorySink sink) throws IOException {
    this.fileSystem = fileSystem;
    this.directoryId = directory.id();
    this.ancestry = fileSystem.ancestry(directory);
    this.sink = sink;
  }

  @Override
  public boolean file(
      long slot, long next, String name, String alias, long id, boolean directory, long cluster) {
    FileName shown = Wtf8.encode(name);
    if (!shown.isEntryName()) {
      shown = Wtf8.encode(alias);
    }
    if (!shown.isEntryName()) {
      damaged(
          new CorruptException(
              fileSystem.volume().name(),
              "the directory entry at offset "
                  + (id << DirectoryEntries.SHIFT)
                  + " has a name that no file can have"));
      return true;
    }
    if (directory && ancestry.contains(cluster)) {
      damaged(loop(fileSystem.volume(), id));
      return true;
    }
    if (directory) {
      fileSystem.parent(id, directoryId);
    }
    FileType type = directory ? FileType.DIRECTORY : FileType.REGULAR;
    stopped = !sink.entry(new DirectorySink.Entry(shown, id, type, next));
    return !stopped;
  }

  @Override
  public void damaged(CorruptException problem) {
    damage = problem;
    sink.damaged(problem);
  }

  /** Throws what could not be shown, now that everything else was. */
  void finish() throws CorruptException {
    CorruptException problem = damage;
    if (!stopped && problem != null) {
      throw problem;
    }
  }

  static CorruptException loop(BlockSource volume, long id) {
    return new CorruptException(
        volume.name(),
        "the directory with the entry at offset "
            + (id << DirectoryEntries.SHIFT)
            + " is one of those above it");
  }
}
