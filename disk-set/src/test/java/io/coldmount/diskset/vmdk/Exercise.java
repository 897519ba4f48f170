package io.coldmount.diskset.vmdk;

import io.coldmount.block.BlockSource;
import io.coldmount.block.Extent;
import io.coldmount.diskset.Disk;
import io.coldmount.diskset.DiskSet;
import io.coldmount.diskset.TestFiles;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reads here and there in an image that may be damaged; only an IOException may come of it. */
final class Exercise {

  private static final int STEPS = 40;

  private Exercise() {}

  /** Opens {@code image} and reads from it; says what went wrong, or an empty text. */
  static String image(byte[] image) throws IOException {
    Path folder = Files.createTempDirectory("damaged");
    Path file = folder.resolve("d.vmdk");
    try {
      Files.write(file, image);
      try (DiskSet set = TestFiles.open(file)) {
        return disk(set.disks().getFirst());
      } catch (IOException e) {
        return said(e);
      }
    } finally {
      Files.deleteIfExists(file);
      Files.delete(folder);
    }
  }

  private static String disk(Disk disk) {
    BlockSource content = disk.content();
    StringBuilder said = new StringBuilder();
    ByteBuffer buffer = ByteBuffer.allocate(1 << 12);
    long step = Math.max(1, content.size() / STEPS);
    for (long at = 0; at < content.size() && at >= 0; at += step) {
      try {
        content.read(at, buffer.clear().limit((int) Math.min(1 << 12, content.size() - at)));
      } catch (IOException e) {
        said.append(said(e));
      }
    }
    try {
      long at = 0;
      for (int i = 0; i < STEPS && at < content.size(); i++) {
        Extent extent = content.extent(at, content.size() - at);
        if (extent.position() != at || extent.end() > content.size()) {
          throw new IllegalStateException("the run " + extent + " of " + content.size());
        }
        at = extent.end();
      }
    } catch (IOException e) {
      said.append(said(e));
    }
    return said.toString();
  }

  /** A message that is one line and not empty. */
  private static String said(IOException e) {
    String message = e.getMessage();
    if (message == null || message.isBlank() || message.indexOf('\n') >= 0) {
      throw new IllegalStateException("an error without a sentence", e);
    }
    return message;
  }
}
