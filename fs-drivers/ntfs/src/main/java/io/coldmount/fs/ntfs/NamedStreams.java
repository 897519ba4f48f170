package io.coldmount.fs.ntfs;

import io.coldmount.fs.FileName;
import io.coldmount.fs.Node;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The named {@code $DATA} attributes of one file. Their ordinals count from 1, as stored. */
final class NamedStreams {

  private final NtfsVolume volume;
  private final NtfsNode file;

  NamedStreams(NtfsVolume volume, NtfsNode file) {
    this.volume = volume;
    this.file = file;
  }

  List<Node.Stream> list() throws IOException {
    List<Node.Stream> streams = new ArrayList<>();
    for (AttributeRecord first : volume.inode(file.number()).firsts(AttributeType.DATA)) {
      if (isShown(first)) {
        streams.add(new Node.Stream(Utf16.fileName(first.name()), first.size()));
      }
    }
    return streams;
  }

  /** What the overlay filter of Windows makes a file of is no stream of the file. */
  private boolean isShown(AttributeRecord first) {
    return !first.name().isEmpty()
        && !(file.reparseTag() == ReparsePoint.WOF && first.name().equals(FileData.WOF_STREAM));
  }

  /** The stream with exactly that name, or else with one that differs in case alone, or null. */
  @Nullable StreamNode find(FileName name) throws IOException {
    String units = Utf16.units(name);
    if (units == null || units.isEmpty()) {
      return null;
    }
    Inode inode = volume.inode(file.number());
    AttributeRecord similar = null;
    int similarOrdinal = 0;
    int ordinal = 0;
    for (AttributeRecord first : inode.firsts(AttributeType.DATA)) {
      ordinal += first.name().isEmpty() ? 0 : 1;
      if (!isShown(first)) {
        continue;
      }
      if (first.name().equals(units)) {
        return node(inode, first, ordinal);
      }
      if (similar == null
          && !volume.settings().caseSensitive()
          && volume.upCase().equalIgnoringCase(first.name(), units)) {
        similar = first;
        similarOrdinal = ordinal;
      }
    }
    return similar == null ? null : node(inode, similar, similarOrdinal);
  }

  /**
   * @throws NoSuchFileException if the file has no stream of that ordinal
   */
  StreamNode byOrdinal(int wanted) throws IOException {
    Inode inode = volume.inode(file.number());
    int ordinal = 0;
    for (AttributeRecord first : inode.firsts(AttributeType.DATA)) {
      ordinal += first.name().isEmpty() ? 0 : 1;
      if (ordinal == wanted && isShown(first)) {
        return node(inode, first, ordinal);
      }
    }
    throw new NoSuchFileException(
        volume.name(), null, "MFT record " + file.number() + " has no stream " + wanted);
  }

  private StreamNode node(Inode inode, AttributeRecord first, int ordinal) throws IOException {
    Content content = volume.content(inode, AttributeType.DATA, first.name());
    if (content == null || ordinal > NodeId.MAXIMUM_STREAM) {
      throw new NoSuchFileException(volume.name(), null, "there is no stream " + first.name());
    }
    long allocated = new Attribute(List.of(first)).allocated();
    return new StreamNode(
        NodeId.ofStream(file.number(), ordinal),
        file.id(),
        file.stat().ofStream(first.size(), allocated),
        content);
  }
}
