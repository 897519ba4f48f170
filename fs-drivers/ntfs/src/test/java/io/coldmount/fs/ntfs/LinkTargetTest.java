package io.coldmount.fs.ntfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.coldmount.block.ByteView;
import io.coldmount.block.CorruptException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Where links of Windows lead, seen from two directories below the root. */
final class LinkTargetTest {

  private static ReparsePoint symlink(String target, boolean relative) throws CorruptException {
    byte[] name = Utf16.encode(target);
    ByteBuffer b = ByteBuffer.allocate(12 + name.length).order(ByteOrder.LITTLE_ENDIAN);
    b.putShort(2, (short) name.length).putInt(8, relative ? 1 : 0).put(12, name);
    return new ReparsePoint(ReparsePoint.SYMLINK, new ByteView("link", 0, b.array()));
  }

  @ParameterizedTest
  @CsvSource({
    "x, true, x",
    "x\\y, true, x/y",
    "..\\x, true, ../x",
    "..\\..\\x, true, ../../x",
    "..\\..\\..\\x, true, ../../x",
    "x\\..\\..\\..\\..\\y, true, ../../y",
    "\\x, true, ../../x",
    "/etc/passwd, true, ../../etc/passwd",
    "\\\\server\\share, true, ../../server/share",
    "\\??\\C:\\x\\y, false, ../../x/y",
    "\\??\\z:\\x\\..\\..\\y, false, ../../y",
    "\\??\\C:, false, ../..",
    "C:x, false, ../../x",
    "\\??\\UNC\\server\\share, false, \\??\\UNC\\server\\share",
    "/etc/passwd, false, \\etc\\passwd"
  })
  void targetsStayInside(String target, boolean relative, String inside) throws Exception {
    assertThat(LinkTarget.of(symlink(target, relative)).inside(2)).hasToString(inside);
  }

  @ParameterizedTest
  @CsvSource({
    "x/y, x/y",
    "../../../x, ../../x",
    "/mnt/c, ../..",
    "/mnt/D/x, ../../x",
    "/mnt/data/x, ../../mnt/data/x",
    "/usr/../../x, ../../x"
  })
  void targetsOfPosixStayInside(String target, String inside) throws Exception {
    var link = LinkTarget.posix(io.coldmount.fs.FileName.of(target));
    assertThat(link.inside(2)).hasToString(inside);
    assertThat(link.raw()).hasToString(target);
  }

  @Test
  void aTargetWithNulIsCorrupt() {
    assertThatThrownBy(() -> LinkTarget.of(symlink("a\0b", true)))
        .isInstanceOf(CorruptException.class)
        .hasMessageContaining("a NUL in the target of a link");
  }
}
