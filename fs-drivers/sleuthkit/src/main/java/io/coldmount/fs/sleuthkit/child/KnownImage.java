package io.coldmount.fs.sleuthkit.child;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.zip.GZIPInputStream;

/**
 * A small ext4 whose every field is known: shows that this libtsk lays out its structures as {@link
 * Layout} says, before a byte of a guest is read. Made with {@code mkfs.ext4} and {@code debugfs}:
 * inode 12 is {@code known}, 3,500 times the letter k in the blocks 17, 18, 20 and 21; inode 13 is
 * {@code link}, which points at {@code known}.
 */
final class KnownImage {

  private static final int FS_TYPE_EXT = 0x2180;
  private static final int SIZE = 64 << 10;
  private static final int FILE = 12;
  private static final int LENGTH = 3500;

  private final LibTsk tsk;
  private final byte[] content;
  private final List<String> wrong = new ArrayList<>();

  private KnownImage(LibTsk tsk, byte[] content) {
    this.tsk = tsk;
    this.content = content;
  }

  /** Throws unless libtsk shows the image as it is. */
  static void test(LibTsk tsk) throws TskException, IOException {
    new KnownImage(tsk, load()).test();
  }

  private static byte[] load() throws IOException {
    try (InputStream packed =
            Objects.requireNonNull(KnownImage.class.getResourceAsStream("known.ext4.gz"));
        InputStream image = new GZIPInputStream(packed)) {
      return image.readNBytes(SIZE);
    }
  }

  private boolean fill(long position, long address, int length) {
    com.kenai.jffi.MemoryIO.getInstance().putByteArray(address, content, (int) position, length);
    return true;
  }

  private void test() throws TskException {
    Image image = new Image(tsk, SIZE, this::fill);
    TskVolume volume = new Opening(tsk, image).volumes(FS_TYPE_EXT).getFirst();
    volume(volume);
    listing(volume);
    file(volume);
    if (!wrong.isEmpty()) {
      throw new TskException(
          Frames.WRONG_LIBRARY,
          "libtsk "
              + tsk.tsk_version_get_str()
              + " lays out its structures in another way than the known ones ("
              + String.join(", ", wrong)
              + ")");
    }
  }

  private void volume(TskVolume volume) {
    expect("root_inum", 2, volume.rootInode());
    expect("block_size", 1024, volume.blockSize());
    expect("block_count", 64, Memory.i64(volume.fs() + Layout.FS_BLOCK_COUNT));
    expect("first_block", 0, Memory.i64(volume.fs() + Layout.FS_FIRST_BLOCK));
    expect("last_block", 63, Memory.i64(volume.fs() + Layout.FS_LAST_BLOCK));
    expect("first_inum", 1, Memory.i64(volume.fs() + Layout.FS_FIRST_INUM));
    expect("last_inum", 17, Memory.i64(volume.fs() + Layout.FS_LAST_INUM));
    expect("inum_count", 17, Memory.i64(volume.fs() + Layout.FS_INUM_COUNT));
    expect("pre_size and post_size", 1, volume.hasPlainBlocks() ? 1 : 0);
    expect("ftype", 0x2000, Memory.i32(volume.fs() + Layout.FS_FTYPE));
    expect("fs_id_used", 16, Memory.i64(volume.fs() + Layout.FS_ID_USED));
    expect("fs_id", 0x5555, Memory.u16(volume.fs() + Layout.FS_ID + 14));
  }

  private void listing(TskVolume volume) throws TskException {
    ByteBuffer out = ByteBuffer.allocate(64 << 10);
    new OpenFolder(tsk).list(volume, volume.rootInode(), 0, 100, out);
    String listed = new String(out.array(), 0, out.position(), StandardCharsets.ISO_8859_1);
    expect("names", 1, listed.contains("known") && listed.contains("lost+found") ? 1 : 0);
  }

  private void file(TskVolume volume) throws TskException {
    long file = volume.openFile(tsk, FILE);
    long meta = Memory.pointer(file + Layout.FILE_META);
    expect("meta.addr", FILE, Memory.i64(meta + Layout.META_ADDR));
    expect("meta.flags", 5, Memory.i32(meta + Layout.META_FLAGS));
    expect("meta.type", 1, Memory.i32(meta + Layout.META_TYPE));
    expect("meta.mode", 0640, Memory.i32(meta + Layout.META_MODE));
    expect("meta.nlink", 1, Memory.i32(meta + Layout.META_NLINK));
    expect("meta.size", LENGTH, Memory.i64(meta + Layout.META_SIZE));
    expect("meta.seq", 0, Memory.i32(meta + Layout.META_SEQ));
    expect("meta.uid", 70001, Memory.i32(meta + Layout.META_UID));
    expect("meta.gid", 70002, Memory.i32(meta + Layout.META_GID));
    expect("meta.mtime", 1_000_000_001, Memory.i64(meta + Layout.META_MTIME));
    int nanoseconds = Memory.i32(meta + Layout.META_MTIME + Layout.TIME_NANO);
    expect("meta.mtime_nano", 500_000_000, nanoseconds);
    expect("meta.atime", 1_000_000_002, Memory.i64(meta + Layout.META_ATIME));
    expect("meta.ctime", 1_000_000_003, Memory.i64(meta + Layout.META_CTIME));
    expect("meta.crtime", 1_000_000_004, Memory.i64(meta + Layout.META_CRTIME));
    tsk.tsk_fs_file_close(file);
    long link = volume.openFile(tsk, FILE + 1);
    byte[] target = Metadata.link(Memory.pointer(link + Layout.FILE_META));
    expect("meta.link", 1, Arrays.equals(target, "known".getBytes(StandardCharsets.UTF_8)) ? 1 : 0);
    tsk.tsk_fs_file_close(link);
    content(volume);
  }

  private void content(TskVolume volume) throws TskException {
    OpenFile open = new OpenFile(tsk);
    ByteBuffer out = ByteBuffer.allocate(4096);
    open.stat(volume, FILE, out);
    out.clear();
    open.runs(volume, FILE, Frames.DEFAULT_ATTRIBUTE, 0, out);
    out.flip();
    expect("attr.flags", 3, out.getInt());
    expect("attr.size", LENGTH, out.getLong());
    expect("attr.initsize", LENGTH, out.getLong());
    expect("runs", 2, out.getInt());
    run(out, 0, 17);
    run(out, 2, 20);
    long buffer = Memory.allocate(LENGTH);
    int count = open.read(volume, FILE, Frames.DEFAULT_ATTRIBUTE, 0, 0, buffer, LENGTH);
    expect("bytes", LENGTH, count);
    expect("last bytes", 0x6B6B, Memory.u16(buffer + LENGTH - 2));
    out.clear();
    open.intact(volume, FILE, Frames.DEFAULT_ATTRIBUTE, 0, out);
    expect("blocks", 4, out.getLong(0));
    expect("free blocks", 0, out.getLong(8));
  }

  private void run(ByteBuffer out, long offset, long address) {
    expect("run.offset", offset, out.getLong());
    expect("run.addr", address, out.getLong());
    expect("run.len", 2, out.getLong());
    expect("run.flags", 0, out.get());
  }

  private void expect(String field, long expected, long found) {
    if (expected != found) {
      wrong.add(field + " " + found + " instead of " + expected);
    }
  }
}
