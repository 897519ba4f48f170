package io.coldmount.fs.sleuthkit.child;

/**
 * An image that libtsk reads through us ({@code tsk_img_open_external} of {@code
 * tsk/img/tsk_img.h}).
 */
final class Image {

  /** More than any {@code TSK_IMG_INFO}, which has two MiB of cache in it. */
  private static final long STRUCTURE = 4 << 20;

  private static final int SECTOR = 512;

  /** Where an image's bytes come from. */
  @FunctionalInterface
  interface Bytes {
    /**
     * Fills memory.
     *
     * @return whether the bytes could be had
     */
    boolean fill(long position, long address, int length);
  }

  private final long size;
  private final Bytes bytes;

  // Held here because libtsk knows only their addresses.
  private final LibTsk.Read read = this::read;
  private final LibTsk.Close close = image -> {};
  private final LibTsk.Describe describe = (image, file) -> {};

  private final long address;

  Image(LibTsk tsk, long size, Bytes bytes) throws TskException {
    this.size = size;
    this.bytes = bytes;
    address =
        tsk.tsk_img_open_external(Memory.allocate(STRUCTURE), size, SECTOR, read, close, describe);
    if (address == 0) {
      throw TskException.of(tsk, "take the volume");
    }
  }

  long address() {
    return address;
  }

  /** Called by libtsk. An exception that left it would end the process, as it should. */
  private long read(long image, long offset, long buffer, long length) {
    if (offset < 0 || offset > size || length < 0) {
      return -1;
    }
    long wanted = Math.min(length, size - offset);
    for (long done = 0; done < wanted; ) {
      int piece = (int) Math.min(Frames.MAXIMUM, wanted - done);
      if (!bytes.fill(offset + done, buffer + done, piece)) {
        return -1;
      }
      done += piece;
    }
    return wanted;
  }
}
