package io.coldmount.fs.fat;

import io.coldmount.block.ByteView;
import io.coldmount.block.CorruptException;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Finds the entry sets of exFAT in directories, whose clusters a set may cross. */
final class ExfatEntrySets {

  private final VolumeBlocks blocks;
  private final Clusters clusters;
  private final boolean verify;
  private final NameHashes hashes;

  /**
   * @param verify whether a wrong checksum is an error
   * @param hashes told of the names that are met
   */
  ExfatEntrySets(VolumeBlocks blocks, Clusters clusters, boolean verify, NameHashes hashes) {
    this.hashes = hashes;
    this.blocks = blocks;
    this.clusters = clusters;
    this.verify = verify;
  }

  /**
   * The set at {@code position} of the volume.
   *
   * @param chained whether the clusters of its directory are chained, or follow each other
   */
  ExfatEntrySet at(long position, boolean chained) throws IOException {
    VolumeBlocks.Cursor cursor = blocks.cursor();
    byte[] set = new byte[(cursor.u8(position + 1) + 1) * DirectoryEntries.SIZE];
    long at = position;
    for (int i = 0; i < set.length; i += DirectoryEntries.SIZE) {
      cursor.entry(at).buffer().get(set, i, DirectoryEntries.SIZE);
      at += DirectoryEntries.SIZE;
      if ((at - clusters.heap()) % clusters.size() == 0) {
        long cluster = (at - clusters.heap()) / clusters.size() + Clusters.FIRST;
        long next = chained ? clusters.after(cluster - 1) : cluster;
        at = clusters.position(next);
      }
    }
    var b = new ByteView(blocks.volume().name(), position, set);
    return ExfatEntrySet.parse(b, verify);
  }

  /** As {@link Format#scan}. */
  void scan(DataMap directory, long slot, Format.ScanSink sink) throws IOException {
    VolumeBlocks.Cursor cursor = blocks.cursor();
    long slots = directory.length() >> DirectoryEntries.SHIFT;
    for (long at = slot; at < slots; at++) {
      long position = directory.position(at << DirectoryEntries.SHIFT);
      int type = cursor.u8(position);
      if (type == ExfatEntrySet.END) {
        return;
      }
      if (type != ExfatEntrySet.FILE) {
        continue;
      }
      ExfatEntrySet set = read(directory, at, slots, cursor, sink);
      if (set == null) {
        continue;
      }
      long next = at + 1 + cursor.u8(position + 1);
      if (!sink.file(
          at,
          next,
          set.name(),
          "",
          position >> DirectoryEntries.SHIFT,
          set.isDirectory(),
          set.cluster())) {
        return;
      }
      at = next - 1;
    }
    if (directory.defect() != null) {
      sink.damaged(DirectoryEntries.cut(blocks.volume(), directory));
    }
  }

  /** The set that begins in slot {@code at}, or null after the sink was told of its damage. */
  private @Nullable ExfatEntrySet read(
      DataMap directory, long at, long slots, VolumeBlocks.Cursor cursor, Format.ScanSink sink)
      throws IOException {
    long position = directory.position(at << DirectoryEntries.SHIFT);
    int count = cursor.u8(position + 1) + 1;
    if (slots - at < count) {
      sink.damaged(
          new CorruptException(
              blocks.volume().name(),
              "the entries of the file at offset " + position + " go on behind their directory"));
      return null;
    }
    byte[] set = new byte[count * DirectoryEntries.SIZE];
    for (int i = 0; i < count; i++) {
      ByteView entry = cursor.entry(directory.position((at + i) << DirectoryEntries.SHIFT));
      entry.buffer().get(set, i * DirectoryEntries.SIZE, DirectoryEntries.SIZE);
    }
    try {
      var b = new ByteView(blocks.volume().name(), position, set);
      ExfatEntrySet parsed = ExfatEntrySet.parse(b, verify);
      hashes.check(position, parsed);
      return parsed;
    } catch (CorruptException e) {
      sink.damaged(e);
      return null;
    }
  }
}
