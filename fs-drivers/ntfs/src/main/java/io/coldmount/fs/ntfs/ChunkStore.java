package io.coldmount.fs.ntfs;

import io.coldmount.block.CorruptException;
import io.coldmount.block.UnavailableException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The folder in which Windows Server keeps the chunks of deduplicated files. Its own files are read
 * as they are stored, whatever reparse points they may have.
 *
 * @param folder the MFT record of the store's folder
 */
record ChunkStore(NtfsVolume volume, long folder) {

  private static final List<String> PATH =
      List.of("System Volume Information", "Dedup", "ChunkStore");

  /** Each holds about a gigabyte. */
  private static final int MAXIMUM_CONTAINERS = 1 << 16;

  static ChunkStore open(NtfsVolume volume, String name) throws IOException {
    long at = Reference.ROOT;
    List<String> path = new ArrayList<>(PATH);
    path.add(name);
    for (String step : path) {
      at = find(volume, at, step);
      if (at < 0) {
        throw new UnavailableException(
            volume.name(),
            UnavailableException.Reason.NOT_ON_DISK,
            "the chunk store " + name + " of deduplicated files is not on this disk");
      }
    }
    return new ChunkStore(volume, at);
  }

  private static long find(NtfsVolume volume, long directory, String name) throws IOException {
    long reference = volume.directory(volume.inode(directory)).find(name, true);
    return reference == Directory.ABSENT ? -1 : Reference.number(reference);
  }

  /** The container of data of that name. */
  ChunkContainer data(String name) throws IOException {
    long number = find(volume, subfolder("Data"), name);
    if (number < 0) {
      throw new CorruptException(volume.name(), "the chunk store has no container Data/" + name);
    }
    return container(number, "Data/" + name);
  }

  /** The containers of streams of that id, of whatever generation. */
  List<ChunkContainer> streams(long id) throws IOException {
    String prefix = String.format(Locale.ROOT, "%08x.", id);
    List<ChunkContainer> found = new ArrayList<>();
    int[] seen = {0};
    try {
      volume
          .directory(volume.inode(subfolder("Stream")))
          .list(
              0,
              (reference, bytes, key, next) -> {
                String name = Directory.name(bytes, key).toString().toLowerCase(Locale.ROOT);
                if (name.startsWith(prefix) && name.endsWith(".ccc")) {
                  found.add(container(Reference.number(reference), "Stream/" + name));
                }
                return ++seen[0] < MAXIMUM_CONTAINERS;
              });
    } catch (CorruptException e) {
      if (found.isEmpty()) {
        throw e; // else the container may be among those that can be read
      }
    }
    return found;
  }

  private long subfolder(String name) throws IOException {
    long number = find(volume, folder, name);
    if (number < 0) {
      throw new CorruptException(volume.name(), "the chunk store has no folder " + name);
    }
    return number;
  }

  private ChunkContainer container(long number, String name) throws IOException {
    try {
      Content content = volume.content(volume.inode(number), AttributeType.DATA, "");
      if (content != null) {
        return new ChunkContainer(volume.name() + ": " + name, content);
      }
    } catch (NoSuchFileException e) {
      // said below
    }
    throw new CorruptException(volume.name(), "the container " + name + " has no data");
  }
}
