package io.coldmount.fs.sleuthkit.child;

/** A request that failed, as the parent is told of it. */
final class TskException extends Exception {

  private static final int ERR_FS_INODE_NUM = 0x0800_0008;
  private static final int ERR_FS_ATTR_NOTFOUND = 0x0800_0011;
  private static final int ERR_FS_ENCRYPTED = 0x0800_0012;

  private final byte kind;

  TskException(byte kind, String message) {
    super(message);
    this.kind = kind;
  }

  /** One of the kinds in {@link Frames}. */
  byte kind() {
    return kind;
  }

  /** What libtsk says of the call that just failed ({@code tsk/base/tsk_base.h}). */
  static TskException of(LibTsk tsk, String what) {
    int number = tsk.tsk_error_get_errno();
    String said = tsk.tsk_error_get();
    tsk.tsk_error_reset();
    byte kind =
        switch (number) {
          case ERR_FS_INODE_NUM, ERR_FS_ATTR_NOTFOUND -> Frames.ABSENT;
          case ERR_FS_ENCRYPTED -> Frames.ENCRYPTED;
          default -> Frames.DAMAGED;
        };
    String reason = said == null || said.isBlank() ? "it gives no reason" : said.strip();
    return new TskException(kind, "libtsk cannot " + what + ": " + reason);
  }
}
