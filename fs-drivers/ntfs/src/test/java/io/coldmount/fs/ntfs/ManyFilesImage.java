package io.coldmount.fs.ntfs;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Writes a volume of many files to a file, for {@code it/bench/million}. */
final class ManyFilesImage {

  private static final int BUFFER = 1 << 20;

  private ManyFilesImage() {}

  /** Takes the file to make, the folders in the root, and the folders in each of these. */
  public static void main(String[] arguments) throws IOException {
    var volume = new ManyFiles(Integer.parseInt(arguments[1]), Integer.parseInt(arguments[2]));
    ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER);
    try (FileChannel file =
        FileChannel.open(
            Path.of(arguments[0]), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      for (long at = 0; at < volume.size(); at += buffer.limit()) {
        buffer.clear().limit((int) Math.min(BUFFER, volume.size() - at));
        volume.read(at, buffer);
        buffer.flip();
        while (buffer.hasRemaining()) {
          file.write(buffer);
        }
      }
    }
  }
}
