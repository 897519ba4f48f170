package io.coldmount.fs.ntfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.coldmount.block.BlockSource;
import io.coldmount.block.CorruptException;
import io.coldmount.block.ImageCache;
import io.coldmount.block.ImageException;
import io.coldmount.block.MemorySource;
import io.coldmount.block.UnavailableException;
import io.coldmount.fs.FileName;
import io.coldmount.fs.FileSystem;
import io.coldmount.fs.FileSystem.Condition.Kind;
import io.coldmount.fs.Node;
import io.coldmount.fs.OpenOptions;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One field of a good volume is changed at a time. */
final class DamageTest {

  private static final int RECORD = 1024;

  @TempDir static Path folder;

  private static byte[] good;

  private byte[] image;
  private ByteBuffer b;
  private int mft;

  @BeforeAll
  static void make() throws Exception {
    var volume = NtfsImage.make(folder, "8M", "");
    volume.mounted(
        "rw,compression",
        """
        seq 1 5000 > big; echo small > small; mkdir folder; (cd folder; seq 1 300 | xargs touch)
        mkdir packed; setfattr -n system.ntfs_attrib_be -v 0x00000810 packed; seq 1 50000 > packed/file
        printf 'HIBR' > hibernated
        """);
    good = Files.readAllBytes(volume.file());
  }

  @BeforeEach
  void copy() {
    image = good.clone();
    b = ByteBuffer.wrap(image).order(ByteOrder.LITTLE_ENDIAN);
    mft = (int) b.getLong(0x30) * 4096;
  }

  private FileSystem open() throws IOException {
    return open(new MemorySource("disk", image));
  }

  private static FileSystem open(BlockSource source) throws IOException {
    return new NtfsDriver().open(source, new OpenOptions(Map.of(), ImageCache.ofBytes(8 << 20)));
  }

  private static Node at(FileSystem fs, String path) throws IOException {
    Node node = fs.root();
    for (String name : path.split("/", -1)) {
      node = Objects.requireNonNull(node.lookup(FileName.of(name)), path);
    }
    return node;
  }

  private int record(String path) throws IOException {
    try (var fs = open(new MemorySource("disk", good))) {
      return mft + (int) at(fs, path).id() * RECORD;
    }
  }

  /** Where the attribute of a type begins in a record. */
  private int attribute(int record, int type) {
    int at = record + b.getShort(record + 0x14);
    while (b.getInt(at) != type) {
      at += b.getInt(at + 4);
    }
    return at;
  }

  private static void isCorrupt(ThrowingCallable call, String message) {
    assertThatThrownBy(call).isInstanceOf(CorruptException.class).hasMessageContaining(message);
  }

  private static void readAll(Node node) throws IOException {
    assertThat(Tree.sha256(node)).isNotEmpty();
  }

  @Test
  void aGoodVolumeIsProbedAndClean() throws Exception {
    var probe = new NtfsDriver().probe(new MemorySource("disk", image)).orElseThrow();
    assertThat(probe.format()).isEqualTo("ntfs");
    assertThat(probe.label()).isEqualTo("Oracle");
    assertThat(probe.uuid()).matches("[0-9A-F]{16}");
    try (var fs = open()) {
      assertThat(fs.conditions()).isEmpty();
      assertThat(fs.label()).isEqualTo("Oracle");
      var s = fs.statistics();
      assertThat(s.blocks() * s.blockSize()).isBetween(8_380_000L, 8_388_608L);
      assertThat(s.freeBlocks()).isBetween(100L, s.blocks() - 1);
    }
  }

  @Test
  void foreignBytesAreNoNtfs() throws Exception {
    var driver = new NtfsDriver();
    assertThat(driver.probe(new MemorySource("disk", new byte[0]))).isEmpty();
    assertThat(driver.probe(new MemorySource("disk", new byte[100]))).isEmpty();
    assertThat(driver.probe(new MemorySource("disk", new byte[70000]))).isEmpty();
    image[3] = 'X';
    image[100] = 1;
    assertThat(driver.probe(new MemorySource("disk", image))).isEmpty();
  }

  @Test
  void fieldsOfTheBootSectorAreChecked() {
    // The copy at the end must not stand in for the fields under test.
    java.util.Arrays.fill(image, image.length - 512, image.length, (byte) 0);
    b.putShort(0x0B, (short) 513);
    isCorrupt(
        this::open, "the sector size of the NTFS boot sector at offset 11 is wrong: found 513");
    b.putShort(0x0B, (short) 512);
    image[0x0D] = 3;
    isCorrupt(this::open, "the number of sectors per cluster at offset 13 is wrong: found 3");
    image[0x0D] = 8;
    b.putLong(0x30, 1L << 40);
    isCorrupt(this::open, "the cluster of $MFT at offset 48 is wrong");
    b.putLong(0x30, mft / 4096);
    image[0x40] = (byte) 0xE0;
    isCorrupt(this::open, "the size of an MFT record at offset 64 is wrong");
  }

  @Test
  void aDestroyedBootSectorIsReplacedByItsCopy() throws Exception {
    java.util.Arrays.fill(image, 0, 512, (byte) 0);
    assertThat(new NtfsDriver().probe(new MemorySource("disk", image))).isPresent();
    try (var fs = open()) {
      assertThat(fs.conditions())
          .extracting(FileSystem.Condition::kind)
          .containsExactly(Kind.BACKUP_IN_USE);
      readAll(at(fs, "big"));
    }
  }

  @Test
  void aDestroyedFirstRecordIsReplacedByItsMirror() throws Exception {
    java.util.Arrays.fill(image, mft, mft + 4 * RECORD, (byte) 0x55);
    try (var fs = open()) {
      assertThat(fs.label()).isEqualTo("Oracle");
      readAll(at(fs, "big"));
    }
  }

  @Test
  void aTornRecordCostsItselfAlone() throws Exception {
    int record = record("small");
    image[record + 510] ^= 1;
    try (var fs = open()) {
      isCorrupt(() -> at(fs, "small"), "was torn while written: its sector 0 ends with");
      readAll(at(fs, "big"));
      assertThat(Tree.entries(fs.root())).extracting(e -> e.name().toString()).contains("small");
    }
  }

  @Test
  void aRecordOutOfUseIsNotThere() throws Exception {
    int record = record("small");
    b.putShort(record + 0x16, (short) 0);
    try (var fs = open()) {
      isCorrupt(() -> at(fs, "small"), "names a file that is not there");
      long id = ((long) record - mft) / RECORD;
      assertThatThrownBy(() -> fs.node(id)).isInstanceOf(java.nio.file.NoSuchFileException.class);
      assertThatThrownBy(() -> fs.node(1L << 31))
          .isInstanceOf(java.nio.file.NoSuchFileException.class);
    }
  }

  @Test
  void aRecordOfAnotherGenerationIsNotTheFile() throws Exception {
    int record = record("small");
    b.putShort(record + 0x10, (short) 77);
    try (var fs = open()) {
      isCorrupt(() -> at(fs, "small"), "which is in its generation 77");
    }
  }

  @Test
  void attributesOfWrongLengthAreRefused() throws Exception {
    int record = record("big");
    int data = attribute(record, AttributeType.DATA);
    b.putInt(data + 4, 0x7FFFFFF8);
    try (var fs = open()) {
      isCorrupt(() -> at(fs, "big"), "the length of an attribute of MFT record");
    }
  }

  @Test
  void runsOutsideTheVolumeAreRefused() throws Exception {
    int data = attribute(record("big"), AttributeType.DATA);
    int runs = data + b.getShort(data + 32);
    int header = image[runs];
    int lengthBytes = header & 15;
    image[runs + lengthBytes + (header >> 4)] = 0x7F;
    try (var fs = open()) {
      isCorrupt(() -> at(fs, "big"), "the cluster of a run of");
    }
  }

  @Test
  void runsThatEndTooEarlyAreRefused() throws Exception {
    int data = attribute(record("big"), AttributeType.DATA);
    image[data + b.getShort(data + 32)] = 0;
    try (var fs = open()) {
      isCorrupt(() -> at(fs, "big"), "the number of clusters in the runs of $DATA");
    }
  }

  @Test
  void sizesThatAreNegativeAreRefused() throws Exception {
    int data = attribute(record("big"), AttributeType.DATA);
    b.putLong(data + 48, -5);
    try (var fs = open()) {
      isCorrupt(() -> at(fs, "big"), "the size of $DATA at offset");
    }
  }

  @Test
  void bytesPastTheInitialisedSizeAreZeros() throws Exception {
    int data = attribute(record("big"), AttributeType.DATA);
    b.putLong(data + 56, 100);
    try (var fs = open()) {
      Node big = at(fs, "big");
      ByteBuffer buffer = ByteBuffer.allocate(200);
      assertThat(big.read(0, buffer)).isEqualTo(200);
      assertThat(buffer.get(99)).isNotZero();
      for (int i = 100; i < 200; i++) {
        assertThat(buffer.get(i)).isZero();
      }
      assertThat(big.extent(0, 1000).length()).isEqualTo(100);
      assertThat(big.extent(100, 1000).isHole()).isTrue();
    }
  }

  @Test
  void anEncryptedFileIsListedAndItsDataAreUnavailable() throws Exception {
    int data = attribute(record("big"), AttributeType.DATA);
    b.putShort(data + 12, (short) AttributeRecord.ENCRYPTED);
    try (var fs = open()) {
      Node big = at(fs, "big");
      assertThat(big.attributes().size()).isEqualTo(23893);
      assertThatThrownBy(() -> big.read(0, ByteBuffer.allocate(10)))
          .isInstanceOfSatisfying(
              UnavailableException.class,
              e ->
                  assertThat(e.reason()).isEqualTo(UnavailableException.Reason.ENCRYPTED_FOR_USERS))
          .hasMessageContaining("is encrypted by the guest (EFS)");
    }
  }

  @Test
  void aDamagedIndexBlockCostsItsOwnNames() throws Exception {
    Node folderNode;
    try (var fs = open()) {
      folderNode = at(fs, "folder");
      assertThat(Tree.entries(folderNode)).hasSize(300);
    }
    int allocation = attribute(record("folder"), AttributeType.INDEX_ALLOCATION);
    int runs = allocation + b.getShort(allocation + 32);
    int lengthBytes = image[runs] & 15;
    int block = b.getShort(runs + 1 + lengthBytes) * 4096 + 3 * 4096;
    assertThat(b.getInt(block)).isEqualTo(0x58444E49);
    image[block + 1022] ^= 1;
    try (var fs = open()) {
      Node node = at(fs, "folder");
      int[] count = {0};
      isCorrupt(
          () ->
              node.list(
                  0,
                  e -> {
                    count[0]++;
                    return true;
                  }),
          "block 3 of the index of MFT record");
      assertThat(count[0]).isBetween(200, 299);
    }
  }

  @Test
  void damagedLznt1IsNamed() throws Exception {
    int data = attribute(record("packed/file"), AttributeType.DATA);
    int runs = data + b.getShort(data + 32);
    int lengthBytes = image[runs] & 15;
    int place = (b.getInt(runs + 1 + lengthBytes) & 0xFFFF) * 4096;
    b.putShort(place, (short) 0xBFFF);
    for (int i = 2; i < 60; i++) {
      image[place + i] = (byte) 0xFF;
    }
    try (var fs = open()) {
      Node file = at(fs, "packed/file");
      isCorrupt(() -> readAll(file), "its LZNT1 data is damaged");
    }
  }

  @Test
  void aDirtyVolumeSaysSo() throws Exception {
    int information = attribute(mft + 3 * RECORD, AttributeType.VOLUME_INFORMATION);
    b.putShort(information + 24 + 10, (short) 1);
    try (var fs = open()) {
      assertThat(fs.conditions())
          .extracting(FileSystem.Condition::kind)
          .containsExactly(Kind.DIRTY, Kind.CHECK_SCHEDULED);
    }
  }

  @Test
  void aLogThatIsNotCleanSaysSo() throws Exception {
    int data = attribute(mft + 2 * RECORD, AttributeType.DATA);
    int runs = data + b.getShort(data + 32);
    int lengthBytes = image[runs] & 15;
    int log = (b.getShort(runs + 1 + lengthBytes) & 0xFFFF) * 4096;
    // A restart page as Windows writes it while a volume is in use.
    for (int page = log; page <= log + 4096; page += 4096) {
      java.util.Arrays.fill(image, page, page + 4096, (byte) 0);
      b.putInt(page, 0x52545352);
      b.putShort(page + 4, (short) 30);
      b.putShort(page + 6, (short) 9);
      b.putInt(page + 0x10, 4096);
      b.putInt(page + 0x14, 4096);
      b.putShort(page + 0x18, (short) 48);
      b.putShort(page + 30, (short) 7);
      for (int i = 1; i <= 8; i++) {
        b.putShort(page + i * 512 - 2, (short) 7);
      }
      b.putShort(page + 48 + 0x0C, (short) 0);
    }
    try (var fs = open()) {
      assertThat(fs.conditions())
          .extracting(FileSystem.Condition::kind)
          .containsExactly(Kind.JOURNAL_PENDING);
    }
    b.putShort(log + 48 + 0x0C, (short) 0xFFFF);
    b.putLong(log + 48, 5);
    try (var fs = open()) {
      assertThat(fs.conditions()).isEmpty();
    }
  }

  @Test
  void aTruncatedVolumeSaysSoAndShowsWhatIsThere() throws Exception {
    int half = image.length - (1 << 20);
    try (var fs = open(new MemorySource("disk", java.util.Arrays.copyOf(image, half)))) {
      assertThat(fs.conditions()).extracting(FileSystem.Condition::kind).contains(Kind.TRUNCATED);
      assertThat(Tree.entries(fs.root())).isNotEmpty();
    }
  }

  @Test
  void aHibernatedGuestIsNoticed() throws Exception {
    var volume = NtfsImage.make(folder, "4M", "");
    volume.fill("printf 'HIBR12345678' > HiberFil.sys");
    try (var source = FileSource.open(volume.file());
        var fs = open(source)) {
      assertThat(fs.conditions())
          .extracting(FileSystem.Condition::kind)
          .containsExactly(Kind.HIBERNATED);
    }
  }

  @Test
  void anyByteMayBeWrongAnywhere() throws Exception {
    var random = new java.util.Random(3);
    int opened = 0;
    for (int round = 0; round < 60; round++) {
      copy();
      for (int i = 0; i < 40; i++) {
        int at = mft + random.nextInt(80 * RECORD);
        image[at] = (byte) random.nextInt();
      }
      try (var fs = open()) {
        opened++;
        HostileWalk.walk(fs, 2000);
      } catch (ImageException | java.nio.file.NoSuchFileException expected) {
        assertThat(expected.getMessage()).isNotEmpty();
      }
    }
    assertThat(opened).isPositive();
  }
}
