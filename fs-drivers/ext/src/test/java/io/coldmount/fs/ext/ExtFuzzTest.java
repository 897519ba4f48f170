package io.coldmount.fs.ext;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.coldmount.block.ByteView;
import io.coldmount.block.ImageCache;
import io.coldmount.block.ImageException;
import io.coldmount.block.MemorySource;
import io.coldmount.fs.FileSystem;
import io.coldmount.fs.OpenOptions;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Any bytes in place of each structure: a value, or an {@link ImageException}, in bounded time. */
final class ExtFuzzTest {

  private static final int BLOCK = 1024;
  private static final int INODES = 16;

  /** Blocks of the volume that {@link #volume} makes. */
  private static final int INODE_TABLE = 3;

  private static final int ROOT = 10;
  private static final int FREE = 11;
  private static final int END = 64;

  private static ByteView view(byte[] bytes, int most) {
    return new ByteView("fuzz", 0, Arrays.copyOf(bytes, Math.min(bytes.length, most)));
  }

  /** A volume written by hand: one group, sixteen inodes of 256 bytes, a root in one block. */
  private static ByteBuffer volume() {
    ByteBuffer b = ByteBuffer.allocate(END * BLOCK).order(ByteOrder.LITTLE_ENDIAN);
    int s = 1024;
    b.putInt(s, INODES).putInt(s + 0x4, END).putInt(s + 0x14, 1);
    b.putInt(s + 0x20, 8192).putInt(s + 0x24, 8192).putInt(s + 0x28, INODES);
    b.putShort(s + 0x38, (short) 0xEF53).putShort(s + 0x3A, (short) 1);
    b.putInt(s + 0x4C, 1).putInt(s + 0x54, 11).putShort(s + 0x58, (short) 256);
    b.putInt(s + 0x5C, Features.COMPAT_DIR_INDEX);
    int incompat =
        Features.INCOMPAT_FILETYPE
            | Features.INCOMPAT_EXTENTS
            | Features.INCOMPAT_INLINE_DATA
            | Features.INCOMPAT_EA_INODE
            | Features.INCOMPAT_CASEFOLD
            | Features.INCOMPAT_LARGEDIR;
    b.putInt(s + 0x60, incompat).putShort(s + 0x27C, (short) 1);
    b.putInt(2 * BLOCK + 0x8, INODE_TABLE);
    inode(b, 2, 0040755, BLOCK).putInt(inodeAt(2) + 0x28, ROOT);
    entry(b, ROOT * BLOCK, 2, 12, ".");
    entry(b, ROOT * BLOCK + 12, 2, 12, "..");
    entry(b, ROOT * BLOCK + 24, 12, BLOCK - 24, "file");
    inode(b, 12, 0100644, 3 * BLOCK).putInt(inodeAt(12) + 0x28, FREE);
    return b;
  }

  private static int inodeAt(int number) {
    return INODE_TABLE * BLOCK + (number - 1) * 256;
  }

  private static ByteBuffer inode(ByteBuffer b, int number, int mode, int size) {
    int at = inodeAt(number);
    b.putShort(at, (short) mode).putInt(at + 0x4, size).putShort(at + 0x1A, (short) 1);
    return b.putShort(at + 0x80, (short) 32);
  }

  private static void entry(ByteBuffer b, int at, int inode, int length, String name) {
    b.putInt(at, inode).putShort(at + 4, (short) length).put(at + 6, (byte) name.length());
    b.put(at + 7, (byte) 0);
    for (int i = 0; i < name.length(); i++) {
      b.put(at + 8 + i, (byte) name.charAt(i));
    }
  }

  /** Opens the volume with {@code bytes} at {@code position} and looks at all of it. */
  private static void walk(ByteBuffer volume, int position, byte[] bytes) throws IOException {
    int count = Math.min(bytes.length, volume.capacity() - position);
    volume.put(position, bytes, 0, count);
    walk(volume);
  }

  private static void walk(ByteBuffer volume) throws IOException {
    byte[] image = new byte[volume.capacity()];
    volume.get(0, image);
    var source = new MemorySource("fuzz", image);
    var driver = new ExtDriver();
    driver.probe(source);
    var options = new OpenOptions(Map.of(), ImageCache.ofBytes(4 << 20));
    try (FileSystem fileSystem = driver.open(source, options)) {
      new HostileWalk(20).of(fileSystem);
    } catch (ImageException e) {
      // what damaged bytes are to give
    }
  }

  static Stream<Arguments> seeds() {
    byte[] image = new byte[END * BLOCK];
    volume().get(0, image);
    byte[] random = new byte[2000];
    new java.util.Random(1).nextBytes(random);
    return Stream.of(
            Arrays.copyOfRange(image, 1024, 2048),
            Arrays.copyOfRange(image, 2 * BLOCK, 2 * BLOCK + 64),
            Arrays.copyOfRange(image, inodeAt(12), inodeAt(13)),
            Arrays.copyOfRange(image, ROOT * BLOCK, FREE * BLOCK),
            extents(),
            attributes(),
            random,
            new byte[3000])
        .map(Arguments::of);
  }

  private static byte[] extents() {
    ByteBuffer b = ByteBuffer.allocate(BLOCK).order(ByteOrder.LITTLE_ENDIAN);
    b.putShort((short) 0xF30A)
        .putShort((short) 2)
        .putShort((short) 4)
        .putShort((short) 0)
        .putInt(0);
    b.putInt(0).putShort((short) 1).putShort((short) 0).putInt(20);
    b.putInt(1).putShort((short) 2).putShort((short) 0).putInt(22);
    return b.array();
  }

  private static byte[] attributes() {
    ByteBuffer b = ByteBuffer.allocate(BLOCK).order(ByteOrder.LITTLE_ENDIAN);
    b.putInt(Inode.XATTR_MAGIC).putInt(1).putInt(1).position(32);
    b.put((byte) 1)
        .put((byte) 1)
        .putShort((short) 1000)
        .putInt(0)
        .putInt(5)
        .putInt(0)
        .put((byte) 'x');
    return b.array();
  }

  @MethodSource("seeds")
  @FuzzTest
  void aSuperblock(byte[] bytes) throws IOException {
    try {
      Superblock superblock = Superblock.parse(view(bytes, Superblock.SIZE));
      superblock.hasSuperblock(superblock.groupCount());
      superblock.uuidText();
    } catch (ImageException e) {
      // expected
    }
    walk(volume(), 1024, Arrays.copyOf(bytes, Math.min(bytes.length, 1024)));
  }

  @MethodSource("seeds")
  @FuzzTest
  void aGroupDescriptor(byte[] bytes) throws IOException {
    walk(volume(), 2 * BLOCK, Arrays.copyOf(bytes, Math.min(bytes.length, 64)));
  }

  @MethodSource("seeds")
  @FuzzTest
  void anInode(byte[] bytes) throws IOException {
    walk(volume(), inodeAt(12), Arrays.copyOf(bytes, Math.min(bytes.length, 256)));
  }

  @MethodSource("seeds")
  @FuzzTest
  void theInodeOfTheRoot(byte[] bytes) throws IOException {
    ByteBuffer volume = volume();
    volume.put(inodeAt(2), bytes, 0, Math.min(bytes.length, 256));
    volume.putShort(inodeAt(2), (short) 0040755).putShort(inodeAt(2) + 0x1A, (short) 1);
    walk(volume);
  }

  @MethodSource("seeds")
  @FuzzTest
  void anExtentNode(byte[] bytes) throws IOException {
    ByteBuffer volume = volume();
    int at = inodeAt(12);
    volume.putInt(at + 0x20, Inode.FLAG_EXTENTS);
    volume.putInt(at + 0x28, 0x0001F30A).putInt(at + 0x2C, 0x00010004);
    volume.putInt(at + 0x34, 0).putInt(at + 0x38, FREE).putInt(at + 0x3C, 0);
    walk(volume, FREE * BLOCK, bytes);
  }

  @MethodSource("seeds")
  @FuzzTest
  void blocksOfPointers(byte[] bytes) throws IOException {
    ByteBuffer volume = volume();
    volume.putInt(inodeAt(12) + 0x6C, 0x10).putInt(inodeAt(12) + 0x28 + 14 * 4, FREE);
    walk(volume, FREE * BLOCK, bytes);
  }

  @MethodSource("seeds")
  @FuzzTest
  void aDirectory(byte[] bytes) throws IOException {
    walk(volume(), ROOT * BLOCK, Arrays.copyOf(bytes, Math.min(bytes.length, BLOCK)));
  }

  @MethodSource("seeds")
  @FuzzTest
  void anIndexedDirectory(byte[] bytes) throws IOException {
    ByteBuffer volume = volume();
    int at = inodeAt(2);
    volume.putInt(at + 0x20, Inode.FLAG_INDEX).putInt(at + 0x4, 8 * BLOCK);
    for (int i = 0; i < 8; i++) {
      volume.putInt(at + 0x28 + 4 * i, ROOT + i);
    }
    walk(volume, ROOT * BLOCK + 24, Arrays.copyOf(bytes, Math.min(bytes.length, 8 * BLOCK - 24)));
  }

  @MethodSource("seeds")
  @FuzzTest
  void aCasefoldedDirectory(byte[] bytes) throws IOException {
    ByteBuffer volume = volume();
    volume.putInt(inodeAt(2) + 0x20, Inode.FLAG_CASEFOLD);
    walk(volume, ROOT * BLOCK, Arrays.copyOf(bytes, Math.min(bytes.length, BLOCK)));
  }

  @MethodSource("seeds")
  @FuzzTest
  void anEncryptedDirectory(byte[] bytes) throws IOException {
    ByteBuffer volume = volume();
    volume.putInt(inodeAt(2) + 0x20, Inode.FLAG_ENCRYPTED);
    walk(volume, ROOT * BLOCK, Arrays.copyOf(bytes, Math.min(bytes.length, BLOCK)));
  }

  @MethodSource("seeds")
  @FuzzTest
  void aBlockOfAttributes(byte[] bytes) throws IOException {
    ByteBuffer volume = volume();
    volume.putInt(inodeAt(12) + 0x68, FREE);
    walk(volume, FREE * BLOCK, bytes);
  }

  @MethodSource("seeds")
  @FuzzTest
  void attributesInAnInode(byte[] bytes) throws IOException {
    ByteBuffer volume = volume();
    int at = inodeAt(12);
    volume.putInt(at + 160, Inode.XATTR_MAGIC);
    walk(volume, at + 164, Arrays.copyOf(bytes, Math.min(bytes.length, 92)));
  }

  @MethodSource("seeds")
  @FuzzTest
  void anInlineDirectory(byte[] bytes) throws IOException {
    ByteBuffer volume = volume();
    int at = inodeAt(2);
    volume.putInt(at + 0x20, Inode.FLAG_INLINE_DATA).putInt(at + 0x4, 120);
    volume.putInt(at + 160, Inode.XATTR_MAGIC);
    volume.put(at + 164, (byte) 4).put(at + 165, (byte) 7).putShort(at + 166, (short) 32);
    volume.putInt(at + 172, 60);
    volume.putInt(at + 180, 0x61746164);
    byte[] data = Arrays.copyOf(bytes, 120);
    volume.put(at + 0x28, data, 0, 60).put(at + 196, data, 60, 60);
    walk(volume);
  }

  @MethodSource("seeds")
  @FuzzTest
  void aSymbolicLink(byte[] bytes) throws IOException {
    ByteBuffer volume = volume();
    int at = inodeAt(12);
    volume.put(at, bytes, 0, Math.min(bytes.length, 256));
    volume.putShort(at, (short) 0120777).putShort(at + 0x1A, (short) 1);
    walk(volume);
  }

  /** The first two bytes of each four say where the other two go. */
  @MethodSource("seeds")
  @FuzzTest
  void aWholeVolume(byte[] bytes) throws IOException {
    ByteBuffer volume = volume();
    for (int i = 0; i + 4 <= bytes.length; i += 4) {
      int at = ((bytes[i] & 0xFF) << 8) | (bytes[i + 1] & 0xFF);
      volume.put(at, bytes[i + 2]).put(Math.min(at + 1, END * BLOCK - 1), bytes[i + 3]);
    }
    walk(volume);
  }
}
