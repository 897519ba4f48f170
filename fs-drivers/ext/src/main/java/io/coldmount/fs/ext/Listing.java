package io.coldmount.fs.ext;

import io.coldmount.block.CorruptException;
import io.coldmount.block.ImageException;
import io.coldmount.fs.DirectorySink;
import io.coldmount.fs.FileName;
import io.coldmount.fs.FileType;
import org.jspecify.annotations.Nullable;

/** A listing on its way through the parts of a directory. */
final class Listing {

  /** An encrypted name shows no hash. */
  static final int NO_HASH = -1;

  private final Volume volume;
  private final Inode inode;

  private final long cursor;
  private final DirectorySink sink;
  private final boolean typed;
  private int nameHash = NO_HASH;
  private @Nullable ImageException damage;
  private int damaged;

  Listing(Volume volume, Inode inode, long cursor, DirectorySink sink) {
    this.volume = volume;
    this.inode = inode;
    this.typed = volume.features().incompat(Features.INCOMPAT_FILETYPE);
    this.cursor = cursor;
    this.sink = sink;
  }

  /** Says which hash function's values encrypted names show. */
  void showHash(int version) {
    nameHash = version;
  }

  /** How many parts or entries were damaged. */
  int damaged() {
    return damaged;
  }

  /** Throws the first damage that was met, now that all else has been listed. */
  void end() throws ImageException {
    if (damage != null) {
      throw damage;
    }
  }

  void addDamage(ImageException e) {
    damage = damage == null ? e : damage;
    damaged++;
    sink.damaged(e);
  }

  /**
   * Gives the entries of a part to the sink.
   *
   * @param position of the part in the directory
   * @return whether to go on
   */
  boolean add(DirectoryBlock part, long position) {
    try {
      int length;
      for (int at = part.from(); at < part.end(); at += length) {
        length = part.recordLength(at);
        if (position + at >= cursor
            && part.inode(at) != 0
            && !part.isDots(at)
            && !addEntry(part, at, position + at + length)) {
          return false;
        }
      }
    } catch (CorruptException e) {
      addDamage(e); // the rest of the part is lost, the next one is not
    }
    return true;
  }

  private boolean addEntry(DirectoryBlock part, int at, long next) {
    FileName name = name(part, at);
    long number = part.inode(at);
    if (name == null || !name.isEntryName()) {
      addDamage(part.corrupt("a directory entry has a name that no file can have", at));
      return true;
    }
    if (!volume.superblock.isFileInode(number)) {
      addDamage(part.corrupt("the directory entry " + name + " names inode " + number, at));
      return true;
    }
    FileType type = typed ? part.type(at) : null;
    return sink.entry(new DirectorySink.Entry(name, number, type, next));
  }

  private @Nullable FileName name(DirectoryBlock part, int at) {
    if (!inode.flag(Inode.FLAG_ENCRYPTED)) {
      return part.name(at);
    }
    int start = at + DirectoryBlock.HEADER_SIZE;
    int length = part.nameLength(at);
    if (length < NokeyName.MIN_ENCRYPTED) {
      return null;
    }
    return FileName.of(NokeyName.encode(hashes(part, at), part.bytes(), start, length));
  }

  private long hashes(DirectoryBlock part, int at) {
    if (nameHash == NO_HASH) {
      return 0;
    }
    if (nameHash == DirectoryHash.SIPHASH) {
      return part.storedHashes(at);
    }
    return DirectoryHash.of(part.name(at).bytes(), nameHash, volume.superblock.hashSeed());
  }
}
