package io.coldmount.fs.sleuthkit;

import io.coldmount.block.BlockSource;
import io.coldmount.block.CorruptException;
import io.coldmount.fs.sleuthkit.child.Frames;
import io.coldmount.fs.sleuthkit.process.Connection;
import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Asks libtsk about one file system. Every question goes to the process and back. */
final class OpenVolume {

  private final Connection connection;
  private final BlockSource source;
  private final int index;
  private final TskVolumeInfo info;

  OpenVolume(Connection connection, BlockSource source, int index, TskVolumeInfo info) {
    this.connection = connection;
    this.source = source;
    this.index = index;
    this.info = info;
  }

  /** Counts of blocks. */
  record Blocks(long all, long free) {}

  /**
   * Some entries of a folder.
   *
   * @param total how many the folder has
   */
  record Listing(int total, List<Listed> entries) {}

  BlockSource source() {
    return source;
  }

  /** Its number in the container. */
  int index() {
    return index;
  }

  TskVolumeInfo info() {
    return info;
  }

  /** The entries from {@code first} on, at most {@code most}. */
  Listing list(long inode, int first, int most) throws IOException {
    List<Listed> entries = new ArrayList<>();
    while (true) { // ends: an answer without an entry is an error
      ByteBuffer answer =
          ask(
              Frames.LIST,
              about(inode, 8).putInt(first + entries.size()).putInt(most - entries.size()));
      int total = understood(answer::getInt);
      int count = understood(answer::getInt);
      for (int i = 0; i < count; i++) {
        entries.add(understood(() -> Listed.parse(answer, info.blockSize())));
      }
      int wanted = Math.min(most, Math.max(0, total - first));
      if (entries.size() >= wanted) {
        return new Listing(total, entries);
      }
      if (count == 0) {
        throw new CorruptException(
            source.name(), "the folder of inode " + inode + " has an entry too long to be one");
      }
    }
  }

  Details stat(long inode) throws IOException {
    ByteBuffer answer = ask(Frames.STAT, about(inode, 0));
    return understood(() -> Details.parse(answer, info.blockSize()));
  }

  Runs runs(long inode, int type, int id) throws IOException {
    ByteBuffer answer = ask(Frames.RUNS, about(inode, 8).putInt(type).putInt(id));
    return understood(() -> Runs.parse(answer, info));
  }

  /** Bytes of an attribute, as many as one answer holds. */
  ByteBuffer read(long inode, int type, int id, long position, int length) throws IOException {
    int most = Math.min(length, Frames.MAXIMUM);
    ByteBuffer request = about(inode, 20).putInt(type).putInt(id).putLong(position).putInt(most);
    return ask(Frames.READ, request);
  }

  /** How many blocks the content of an inode has, and how many of them no file has now. */
  Blocks intact(long inode, int type, int id) throws IOException {
    ByteBuffer answer = ask(Frames.INTACT, about(inode, 8).putInt(type).putInt(id));
    return understood(() -> new Blocks(answer.getLong(), answer.getLong()));
  }

  private ByteBuffer about(long inode, int more) {
    return ByteBuffer.allocate(1 + 8 + more).put((byte) index).putLong(inode);
  }

  private ByteBuffer ask(byte request, ByteBuffer content) throws IOException {
    return connection.ask(request, content.flip());
  }

  /** Takes an answer apart. */
  interface Parse<T> {
    T parse();
  }

  private <T> T understood(Parse<T> parse) throws IOException {
    return understood(source, parse);
  }

  /** The process may have been taken over by the image it reads: it is not trusted either. */
  static <T> T understood(BlockSource source, Parse<T> parse) throws IOException {
    try {
      return parse.parse();
    } catch (BufferUnderflowException e) {
      throw new IOException(
          source.name() + ": libtsk's process sent an answer that ends too early", e);
    }
  }
}
