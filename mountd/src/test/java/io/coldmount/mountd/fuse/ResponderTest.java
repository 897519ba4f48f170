package io.coldmount.mountd.fuse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.coldmount.block.CorruptException;
import io.coldmount.fs.FileName;
import io.coldmount.fs.FileType;
import io.coldmount.mountd.host.Errno;
import io.coldmount.mountd.tree.MemoryFileSystem;
import io.coldmount.mountd.tree.MemoryNode;
import io.coldmount.mountd.tree.MountTree;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Requests in, answers out, without a kernel. */
final class ResponderTest {

  private static final byte[] CONTENT = "0123456789".getBytes(StandardCharsets.UTF_8);
  private static final int ROOM = 64 * 1024;

  private final MemoryFileSystem fs = new MemoryFileSystem();
  private final ByteBuffer buffer =
      ByteBuffer.allocateDirect(Reply.HEADER + ROOM).order(ByteOrder.nativeOrder());
  private final Reply reply = new Reply(buffer);
  private final MemoryNode file = fs.file(fs.root(), "file", CONTENT);
  private Responder responder;

  ResponderTest() throws Exception {
    responder = responder(-1);
  }

  private Responder responder(int kernelFlags) throws Exception {
    Negotiation agreed = Negotiation.with(new Request.Init(7, 45, 0, kernelFlags), false);
    return new Responder(
        MountTree.of(fs), agreed, MountOptions.of("x"), new FaultLog("test"), new Activity());
  }

  /** The number of a node that is not the root. */
  private static long number(MemoryNode node) {
    return (1L << 48) | node.id();
  }

  private ByteBuffer answer(Request request) throws IOException {
    responder.answer(request, reply);
    ByteBuffer body = buffer.duplicate().order(ByteOrder.nativeOrder()).flip();
    return body.position(Reply.HEADER);
  }

  private int errno(Request request) {
    try {
      responder.answer(request, reply);
      return 0;
    } catch (IOException e) {
      return ErrorNumbers.of(e);
    }
  }

  private static byte[] bytes(ByteBuffer body) {
    byte[] bytes = new byte[body.remaining()];
    body.get(bytes);
    return bytes;
  }

  /** A name of a listing, with what came with it. */
  private record Listed(String name, long inode, long next, int type, long node) {}

  private static List<Listed> entries(ByteBuffer body, boolean plus) {
    List<Listed> listed = new ArrayList<>();
    while (body.hasRemaining()) {
      long node = plus ? body.getLong(body.position()) : 0;
      int at = body.position() + (plus ? AttributeEncoder.ENTRY : 0);
      int length = body.getInt(at + 16);
      byte[] name = new byte[length];
      body.get(at + 24, name);
      listed.add(
          new Listed(
              new String(name, StandardCharsets.UTF_8),
              body.getLong(at),
              body.getLong(at + 8),
              body.getInt(at + 20),
              node));
      body.position(at + 24 + ((length + 7) & ~7));
    }
    return listed;
  }

  @Test
  void aReadAnswersTheBytesAskedFor() throws Exception {
    assertThat(bytes(answer(new Request.Read(number(file), 3, 4))))
        .isEqualTo("3456".getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void aReadEndsWithTheFile() throws Exception {
    assertThat(bytes(answer(new Request.Read(number(file), 8, 4096)))).hasSize(2);
    assertThat(bytes(answer(new Request.Read(number(file), 10, 4096)))).isEmpty();
    assertThat(bytes(answer(new Request.Read(number(file), 1L << 60, 4096)))).isEmpty();
  }

  @Test
  void aReadIsNoLongerThanTheBuffer() throws Exception {
    file.withSize(1 << 20);
    assertThat(answer(new Request.Read(number(file), 0, -1)).remaining()).isEqualTo(ROOM);
  }

  @Test
  void aDriverThatEndsAFileEarlyIsAnErrorAndNotAShorterFile() {
    file.endingAt(4);
    assertThatThrownBy(() -> answer(new Request.Read(number(file), 0, 10)))
        .isInstanceOf(EOFException.class)
        .hasMessage("file 3 ends at 4, before its size of 10");
  }

  @Test
  void onlyFilesAreRead() {
    MemoryNode fifo = fs.add(fs.root(), "fifo", FileType.FIFO, 0600);
    assertThat(errno(new Request.Read(MountTree.ROOT, 0, 10))).isEqualTo(Errno.EISDIR);
    assertThat(errno(new Request.Read(number(fifo), 0, 10))).isEqualTo(Errno.EINVAL);
    assertThat(errno(new Request.Read(number(file), -1, 10))).isEqualTo(Errno.EINVAL);
    assertThat(errno(new Request.ReadLink(number(file)))).isEqualTo(Errno.EINVAL);
    assertThat(errno(new Request.ReadDirectory(number(file), 0, 100, true)))
        .isEqualTo(Errno.ENOTDIR);
    assertThat(errno(new Request.Lookup(number(file), FileName.of("x")))).isEqualTo(Errno.ENOTDIR);
  }

  @Test
  void aLookupTellsNodeAndAttributes() throws Exception {
    ByteBuffer entry = answer(new Request.Lookup(MountTree.ROOT, FileName.of("file")));
    assertThat(entry.remaining()).isEqualTo(AttributeEncoder.ENTRY);
    assertThat(entry.getLong(Reply.HEADER)).isEqualTo(number(file));
    assertThat(entry.getLong(Reply.HEADER + 40)).isEqualTo(file.id());
    assertThat(entry.getLong(Reply.HEADER + 48)).isEqualTo(10);
  }

  @Test
  void aNameThatIsNotThereIsRememberedAsSuch() throws Exception {
    ByteBuffer entry = answer(new Request.Lookup(MountTree.ROOT, FileName.of("nothing")));
    assertThat(entry.getLong(Reply.HEADER)).isZero();
    assertThat(entry.getLong(Reply.HEADER + 16)).isEqualTo(AttributeEncoder.VALID);
  }

  @Test
  void theDotsAreFoundForServersOfNfs() throws Exception {
    MemoryNode folder = fs.folder(fs.root(), "folder");
    assertThat(answer(new Request.Lookup(number(folder), FileName.of("."))).getLong(Reply.HEADER))
        .isEqualTo(number(folder));
    assertThat(answer(new Request.Lookup(number(folder), FileName.of(".."))).getLong(Reply.HEADER))
        .isEqualTo(MountTree.ROOT);
  }

  @Test
  void aNumberThatTheImageDoesNotHaveIsStale() {
    assertThat(errno(new Request.Attributes((1L << 48) | 4711))).isEqualTo(Errno.ESTALE);
    assertThat(errno(new Request.Attributes(4711))).isEqualTo(Errno.ESTALE);
    assertThat(errno(new Request.Attributes(0x7FFF_0000_0000_0001L))).isEqualTo(Errno.ESTALE);
    assertThat(errno(new Request.Attributes(-1))).isEqualTo(Errno.ESTALE);
  }

  @Test
  void aListingBeginsWithTheDots() throws Exception {
    MemoryNode folder = fs.folder(fs.root(), "folder");
    fs.folder(folder, "inner");
    List<Listed> listed =
        entries(answer(new Request.ReadDirectory(number(folder), 0, ROOM, true)), true);
    assertThat(listed)
        .containsExactly(
            new Listed(".", folder.id(), 1, 4, 0),
            new Listed("..", fs.root().id(), 2, 4, 0),
            new Listed("inner", folder.id() + 1, 3, 4, number(folder) + 1));
  }

  @Test
  void aListingGoesOnBehindAnyEntry() throws Exception {
    for (int i = 0; i < 200; i++) {
      fs.file(fs.root(), "name" + i, CONTENT);
    }
    List<String> names = new ArrayList<>();
    long offset = 0;
    while (true) {
      List<Listed> listed =
          entries(answer(new Request.ReadDirectory(MountTree.ROOT, offset, 500, false)), false);
      if (listed.isEmpty()) {
        break;
      }
      listed.forEach(entry -> names.add(entry.name()));
      offset = listed.getLast().next();
    }
    assertThat(names).hasSize(203).startsWith(".", "..", "file", "name0").endsWith("name199");
    assertThat(names).doesNotHaveDuplicates();
  }

  @Test
  void roomForNoEntryIsAnErrorAndNotTheEnd() {
    assertThat(errno(new Request.ReadDirectory(MountTree.ROOT, 0, 16, false)))
        .isEqualTo(Errno.EINVAL);
  }

  @Test
  void anEntryOfADamagedNodeIsShownWithoutAttributes() throws Exception {
    file.failing(MemoryNodes.corrupt("inode 3"));
    List<Listed> listed =
        entries(answer(new Request.ReadDirectory(MountTree.ROOT, 2, ROOM, true)), true);
    assertThat(listed).containsExactly(new Listed("file", file.id(), 3, 8, 0));
    assertThat(errno(new Request.Lookup(MountTree.ROOT, FileName.of("file")))).isEqualTo(Errno.EIO);
  }

  @Test
  void aDamagedFolderShowsWhatItHasAndThenFails() throws Exception {
    fs.root().failing(MemoryNodes.corrupt("block 7"));
    List<Listed> listed =
        entries(answer(new Request.ReadDirectory(MountTree.ROOT, 0, ROOM, false)), false);
    assertThat(listed).extracting(Listed::name).containsExactly(".", "..", "file");
    long next = listed.getLast().next();
    assertThat(next & DirectoryWriter.FAILS).isNotZero();
    assertThat(errno(new Request.ReadDirectory(MountTree.ROOT, next, ROOM, false)))
        .isEqualTo(Errno.EIO);
  }

  @Test
  void aFolderOfWhichNothingCanBeListedFailsAtOnce() {
    fs.root().failing(MemoryNodes.corrupt("block 7"));
    assertThatThrownBy(() -> answer(new Request.ReadDirectory(MountTree.ROOT, 3, ROOM, false)))
        .isInstanceOf(CorruptException.class);
  }

  @Test
  void aNameThatWouldFailTheKernelsListingIsLeftOut() throws Exception {
    fs.file(fs.root(), "a/b", CONTENT);
    fs.file(fs.root(), "n".repeat(1025), CONTENT);
    fs.file(fs.root(), "n".repeat(1024), CONTENT);
    fs.file(fs.root(), "..", CONTENT);
    List<Listed> listed =
        entries(answer(new Request.ReadDirectory(MountTree.ROOT, 2, ROOM, false)), false);
    assertThat(listed).extracting(Listed::name).containsExactly("file", "n".repeat(1024));
  }

  @Test
  void aLinkTellsItsTarget() throws Exception {
    MemoryNode link =
        fs.add(fs.root(), "link", FileType.SYMBOLIC_LINK, 0777).withTarget(FileName.of("/etc"));
    long number = answer(new Request.Lookup(MountTree.ROOT, FileName.of("link"))).getLong(16);
    assertThat(bytes(answer(new Request.ReadLink(number))))
        .isEqualTo("etc".getBytes(StandardCharsets.UTF_8));
    link.withTarget(FileName.of("x".repeat(4096)));
    assertThat(errno(new Request.ReadLink(number(link)))).isEqualTo(Errno.ENAMETOOLONG);
  }

  private int errnoOfLink(MemoryNode folder) throws IOException {
    ByteBuffer found = answer(new Request.Lookup(number(folder), FileName.of("link")));
    return errno(new Request.ReadLink(found.getLong(16)));
  }

  /** The depth of a link comes from what folders say of where they stand. */
  @Test
  void aFolderThatIsNotWhereItSaysLeadsNoLinkOutOfTheMount() throws Exception {
    MemoryNode deep = fs.folder(fs.folder(fs.root(), "a"), "deep");
    MemoryNode below = fs.folder(deep, "below");
    for (MemoryNode each : List.of(deep, below)) {
      fs.add(each, "link", FileType.SYMBOLIC_LINK, 0777).withTarget(FileName.of("/etc/shadow"));
    }
    answer(new Request.Lookup(number(deep), FileName.of("below")));
    assertThat(errnoOfLink(below)).isZero();
    fs.hardLink(fs.root(), "near", deep);
    answer(new Request.Lookup(MountTree.ROOT, FileName.of("near")));
    assertThat(errnoOfLink(deep)).isEqualTo(Errno.ELOOP);
    assertThat(errnoOfLink(below)).isEqualTo(Errno.ELOOP);
    responder = responder(-1);
    assertThat(errnoOfLink(deep)).isZero();
    answer(new Request.ReadDirectory(MountTree.ROOT, 0, ROOM, true));
    assertThat(errnoOfLink(deep)).isEqualTo(Errno.ELOOP);
    assertThat(errnoOfLink(below)).isEqualTo(Errno.ELOOP);
  }

  @Test
  void extendedAttributesAreTheirLengthOrTheirBytes() throws Exception {
    file.withXattr("user.a", CONTENT).withXattr("trusted.b", new byte[0]);
    FileName name = FileName.of("user.a");
    assertThat(answer(new Request.Xattr(number(file), name, 0, 0)).getLong()).isEqualTo(10);
    assertThat(bytes(answer(new Request.Xattr(number(file), name, 10, 0)))).isEqualTo(CONTENT);
    assertThat(errno(new Request.Xattr(number(file), name, 9, 0))).isEqualTo(Errno.ERANGE);
    assertThat(errno(new Request.Xattr(number(file), FileName.of("user.z"), 0, 0)))
        .isEqualTo(Errno.ENODATA);
    assertThat(answer(new Request.XattrNames(number(file), 0, 0)).getLong()).isEqualTo(17);
    assertThat(bytes(answer(new Request.XattrNames(number(file), 17, 0))))
        .isEqualTo("user.a\0trusted.b\0".getBytes(StandardCharsets.UTF_8));
    assertThat(errno(new Request.XattrNames(number(file), 16, 0))).isEqualTo(Errno.ERANGE);
    assertThat(bytes(answer(new Request.XattrNames(MountTree.ROOT, 100, 0)))).isEmpty();
  }

  @Test
  void holesAreFound() throws Exception {
    file.withSize(100).withRuns(10L, 20L, 90L); // data, hole, data, hole to the end
    assertThat(seek(0, 3)).isEqualTo(0);
    assertThat(seek(0, 4)).isEqualTo(10);
    assertThat(seek(15, 3)).isEqualTo(20);
    assertThat(seek(20, 4)).isEqualTo(90);
    assertThat(errno(new Request.Seek(number(file), 90, 3))).isEqualTo(Errno.ENXIO);
    assertThat(errno(new Request.Seek(number(file), 100, 4))).isEqualTo(Errno.ENXIO);
    assertThat(errno(new Request.Seek(number(file), -1, 3))).isEqualTo(Errno.ENXIO);
    assertThat(errno(new Request.Seek(number(file), 0, 9))).isEqualTo(Errno.EINVAL);
  }

  @Test
  void afterManyRunsTheAnswerIsWhatIsAlwaysAllowed() throws Exception {
    MemoryNode striped = fs.file(fs.root(), "striped", CONTENT).withSize(100_000);
    striped.inRunsOf(1, true);
    assertThat(answer(new Request.Seek(number(striped), 7, 3)).getLong()).isEqualTo(7 + 4096);
    striped.inRunsOf(1, false);
    assertThat(answer(new Request.Seek(number(striped), 7, 4)).getLong()).isEqualTo(100_000);
  }

  @Test
  void theEndOfAFileIsAHole() throws Exception {
    assertThat(seek(5, 4)).isEqualTo(10);
  }

  private long seek(long offset, int whence) throws IOException {
    return answer(new Request.Seek(number(file), offset, whence)).getLong();
  }

  @Test
  void statisticsAreThoseOfTheFileSystem() throws Exception {
    ByteBuffer b = answer(new Request.Statistics(number(file)));
    assertThat(b.remaining()).isEqualTo(80);
    assertThat(List.of(b.getLong(), b.getLong(), b.getLong(), b.getLong(), b.getLong()))
        .containsExactly(1000L, 400L, 300L, 5000L, 4000L);
    assertThat(List.of(b.getInt(), b.getInt(), b.getInt())).containsExactly(4096, 255, 4096);
  }

  @Test
  void flagsAndGenerationAnswerLsattr() throws Exception {
    assertThat(answer(new Request.Control(number(file), 0x80086601, 4)).getInt(32)).isZero();
    assertThat(answer(new Request.Control(number(file), 0x80087601, 8)).getInt(32)).isEqualTo(7);
    assertThat(errno(new Request.Control(number(file), 0x5401, 0))).isEqualTo(Errno.ENOTTY);
    assertThat(errno(new Request.Control(number(file), 0x80086601, 2))).isEqualTo(Errno.EINVAL);
  }

  @Test
  void aKernelThatCanIsToldToLeaveOpenOut() throws Exception {
    assertThat(errno(new Request.Open(false))).isEqualTo(Errno.ENOSYS);
    assertThat(errno(new Request.Open(true))).isEqualTo(Errno.ENOSYS);
    responder = responder(0);
    assertThat(answer(new Request.Open(false)).getInt(Reply.HEADER + 8)).isEqualTo(2);
    assertThat(answer(new Request.Open(true)).getInt(Reply.HEADER + 8)).isEqualTo(10);
  }

  @Test
  void anAnswerBeginsWithItsLengthErrorAndNumber() throws Exception {
    answer(new Request.Read(number(file), 0, 4));
    assertThat(reply.finish(77)).isEqualTo(20);
    assertThat(buffer.getInt(0)).isEqualTo(20);
    assertThat(buffer.getInt(4)).isZero();
    assertThat(buffer.getLong(8)).isEqualTo(77);
    assertThat(reply.fail(78, Errno.EIO)).isEqualTo(16);
    assertThat(buffer.getInt(0)).isEqualTo(16);
    assertThat(buffer.getInt(4)).isEqualTo(-5);
    assertThat(buffer.getLong(8)).isEqualTo(78);
  }
}
