package io.coldmount.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What cannot be mounted says so in one clear sentence and with its exit code: no stack trace,
 * nothing left mounted, no file changed.
 */
final class BadInputTest {

  private static final int USAGE = 2;
  private static final int DISK = 10;
  private static final int CORRUPT = 11;
  private static final int PARENT = 13;
  private static final int NO_FILE_SYSTEM = 14;
  private static final int MOUNTPOINT = 15;
  private static final int NOT_MOUNTED = 17;

  @TempDir Path folder;
  private Path mountpoint = Path.of("");

  @BeforeEach
  void mountpoint() throws IOException {
    Host.assumeTools("qemu-img", "mkfs.ext4", "debugfs");
    assumeTrue(Files.exists(Path.of("/dev/fuse")), "no FUSE");
    mountpoint = Files.createDirectory(folder.resolve("mountpoint"));
  }

  /**
   * Mounting {@code disk} fails with {@code exit} and one sentence that has all of {@code words}.
   */
  private void refused(int exit, Path disk, String... words) throws IOException {
    refusedAt(exit, disk, mountpoint, words);
  }

  private void refusedAt(int exit, Path disk, Path where, String... words) throws IOException {
    Fingerprint before = Fingerprint.of(folder);
    assertSentence(exit, Coldmount.run("mount", disk, where), words);
    assertThat(Host.isMounted(where)).isFalse();
    before.assertUnchanged();
  }

  private static void assertSentence(int exit, Host.Result result, String... words) {
    String errors = result.errors();
    List<String> lines = errors.lines().toList();
    assertThat(result.exit()).as(errors).isEqualTo(exit);
    assertThat(result.output()).isEmpty();
    assertThat(lines).isNotEmpty().allMatch(line -> line.startsWith("coldmount: "));
    assertThat(lines.getLast()).contains(words);
    assertThat(errors).doesNotContain("Exception", "\tat ", "null");
  }

  private Path raw() throws IOException {
    return new Images(folder).ext4("volume.raw", 8, "-b", "1024");
  }

  private Path vmdk(String subformat) throws IOException {
    return new Images(folder).vmdk(raw(), subformat);
  }

  private Path copyOfSamples() throws IOException {
    for (String name : new String[] {"guest.vmdk", "guest-000001.vmdk", "guest-000002.vmdk"}) {
      Files.copy(Host.project().resolve("it/samples").resolve(name), folder.resolve(name));
    }
    return folder.resolve("guest-000002.vmdk");
  }

  private static void truncate(Path file, long size) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.truncate(size);
    }
  }

  private static void write(Path file, long position, ByteBuffer bytes) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.write(bytes, position);
    }
  }

  private static ByteBuffer le64(long value) {
    return ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(value).flip();
  }

  /** Replaces text inside the embedded descriptor by text of the same length. */
  private static void replace(Path vmdk, String text, String by) throws IOException {
    String content = Files.readString(vmdk, Host.BYTES);
    assertThat(content).contains(text);
    assertThat(by).hasSameSizeAs(text);
    Files.writeString(vmdk, content.replaceFirst(text, by), Host.BYTES);
  }

  @Test
  void aDiskThatIsNoFileIsRefused() throws IOException {
    refused(DISK, folder.resolve("absent.vmdk"), "absent.vmdk");
    refused(DISK, Files.createDirectory(folder.resolve("directory.vmdk")), "directory.vmdk");
    Path fifo = folder.resolve("fifo.vmdk");
    Host.run("mkfifo", fifo.toString());
    refused(DISK, fifo, "fifo.vmdk");
  }

  @Test
  void bytesThatAreNoDiskAreRefused() throws IOException {
    refused(DISK, Files.createFile(folder.resolve("empty.vmdk")), "empty.vmdk");
    byte[] noise = new byte[1 << 20];
    new java.util.Random(1).nextBytes(noise);
    refused(NO_FILE_SYSTEM, Files.write(folder.resolve("noise.vmdk"), noise), "noise.vmdk");
  }

  @Test
  void aTruncatedDiskIsRefused() throws IOException {
    Path sparse = vmdk("monolithicSparse");
    truncate(sparse, 70000);
    refused(CORRUPT, sparse, "monolithicSparse.vmdk");
    truncate(sparse, 700);
    refused(CORRUPT, sparse, "monolithicSparse.vmdk");
  }

  @Test
  void aTruncatedExtentIsRefused() throws IOException {
    Path flat = vmdk("monolithicFlat");
    truncate(folder.resolve("monolithicFlat-flat.vmdk"), 5000);
    refused(CORRUPT, flat, "monolithicFlat-flat.vmdk");
  }

  @Test
  void aMissingExtentIsNamed() throws IOException {
    Path flat = vmdk("twoGbMaxExtentFlat");
    Files.delete(folder.resolve("twoGbMaxExtentFlat-f001.vmdk"));
    refused(DISK, flat, "twoGbMaxExtentFlat-f001.vmdk");
  }

  @Test
  void aMissingParentIsNamed() throws IOException {
    Path disk = copyOfSamples();
    Files.delete(folder.resolve("guest.vmdk"));
    refused(PARENT, disk, "guest-000001.vmdk", "guest.vmdk");
  }

  @Test
  void aParentWithAnotherContentIdIsRefusedUnlessForced() throws IOException {
    Path disk = copyOfSamples();
    replace(folder.resolve("guest-000001.vmdk"), "CID=10000002", "CID=1000000f");
    refused(PARENT, disk, "guest-000002.vmdk", "guest-000001.vmdk", "10000002", "1000000f");
    Host.assumeMounts();
    try (Coldmount mount = Coldmount.mount(disk, "--force-parent")) {
      assertThat(mount.mountpoint().resolve("p1/etc/hostname")).exists();
    }
  }

  @Test
  void aChainThatIsALoopIsRefused() throws IOException {
    Path disk = copyOfSamples();
    Path base = folder.resolve("guest.vmdk");
    Files.delete(base);
    Files.copy(folder.resolve("guest-000001.vmdk"), base);
    refused(PARENT, disk, "guest");
    replace(base, "CID=10000002", "CID=10000001");
    refused(CORRUPT, disk, "guest.vmdk", "loop");
  }

  @Test
  void sizesThatOverflowAreRefused() throws IOException {
    Path sparse = vmdk("monolithicSparse");
    write(sparse, 12, le64(Long.MAX_VALUE)); // capacity, in sectors
    refused(CORRUPT, sparse, "monolithicSparse.vmdk");
    Path text = folder.resolve("text.vmdk");
    for (String size : List.of("99999999999999999999", "9223372036854775807", "-1")) {
      Files.writeString(
          text,
          "# Disk DescriptorFile\nversion=1\nCID=1\nparentCID=ffffffff\n"
              + "createType=\"monolithicFlat\"\nRW "
              + size
              + " FLAT \"volume.raw\" 0\n");
      refused(CORRUPT, text, "text.vmdk");
    }
  }

  @Test
  void logicalPartitionsThatAreALoopEnd() throws IOException {
    Path disk = folder.resolve("loop.raw");
    byte[] bytes = new byte[4 << 20];
    for (int sector :
        new int[] {0, 63}) { // the table and the first extended one, which names itself
      int at = sector * 512;
      bytes[at + 0x1BE + 16 + 4] = 5;
      ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
      buffer.putInt(at + 0x1BE + 16 + 8, sector == 0 ? 63 : 0).putInt(at + 0x1BE + 16 + 12, 4000);
      buffer.putShort(at + 510, (short) 0xAA55);
    }
    Files.write(disk, bytes);
    refused(NO_FILE_SYSTEM, Images.flat(disk), "loop.raw");
  }

  @Test
  void aMountpointThatCannotBeOneIsRefused() throws IOException {
    Path disk = Images.flat(raw());
    refusedAt(MOUNTPOINT, disk, folder.resolve("absent"), "absent");
    refusedAt(MOUNTPOINT, disk, Files.createFile(folder.resolve("file")), "file");
    Path full = Files.createDirectory(folder.resolve("full"));
    Files.createFile(full.resolve("something"));
    refusedAt(MOUNTPOINT, disk, full, "full");
  }

  @Test
  void aMountpointInUseIsRefused() throws IOException {
    Host.assumeMounts();
    Path disk = Images.flat(raw());
    try (Coldmount mount = Coldmount.mount(disk)) {
      assertSentence(
          MOUNTPOINT,
          Coldmount.run("mount", disk, mount.mountpoint()),
          mount.mountpoint().toString());
      assertThat(mount.mountpoint().resolve("lost+found")).exists();
    }
  }

  @Test
  void aCommandLineThatMakesNoSenseIsRefused() throws IOException {
    for (String[] arguments :
        List.of(
            new String[] {"mount"},
            new String[] {"mount", "a.vmdk"},
            new String[] {"mount", "--no-such-option", "a.vmdk", "b"},
            new String[] {"no-such-command"})) {
      Host.Result result = Coldmount.run((Object[]) arguments);
      assertThat(result.exit()).as(Arrays.toString(arguments)).isEqualTo(USAGE);
      assertThat(result.errors()).startsWith("coldmount: ").doesNotContain("Exception", "\tat ");
    }
    assertSentence(NOT_MOUNTED, Coldmount.run("unmount", mountpoint), mountpoint.toString());
  }

  @Test
  void aDamagedFileSystemIsNamed() throws IOException {
    Path raw = raw();
    byte[] nothing = new byte[1 << 20];
    write(raw, 2048, ByteBuffer.wrap(nothing)); // behind the superblock: group descriptors and all
    Host.Result result = Coldmount.run("mount", Images.flat(raw), mountpoint);
    assertThat(result.exit()).isIn(CORRUPT, NO_FILE_SYSTEM);
    assertThat(result.errors()).doesNotContain("Exception", "\tat ");
    assertThat(Host.isMounted(mountpoint)).isFalse();
  }

  @Test
  void damageCostsOnlyTheFileItIsIn() throws IOException {
    Host.assumeMounts();
    Path raw = new Images(folder).ext4("volume.raw", 16, "-b", "1024", "-O", "metadata_csum");
    try (KernelMount kernel = KernelMount.readWrite(raw, "rw")) {
      Host.bash(
          kernel.mountpoint(),
          """
          mkdir folder loop; for i in $(seq 1 20); do seq 1 2000 >folder/file$i; done
          perl -e 'open(F, ">", "tree"); for (0..400) { sysseek(F, $_ * 4096, 0); syswrite(F, "x"); }'
          """);
    }
    List<String> damages = new ArrayList<>();
    damages.add("sif /folder/file3 mode 0"); // no type
    damages.add("sif /folder/file4 block[1] 0x7fff0004"); // an extent tree of 32767 levels
    damages.add("sif /folder/file5 size 0x7fffffffffffffff");
    damages.add("sif /tree block[4] 99999999"); // an index node outside the volume
    damages.add("link /loop /loop/again"); // a folder inside itself
    for (String damage : damages) {
      Host.run("debugfs", "-w", "-R", damage, raw.toString());
    }
    String inode = Host.run("debugfs", "-R", "imap /folder/file6", raw.toString());
    int block = Integer.parseInt(inode.replaceAll("(?s).*located at block (\\d+).*", "$1"));
    long offset = Long.decode(inode.replaceAll("(?s).*offset (0x[0-9a-f]+).*", "$1"));
    write(raw, block * 1024L + offset + 4, le64(1)); // its checksum does not match any more
    Path disk = Images.flat(raw);
    Fingerprint before = Fingerprint.of(folder);
    try (Coldmount mount = Coldmount.mount(disk)) {
      Path root = mount.mountpoint();
      Host.Result list = Host.result(List.of("ls", root.resolve("folder").toString()));
      assertThat(list.output().lines()).hasSize(20);
      for (int i = 7; i <= 20; i++) {
        assertThat(Files.readAllLines(root.resolve("folder/file" + i))).hasSize(2000);
      }
      for (String name : new String[] {"folder/file3", "folder/file4", "folder/file6", "tree"}) {
        Host.Result cat = Host.result(List.of("cat", root.resolve(name).toString()));
        assertThat(cat.exit()).as(name).isNotZero();
        assertThat(cat.errors()).as(name).contains("Input/output error");
      }
      Host.Result find = Host.result(List.of("find", root.toString(), "-name", "file*"));
      assertThat(find.output().lines().filter(line -> line.contains("/folder/"))).hasSize(20);
    }
    Host.bash(folder, "rmdir coldmount* kernel*");
    before.assertUnchanged();
  }
}
