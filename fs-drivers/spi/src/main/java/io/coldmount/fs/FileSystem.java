package io.coldmount.fs;

import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An open file system. */
public interface FileSystem extends Closeable {

  /**
   * Node ids lie in {@code [1, 2^48)}, so that a mount of many volumes can put a volume number
   * above them.
   */
  int ID_BITS = 48;

  /** The exact format: {@code ext4}, {@code ntfs}, {@code fat32}. */
  String format();

  /** The volume's label, or empty. */
  String label();

  /** Its UUID or serial number as {@code blkid} prints it, or empty. */
  String uuid();

  /**
   * What is not as a clean unmount leaves it; empty for a clean volume. Reading files may add some.
   */
  List<Condition> conditions();

  /** Sizes and counts, as statfs(2) tells them. */
  Statistics statistics() throws IOException;

  Node root() throws IOException;

  /**
   * The node of an id that {@link Node#id()} gave, in this or an earlier opening of the same image.
   *
   * @throws java.nio.file.NoSuchFileException if there is no such node
   */
  Node node(long id) throws IOException;

  /** Of which bytes nodes are made, or null if the driver does not tell. */
  default @Nullable Footprints footprints() {
    return null;
  }

  /** Forgets what is cached. The bytes below stay open: they belong to the disk set. */
  @Override
  void close();

  /**
   * One thing that a user should know of the volume's state.
   *
   * @param kind for programs
   * @param detail one full sentence for people
   */
  record Condition(Kind kind, String detail) {

    /** The kinds; their names in lower case are part of the JSON output. */
    public enum Kind {
      /** Not cleanly unmounted. */
      DIRTY,
      /** A journal was replayed in memory; the image still holds the state before. */
      JOURNAL_REPLAYED,
      /** A journal wants recovery and was not replayed: files may be as they were mid-write. */
      JOURNAL_PENDING,
      /** A journal could not be replayed, or only in part. */
      JOURNAL_DAMAGED,
      /** The guest was hibernated. */
      HIBERNATED,
      /** Windows was shut down with fast start-up. */
      FAST_STARTUP,
      /** The file system itself has recorded errors. */
      ERRORS_RECORDED,
      /** The guest will check the file system at its next start. */
      CHECK_SCHEDULED,
      /** A backup of the superblock or boot sector is in use, because the first is damaged. */
      BACKUP_IN_USE,
      /**
       * Structures whose checksum does not match are read nevertheless, because the user said so.
       */
      CHECKSUMS_IGNORED,
      /** A check without which no file is served could not be carried through. */
      CHECK_INCOMPLETE,
      /** Files are listed here that the guest does not find by their names. */
      NAMES_HIDDEN,
      /** The volume is shorter than its file system says: files at its end cannot be read. */
      TRUNCATED
    }
  }

  /**
   * Sizes and counts.
   *
   * @param blockSize the unit of the block counts, in bytes
   * @param availableBlocks free blocks that an unprivileged user of the guest could fill
   * @param files inodes in all, or 0 if the format does not limit them
   * @param nameMax the longest name in bytes
   */
  record Statistics(
      long blockSize,
      long blocks,
      long freeBlocks,
      long availableBlocks,
      long files,
      long freeFiles,
      int nameMax) {}
}
