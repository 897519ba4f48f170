package io.coldmount.fs.sleuthkit.child;

import java.util.Set;

/**
 * Where the fields of libtsk's structures are, on machines of 64 bits. libtsk has no functions that
 * tell them. The numbers come from the headers of the versions named here, {@code tsk/fs/tsk_fs.h}
 * and {@code tsk/pool/tsk_pool.h}, compiled; {@link KnownImage} tests them before they are used.
 */
final class Layout {

  /** Releases whose headers give these numbers. */
  static final Set<String> VERSIONS = Set.of("4.11.0", "4.11.1", "4.12.0", "4.12.1");

  /** What they are called where another one is refused. */
  static final String VERSIONS_TEXT = "4.11.0 to 4.12.1";

  // TSK_FS_INFO
  static final int FS_INUM_COUNT = 24;
  static final int FS_ROOT_INUM = 32;
  static final int FS_FIRST_INUM = 40;
  static final int FS_LAST_INUM = 48;
  static final int FS_BLOCK_COUNT = 56;
  static final int FS_FIRST_BLOCK = 64;
  static final int FS_LAST_BLOCK = 72;
  static final int FS_BLOCK_SIZE = 88;
  static final int FS_BLOCK_PRE_SIZE = 96;
  static final int FS_BLOCK_POST_SIZE = 100;
  static final int FS_FTYPE = 112;
  static final int FS_FLAGS = 128;
  static final int FS_ID = 132;
  static final int FS_ID_USED = 168;

  // TSK_FS_FILE
  static final int FILE_NAME = 8;
  static final int FILE_META = 16;

  // TSK_FS_NAME
  static final int NAME_NAME = 8;
  static final int NAME_META_ADDR = 40;
  static final int NAME_META_SEQ = 48;
  static final int NAME_TYPE = 80;
  static final int NAME_FLAGS = 84;

  // TSK_FS_META
  static final int META_FLAGS = 4;
  static final int META_ADDR = 8;
  static final int META_TYPE = 16;
  static final int META_MODE = 20;
  static final int META_NLINK = 24;
  static final int META_SIZE = 32;
  static final int META_UID = 40;
  static final int META_GID = 44;
  static final int META_MTIME = 48;
  static final int META_ATIME = 64;
  static final int META_CTIME = 80;
  static final int META_CRTIME = 96;

  /** Each time is a time_t, and this far behind it 32 bits of nanoseconds. */
  static final int TIME_NANO = 8;

  static final int META_SEQ = 216;
  static final int META_LINK = 248;

  // TSK_FS_ATTR
  static final int ATTR_FLAGS = 16;
  static final int ATTR_NAME = 24;
  static final int ATTR_TYPE = 40;
  static final int ATTR_ID = 44;
  static final int ATTR_SIZE = 48;
  static final int ATTR_RUN = 56;
  static final int ATTR_INITSIZE = 88;

  // TSK_FS_ATTR_RUN
  static final int RUN_NEXT = 0;
  static final int RUN_OFFSET = 8;
  static final int RUN_ADDR = 16;
  static final int RUN_LEN = 24;
  static final int RUN_FLAGS = 40;

  // TSK_FS_BLOCK
  static final int BLOCK_FLAGS = 32;

  // TSK_POOL_INFO
  static final int POOL_NUM_VOLS = 24;
  static final int POOL_VOL_LIST = 40;
  static final int POOL_GET_IMG_INFO = 64;

  // TSK_POOL_VOLUME_INFO
  static final int VOLUME_DESC = 8;
  static final int VOLUME_BLOCK = 24;
  static final int VOLUME_NEXT = 40;
  static final int VOLUME_FLAGS = 56;

  private Layout() {}
}
