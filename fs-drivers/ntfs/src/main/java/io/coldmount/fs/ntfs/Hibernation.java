package io.coldmount.fs.ntfs;

import io.coldmount.block.ByteView;
import io.coldmount.block.ImageException;
import io.coldmount.fs.FileName;
import io.coldmount.fs.FileSystem.Condition;
import io.coldmount.fs.FileType;
import io.coldmount.fs.Node;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.util.List;

/**
 * Whether hiberfil.sys holds a system that waits to be resumed; then the volume is as it was at
 * that moment, with changes in the guest's memory missing. Windows writes the same file for
 * hibernation and for fast start-up, and wipes or renames its magic once it has resumed. Source:
 * ntfs-3g, {@code ntfs_volume_check_hiberfile}.
 */
final class Hibernation {

  private static final FileName FILE = FileName.of("hiberfil.sys");
  private static final int MAGIC = 4;

  private Hibernation() {}

  static void state(NtfsVolume volume, List<Condition> conditions) throws IOException {
    try {
      Node file = volume.node(Reference.ROOT).lookup(FILE);
      if (file == null || file.attributes().type() != FileType.REGULAR) {
        return;
      }
      ByteBuffer magic = ByteBuffer.allocate(MAGIC);
      if (file.read(0, magic) == MAGIC && isWaiting(new ByteView("", 0, magic.array()))) {
        conditions.add(
            new Condition(
                Condition.Kind.HIBERNATED,
                "hiberfil.sys holds a Windows that was hibernated, or shut down with fast start-up:"
                    + " files may lack changes that it kept in memory."));
      }
    } catch (ImageException | NoSuchFileException e) {
      conditions.add(VolumeState.unknown("hiberfil.sys", e));
    }
  }

  private static boolean isWaiting(ByteView b) {
    return b.matches(0, "hibr") || b.matches(0, "HIBR");
  }
}
