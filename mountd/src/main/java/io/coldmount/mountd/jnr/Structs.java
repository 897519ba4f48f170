package io.coldmount.mountd.jnr;

import java.nio.ByteBuffer;
import ru.serce.jnrfuse.struct.FileStat;
import ru.serce.jnrfuse.struct.Statvfs;

/** From the kernel's structures, {@code linux/fuse.h}, to those of the C library. */
final class Structs {

  /** {@code sizeof(struct fuse_attr_out)} without the attributes. */
  private static final int ATTR = 16;

  private Structs() {}

  /** {@code struct fuse_attr_out} as {@code struct stat}. */
  static void stat(ByteBuffer b, FileStat stat) {
    stat.st_ino.set(b.getLong(ATTR));
    stat.st_size.set(b.getLong(ATTR + 8));
    stat.st_blocks.set(b.getLong(ATTR + 16));
    stat.st_atim.tv_sec.set(b.getLong(ATTR + 24));
    stat.st_mtim.tv_sec.set(b.getLong(ATTR + 32));
    stat.st_ctim.tv_sec.set(b.getLong(ATTR + 40));
    stat.st_atim.tv_nsec.set(b.getInt(ATTR + 48));
    stat.st_mtim.tv_nsec.set(b.getInt(ATTR + 52));
    stat.st_ctim.tv_nsec.set(b.getInt(ATTR + 56));
    stat.st_mode.set(b.getInt(ATTR + 60));
    stat.st_nlink.set(Integer.toUnsignedLong(b.getInt(ATTR + 64)));
    stat.st_uid.set(Integer.toUnsignedLong(b.getInt(ATTR + 68)));
    stat.st_gid.set(Integer.toUnsignedLong(b.getInt(ATTR + 72)));
    stat.st_rdev.set(Integer.toUnsignedLong(b.getInt(ATTR + 76)));
    stat.st_blksize.set(b.getInt(ATTR + 80));
  }

  /** {@code struct fuse_kstatfs} as {@code struct statvfs}. */
  static void statfs(ByteBuffer b, Statvfs statvfs) {
    statvfs.f_blocks.set(b.getLong(0));
    statvfs.f_bfree.set(b.getLong(8));
    statvfs.f_bavail.set(b.getLong(16));
    statvfs.f_files.set(b.getLong(24));
    statvfs.f_ffree.set(b.getLong(32));
    statvfs.f_favail.set(b.getLong(32));
    statvfs.f_bsize.set(Integer.toUnsignedLong(b.getInt(40)));
    statvfs.f_namemax.set(Integer.toUnsignedLong(b.getInt(44)));
    statvfs.f_frsize.set(Integer.toUnsignedLong(b.getInt(48)));
  }
}
