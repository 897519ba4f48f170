package io.coldmount.mountd.fuse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.coldmount.fs.FileName;
import io.coldmount.mountd.host.Errno;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class RequestParserTest {

  private static final long NODE = (3L << 48) | 12;

  /** As strace(1) showed the kernel's bytes, on a little-endian machine. */
  @Test
  void aLookupIsReadFromTheKernelsOwnBytes() throws Exception {
    String hex =
        "2c000000" // len 44
            + "01000000" // LOOKUP
            + "0600000000000000" // unique
            + "0100000000000000" // node
            + "00000000" // uid
            + "00000000" // gid
            + "d2040000" // pid
            + "00000000" // total_extlen, padding
            + "65746300"; // etc
    ByteBuffer bytes = ByteBuffer.wrap(HexFormat.of().parseHex(hex)).order(ByteOrder.LITTLE_ENDIAN);
    assertThat(RequestParser.unique(bytes)).isEqualTo(6);
    assertThat(RequestParser.parse(bytes)).isEqualTo(new Request.Lookup(1, FileName.of("etc")));
  }

  @Test
  void initTellsVersionAndFlags() throws Exception {
    Request init =
        RequestBytes.of(Opcode.INIT, 0).u32(7).u32(45).u32(131072).u32(0x73FFFFFB).parsed();
    assertThat(init).isEqualTo(new Request.Init(7, 45, 131072, 0x73FFFFFB));
  }

  @Test
  void readTakesOffsetAndSizeFromBehindTheHandle() throws Exception {
    Request read =
        RequestBytes.of(Opcode.READ, NODE)
            .u64(99)
            .u64(1L << 40)
            .u32(131072)
            .u32(0)
            .u64(0)
            .u32(0)
            .u32(0)
            .parsed();
    assertThat(read).isEqualTo(new Request.Read(NODE, 1L << 40, 131072));
  }

  @Test
  void listingsComeWithAndWithoutAttributes() throws Exception {
    assertThat(RequestBytes.of(Opcode.READDIR, NODE).u64(0).u64(7).u32(4096).parsed())
        .isEqualTo(new Request.ReadDirectory(NODE, 7, 4096, false));
    assertThat(RequestBytes.of(Opcode.READDIRPLUS, NODE).u64(0).u64(7).u32(4096).parsed())
        .isEqualTo(new Request.ReadDirectory(NODE, 7, 4096, true));
  }

  @Test
  void attributesAreAskedByNodeAlone() throws Exception {
    assertThat(RequestBytes.of(Opcode.GETATTR, NODE).u64(0).u64(0).parsed())
        .isEqualTo(new Request.Attributes(NODE));
    assertThat(RequestBytes.of(Opcode.STATX, NODE).u64(0).u64(0).u64(0).parsed())
        .isEqualTo(new Request.ExtendedAttributes(NODE));
    assertThat(RequestBytes.of(Opcode.READLINK, NODE).parsed())
        .isEqualTo(new Request.ReadLink(NODE));
    assertThat(RequestBytes.of(Opcode.STATFS, NODE).parsed())
        .isEqualTo(new Request.Statistics(NODE));
  }

  @Test
  void extendedAttributesComeWithTheRoomForThem() throws Exception {
    assertThat(RequestBytes.of(Opcode.GETXATTR, NODE).u32(256).u32(0).text("user.origin").parsed())
        .isEqualTo(new Request.Xattr(NODE, FileName.of("user.origin"), 256, 1000));
    assertThat(RequestBytes.of(Opcode.LISTXATTR, NODE).u32(1024).u32(0).parsed())
        .isEqualTo(new Request.XattrNames(NODE, 1024, 1000));
  }

  @Test
  void seekTellsWhatIsSought() throws Exception {
    assertThat(RequestBytes.of(Opcode.LSEEK, NODE).u64(0).u64(4096).u32(3).u32(0).parsed())
        .isEqualTo(new Request.Seek(NODE, 4096, 3));
  }

  @Test
  void anIoctlTellsItsCommandAndRoom() throws Exception {
    Request control =
        RequestBytes.of(Opcode.IOCTL, NODE)
            .u64(0)
            .u32(0)
            .u32(0x80086601)
            .u64(0)
            .u32(0)
            .u32(4)
            .parsed();
    assertThat(control).isEqualTo(new Request.Control(NODE, 0x80086601, 4));
  }

  @Test
  void aNameIsBytesAndNotText() throws Exception {
    assertThat(RequestBytes.of(Opcode.LOOKUP, 1).raw(0xFF, 0xFE, 0).parsed())
        .isEqualTo(new Request.Lookup(1, FileName.of(new byte[] {(byte) 0xFF, (byte) 0xFE})));
  }

  @ParameterizedTest
  @ValueSource(ints = {4, 6, 8, 9, 10, 11, 12, 13, 16, 21, 24, 35, 43, 45, 47, 51, 53})
  void everyRequestThatWouldWriteMeetsAReadOnlyFileSystem(int opcode) throws Exception {
    assertThat(RequestBytes.of(opcode, NODE).u64(0).parsed())
        .isEqualTo(new Request.Refused(Errno.EROFS));
  }

  @ParameterizedTest
  @ValueSource(ints = {25, 34, 40, 4000})
  void whatTheKernelDoesBetterAloneIsLeftToIt(int opcode) throws Exception {
    assertThat(RequestBytes.of(opcode, NODE).u64(0).parsed())
        .isEqualTo(new Request.Refused(Errno.ENOSYS));
  }

  @Test
  void aSignalNamesTheRequestItIsAbout() throws Exception {
    assertThat(RequestBytes.of(36, 0).u64(4712).parsed()).isEqualTo(new Request.Interrupt(4712));
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 41, 42})
  void messagesHaveNoAnswer(int opcode) throws Exception {
    assertThat(RequestBytes.of(opcode, NODE).u64(1).parsed()).isInstanceOf(Request.Message.class);
  }

  @ParameterizedTest
  @ValueSource(ints = {18, 20, 29, 30, 38, 50})
  void thereIsNothingToDoToEndTheUseOfAFile(int opcode) throws Exception {
    assertThat(RequestBytes.of(opcode, NODE).u64(1).parsed()).isInstanceOf(Request.Done.class);
  }

  @Test
  void aRequestShorterThanItsKindIsRefused() {
    assertThatThrownBy(() -> RequestBytes.of(Opcode.READ, NODE).u64(0).u64(0).parsed())
        .hasMessage("the kernel's request of 56 bytes is shorter than 60");
  }

  @Test
  void aLengthOtherThanTheBytesIsRefused() {
    ByteBuffer bytes = RequestBytes.of(Opcode.GETATTR, NODE).u64(0).u64(0).bytes();
    assertThatThrownBy(() -> RequestParser.parse(bytes.putInt(0, 55)))
        .hasMessage("the kernel's request says it has 55 bytes, and has 56");
  }

  @Test
  void aNameWithoutEndIsRefused() {
    assertThatThrownBy(() -> RequestBytes.of(Opcode.LOOKUP, 1).raw('e', 't', 'c').parsed())
        .hasMessage("a name in the kernel's request 1 has no end");
  }

  @Test
  void anEmptyNameIsRefused() {
    assertThatThrownBy(() -> RequestBytes.of(Opcode.LOOKUP, 1).raw(0).parsed())
        .hasMessage("a name in the kernel's request 1 is empty");
  }
}
