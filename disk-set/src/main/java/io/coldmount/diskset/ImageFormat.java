package io.coldmount.diskset;

import io.coldmount.block.BlockSource;
import io.coldmount.block.ByteView;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Disk image formats that are recognised in order to be refused by name: their bytes are not the
 * guest's, so they must never be served as a raw disk. Each is told by its magic number.
 */
enum ImageFormat {
  QCOW("the QCOW image format", 0, "QFI\u00fb"),
  QED("the QED image format", 0, "QED\0"),
  VHDX("the VHDX image format", 0, "vhdxfile"),
  VHD("the VHD image format (dynamic)", 0, "conectix"),
  VDI("the VDI image format", 0x40, "\u007f\u0010\u00da\u00be"),
  EWF("the E01 image format (EWF)", 0, "EVF\t\r\n\u00ff\0"),
  EWF_LOGICAL("the L01 image format (EWF)", 0, "LVF\t\r\n\u00ff\0"),
  EWF2("the Ex01 image format (EWF 2)", 0, "EVF2\r\n\u0081"),
  PARALLELS("the Parallels image format", 0, "WithoutFreeSpace"),
  PARALLELS_EXTENDED("the Parallels image format", 0, "WithouFreSpacExt");

  private static final int START = 0x48;
  private static final int FOOTER = 512;

  private final String title;
  private final int offset;
  private final String magic;

  ImageFormat(String title, int offset, String magic) {
    this.title = title;
    this.offset = offset;
    this.magic = magic;
  }

  /** The title of the format that {@code file} is in, or null. */
  static @Nullable String of(BlockSource file) throws IOException {
    ByteView start = file.view(0, (int) Math.min(START, file.size()));
    for (ImageFormat format : values()) {
      if (start.matches(format.offset, format.magic)) {
        return format.title;
      }
    }
    if (file.size() < FOOTER) {
      return null;
    }
    ByteView footer = file.view(file.size() - FOOTER, FOOTER);
    if (footer.matches(0, "conectix")) {
      return "the VHD image format (fixed)";
    }
    return footer.matches(0, "koly") ? "the DMG image format" : null;
  }
}
