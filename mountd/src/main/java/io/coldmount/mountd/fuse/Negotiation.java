package io.coldmount.mountd.fuse;

import java.nio.ByteBuffer;

/**
 * What the two sides agree on at INIT.
 *
 * @param minor of protocol 7, the smaller of the two sides'
 * @param flags that both sides know
 */
record Negotiation(int minor, long flags) {

  static final int MAJOR = 7;

  /** The newest protocol this side knows, that of Linux 6.18. */
  static final int MINOR = 45;

  /** The oldest one: Linux 3.5, whose structures are all as long as today's but INIT. */
  static final int OLDEST_MINOR = 19;

  /** The longest read or listing, in pages of 4 KiB; more is the kernel's own limit. */
  static final int MAX_PAGES = 256;

  static final int ASYNC_READ = 1;
  static final int EXPORT_SUPPORT = 1 << 4;
  static final int DO_READDIRPLUS = 1 << 13;
  static final int ASYNC_DIO = 1 << 15;
  static final int NO_OPEN_SUPPORT = 1 << 17;
  static final int PARALLEL_DIROPS = 1 << 18;
  static final int MAX_PAGES_FLAG = 1 << 22;
  static final int CACHE_SYMLINKS = 1 << 23;
  static final int NO_OPENDIR_SUPPORT = 1 << 24;
  static final int EXPLICIT_INVAL_DATA = 1 << 25;

  /** There is a {@code flags2}. */
  static final int INIT_EXT = 1 << 30;

  /** Requests come through rings of io_uring (Linux 6.14). */
  static final long OVER_IO_URING = 1L << 41;

  /** The kernel can send again what is not answered yet (Linux 6.9); nobody has to agree. */
  static final long HAS_RESEND = 1L << 39;

  /**
   * READDIRPLUS_AUTO is left out on purpose: with it the kernel lists without attributes after a
   * while, and then asks for each file. POSIX_ACL too: the kernel would check the guest's lists
   * against the host's users; without it they pass through as attributes.
   */
  private static final long WANTED =
      ASYNC_READ
          | EXPORT_SUPPORT
          | DO_READDIRPLUS
          | ASYNC_DIO
          | NO_OPEN_SUPPORT
          | PARALLEL_DIROPS
          | MAX_PAGES_FLAG
          | CACHE_SYMLINKS
          | NO_OPENDIR_SUPPORT
          | EXPLICIT_INVAL_DATA
          | HAS_RESEND;

  /** Requests the kernel may have waiting without a reader: read-ahead above all. */
  private static final short MAX_BACKGROUND = 64;

  private static final short CONGESTION = 48;

  /** The least that the kernel accepts: nothing is ever written. */
  private static final int MAX_WRITE = 4096;

  private static final int INIT_OUT_BEFORE_23 = 24;
  private static final int INIT_OUT = 64;

  /** What holds where another side speaks with the kernel. */
  static final Negotiation NONE = new Negotiation(MINOR, 0);

  /**
   * What holds with this kernel.
   *
   * @param rings whether there are rings for its processors
   */
  static Negotiation with(Request.Init kernel, boolean rings) throws ProtocolException {
    if (kernel.major() != MAJOR || kernel.minor() < OLDEST_MINOR) {
      throw new ProtocolException(
          "this kernel speaks FUSE protocol "
              + kernel.major()
              + "."
              + kernel.minor()
              + "; Coldmount needs 7."
              + OLDEST_MINOR
              + " (Linux 3.5) or later");
    }
    long wanted = rings ? WANTED | OVER_IO_URING : WANTED;
    return new Negotiation(Math.min(kernel.minor(), MINOR), kernel.flags() & wanted);
  }

  boolean has(long flag) {
    return (flags & flag) != 0;
  }

  /** {@code struct fuse_init_out}, as long as the kernel's version knows it. */
  void reply(ByteBuffer b, Request.Init kernel) {
    int start = b.position();
    int further = (int) (flags >>> 32);
    int first = further == 0 ? (int) flags : (int) flags | INIT_EXT;
    b.putInt(MAJOR).putInt(MINOR).putInt(kernel.maxReadahead()).putInt(first);
    b.putShort(MAX_BACKGROUND).putShort(CONGESTION).putInt(MAX_WRITE);
    if (kernel.minor() < 23) {
      b.position(start + INIT_OUT_BEFORE_23);
      return;
    }
    b.putInt(1).putShort((short) MAX_PAGES).putShort((short) 0); // times are in nanoseconds
    b.putInt(further);
    while (b.position() < start + INIT_OUT) {
      b.putInt(0);
    }
  }
}
