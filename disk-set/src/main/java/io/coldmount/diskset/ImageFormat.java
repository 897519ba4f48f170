package io.coldmount.diskset;

import io.coldmount.block.BlockSource;
import io.coldmount.block.ByteView;
import io.coldmount.block.UnsupportedException;
import java.io.IOException;

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
  private static final String CONVERT = "\"qemu-img convert -O raw\" makes a disk of it that is";

  private final String title;
  private final int offset;
  private final String magic;

  ImageFormat(String title, int offset, String magic) {
    this.title = title;
    this.offset = offset;
    this.magic = magic;
  }

  /** Throws if {@code file} is in one of these formats. */
  static void refuse(BlockSource file) throws IOException {
    ByteView start = file.view(0, (int) Math.min(START, file.size()));
    for (ImageFormat format : values()) {
      if (start.matches(format.offset, format.magic)) {
        throw new UnsupportedException(file.name(), format.title, format.advice());
      }
    }
    if (file.size() < FOOTER) {
      return;
    }
    ByteView footer = file.view(file.size() - FOOTER, FOOTER);
    if (footer.matches(0, "conectix")) {
      throw new UnsupportedException(file.name(), "the VHD image format (fixed)", CONVERT);
    }
    if (footer.matches(0, "koly")) {
      throw new UnsupportedException(file.name(), "the DMG image format", CONVERT);
    }
  }

  private String advice() {
    return switch (this) {
      case QCOW, QED, VHDX, VHD, VDI, PARALLELS, PARALLELS_EXTENDED -> CONVERT;
      case EWF, EWF2 -> "ewfmount, of libewf, shows the disk in it as a file that is";
      case EWF_LOGICAL -> "it holds single files, not a disk";
    };
  }
}
