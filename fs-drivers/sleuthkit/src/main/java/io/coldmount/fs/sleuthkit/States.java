package io.coldmount.fs.sleuthkit;

import io.coldmount.block.BlockSource;
import io.coldmount.block.ByteView;
import io.coldmount.fs.FileSystem.Condition;
import java.io.IOException;
import java.util.List;

/** What volumes say of their state. libtsk replays no journal, so that has to be told. */
final class States {

  private static final int HFS_HEADER = 1024;
  private static final int HFS_UNMOUNTED = 1 << 8; // kHFSVolumeUnmountedBit, TN1150
  private static final int HFS_JOURNALED = 1 << 13; // kHFSVolumeJournaledBit
  private static final int EXT_SUPERBLOCK = 1024;
  private static final int EXT_RECOVER = 0x4; // EXT4_FEATURE_INCOMPAT_RECOVER

  private States() {}

  static List<Condition> of(BlockSource volume, Format format) throws IOException {
    return switch (format) {
      case HFS_PLUS -> hfs(volume);
      case EXT -> ext(volume);
      case NTFS, FAT, UFS, ISO9660, YAFFS2, APFS -> List.of();
    };
  }

  private static List<Condition> hfs(BlockSource volume) throws IOException {
    ByteView header = SleuthkitFileSystem.header(volume, HFS_HEADER, 8);
    if (header == null || !(header.matches(0, "H+") || header.matches(0, "HX"))) {
      return List.of();
    }
    long attributes = header.u32be(4);
    if ((attributes & HFS_UNMOUNTED) != 0) {
      return List.of();
    }
    Condition dirty =
        new Condition(Condition.Kind.DIRTY, "The file system was not cleanly unmounted.");
    return (attributes & HFS_JOURNALED) == 0
        ? List.of(dirty)
        : List.of(dirty, pending("The journal was not replayed: libtsk does not read it."));
  }

  private static List<Condition> ext(BlockSource volume) throws IOException {
    ByteView superblock = SleuthkitFileSystem.header(volume, EXT_SUPERBLOCK, 1024);
    return superblock != null && (superblock.u32le(0x60) & EXT_RECOVER) != 0
        ? List.of(pending("The journal was not replayed: libtsk shows the disk as it is."))
        : List.of();
  }

  private static Condition pending(String sentence) {
    return new Condition(Condition.Kind.JOURNAL_PENDING, sentence);
  }
}
