package io.coldmount.diskset.vmdk;

import io.coldmount.diskset.TestFiles;

/** A small good image of each sparse format, and where its metadata lies. */
enum Fixture {
  HOSTED {
    @Override
    byte[] image() {
      ImageWriter writer = writer("monolithicSparse");
      writer.perTable = 16;
      return writer.hosted(CONTENT, STATES);
    }
  },
  STREAM {
    @Override
    byte[] image() {
      return writer("streamOptimized").stream(CONTENT, STATES);
    }

    @Override
    int place(int choice) {
      int size = SIZE_OF_STREAM;
      return switch (choice % 3) {
        case 0 -> choice / 3 % 1024;
        case 1 -> 128 * 512 + choice / 3 % 4096; // the first grains
        default -> size - 1 - choice / 3 % 5120; // the tables and the footer
      };
    }
  },
  COWD {
    @Override
    byte[] image() {
      return writer("").cowd(CONTENT, STATES);
    }
  },
  SE_SPARSE {
    @Override
    byte[] image() {
      return writer("").seSparse(CONTENT, "dz-u".repeat(CONTENT.length / 4096 / 4));
    }

    @Override
    int place(int choice) {
      return choice % 2 == 0 ? choice / 2 % 1024 : 16 * 512 + choice / 2 % 1024;
    }
  };

  private static final byte[] CONTENT = TestFiles.patchy(99, 24 * 65536);
  private static final String STATES = "ddd-".repeat(6);
  private static final int SIZE_OF_STREAM = STREAM.image().length;

  private static ImageWriter writer(String type) {
    ImageWriter writer = new ImageWriter();
    if (!type.isEmpty()) {
      writer.descriptor =
          ImageWriter.descriptor(type, "RW " + CONTENT.length / 512 + " SPARSE \"d.vmdk\"", "");
    }
    return writer;
  }

  abstract byte[] image();

  /** An offset in the image's metadata for any {@code choice}. */
  int place(int choice) {
    return choice % 2 == 0 ? choice / 2 % 512 : choice / 2 % (24 * 512);
  }
}
