package io.coldmount.diskset.vmdk;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.coldmount.block.ByteView;
import io.coldmount.block.ImageException;
import java.util.Arrays;

final class HeaderFuzzTest {

  @FuzzTest
  void aHeaderOfAnyFormatIsReadOrRefused(byte[] data) {
    ByteView view = new ByteView("d.vmdk", 0, Arrays.copyOf(data, CowdHeader.SIZE));
    read(() -> SparseHeader.parse(view));
    read(() -> CowdHeader.parse(view));
    read(() -> SeSparseVolatileHeader.parse(view));
    read(() -> GrainMarker.parse(view, 1 << 17));
    read(() -> codes(SeSparseHeader.parse(view), view));
  }

  /** The entries of any valid header lie nowhere but in the file. */
  private static boolean codes(SeSparseHeader header, ByteView view) throws ImageException {
    SeSparseCode code = new SeSparseCode(header);
    for (int at = 0; at + 8 <= view.length(); at += 8) {
      long table = code.table(view.u64le(at));
      long grain = code.grain(view.u64le(at));
      if (table < EntryCode.INVALID || grain < EntryCode.INVALID) {
        throw new IllegalStateException("an offset below zero");
      }
    }
    return true;
  }

  /** What parses. */
  private interface Parse {
    Object parse() throws ImageException;
  }

  private static void read(Parse parse) {
    try {
      parse.parse();
    } catch (ImageException expected) {
      assert !expected.getMessage().isBlank();
    }
  }
}
