package io.coldmount.diskset.vmdk;

import io.coldmount.diskset.TestFiles;

/** A small good image of each sparse format, and where its metadata lies. */
enum Fixture {
  HOSTED(hosted()),
  STREAM(writer("streamOptimized").stream(content(), states())),
  COWD(writer("").cowd(content(), states())),
  SE_SPARSE(writer("").seSparse(content(), "dz-u".repeat(6)));

  @SuppressWarnings("ImmutableEnumChecker") // only copies are handed out
  private final byte[] good;

  Fixture(byte[] good) {
    this.good = good;
  }

  private static byte[] content() {
    return TestFiles.patchy(99, 24 * 4096);
  }

  private static String states() {
    return "ddd-".repeat(6);
  }

  private static ImageWriter writer(String type) {
    ImageWriter writer = new ImageWriter();
    writer.grainSectors = 8;
    if (!type.isEmpty()) {
      writer.descriptor = ImageWriter.descriptor(type, "RW " + 24 * 8 + " SPARSE \"d.vmdk\"", "");
    }
    return writer;
  }

  private static byte[] hosted() {
    ImageWriter writer = writer("monolithicSparse");
    writer.perTable = 16;
    return writer.hosted(content(), states());
  }

  /** The image, for the caller to change. */
  byte[] image() {
    return good.clone();
  }

  /** An offset in the image's metadata for any {@code choice} that is not negative. */
  int place(int choice) {
    int header = choice / 3 % 1024;
    return switch (this) {
      case HOSTED, COWD -> choice % 3 == 0 ? header % 512 : choice / 3 % (24 * 512);
      case SE_SPARSE -> choice % 3 == 0 ? header : 16 * 512 + choice / 3 % 1024;
      case STREAM ->
          switch (choice % 3) {
            case 0 -> header;
            case 1 -> 128 * 512 + choice / 3 % 4096; // the first grains
            default -> good.length - 1 - choice / 3 % 5120; // the tables and the footer
          };
    };
  }
}
