package io.coldmount.fs.ntfs;

import io.coldmount.block.ByteView;
import io.coldmount.block.ImageException;
import io.coldmount.block.UnsupportedException;

/**
 * How the Windows overlay filter compressed a file. Layout of the reparse data: {@code
 * WOF_EXTERNAL_INFO} and {@code FILE_PROVIDER_EXTERNAL_INFO_V1} of the Windows SDK (wofapi.h).
 */
record WofInformation(boolean lzx, int chunkSize) {

  private static final int WIM_PROVIDER = 1;
  private static final int FILE_PROVIDER = 2;

  static WofInformation parse(ByteView b) throws ImageException {
    long wofVersion = b.u32le(0);
    long wofProvider = b.u32le(4);
    b.require(wofVersion == 1, "the version of the overlay filter's data", 0, wofVersion);
    if (wofProvider == WIM_PROVIDER) {
      throw new UnsupportedException(b.source(), "a file that is kept in a WIM (WIMBoot)");
    }
    b.require(
        wofProvider == FILE_PROVIDER, "the provider of the overlay filter's data", 4, wofProvider);
    long version = b.u32le(8);
    long algorithm = b.u32le(12);
    b.require(version == 1, "the version of the file provider's data", 8, version);
    b.require(algorithm <= 3, "the compression of the overlay filter", 12, algorithm);
    return switch ((int) algorithm) {
      case 0 -> new WofInformation(false, 4 << 10);
      case 1 -> new WofInformation(true, Lzx.CHUNK);
      case 2 -> new WofInformation(false, 8 << 10);
      default -> new WofInformation(false, 16 << 10);
    };
  }

  ChunkDecoder decoder(String source) {
    return lzx ? new Lzx(source) : new Xpress(source, chunkSize);
  }
}
