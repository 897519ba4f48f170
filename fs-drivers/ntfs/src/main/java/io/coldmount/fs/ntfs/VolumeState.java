package io.coldmount.fs.ntfs;

import io.coldmount.block.BlockSource;
import io.coldmount.block.ByteView;
import io.coldmount.block.ImageException;
import io.coldmount.fs.FileSystem.Condition;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The volume's label, and in what state the guest left it.
 *
 * @param conditions what is not as after a clean dismount
 */
record VolumeState(String label, List<Condition> conditions) {

  private static final int LABEL_MAXIMUM = 1024;

  /** {@code VOLUME_INFORMATION.VolumeFlags}; Linux-NTFS, "$VOLUME_INFORMATION". */
  private static final int DIRTY = 0x0001;

  private static final int CHKDSK_UNDERWAY = 0x4000;

  /** The label without the opening of the volume, for a probe; empty if it cannot be had. */
  static String labelAt(BlockSource source, BootSector boot) throws IOException {
    try {
      int size = boot.recordSize();
      long position = boot.mftCluster() * boot.clusterSize() + Reference.VOLUME * size;
      byte[] bytes = source.bytes(position, size);
      FixUp.apply(source.name(), position, bytes, 0, size, FileRecord.MAGIC, "$Volume");
      var record = FileRecord.parse(new ByteView(source.name(), position, bytes), Reference.VOLUME);
      return label(record.find(AttributeType.VOLUME_NAME, ""));
    } catch (ImageException theLabelIsElsewhereOrDamaged) {
      return "";
    }
  }

  private static String label(@Nullable AttributeRecord name) throws ImageException {
    ByteView value = name == null ? null : name.value();
    return value == null || value.length() > LABEL_MAXIMUM
        ? ""
        : Utf16.decode(value.bytes(0, value.length()));
  }

  static VolumeState of(NtfsVolume volume) throws IOException {
    List<Condition> conditions = new ArrayList<>();
    String label = "";
    try {
      Inode inode = volume.inode(Reference.VOLUME);
      label = label(inode.findFirst(AttributeType.VOLUME_NAME, ""));
      flags(inode.findFirst(AttributeType.VOLUME_INFORMATION, ""), conditions);
    } catch (ImageException | NoSuchFileException e) {
      conditions.add(unknown("$Volume", e));
    }
    if (volume.source().size() < volume.boot().volumeSize()) {
      conditions.add(
          new Condition(
              Condition.Kind.TRUNCATED,
              "The volume has "
                  + volume.source().size()
                  + " bytes, but its boot sector says "
                  + volume.boot().volumeSize()
                  + ": files at its end cannot be read."));
    }
    LogFile.state(volume, conditions);
    Hibernation.state(volume, conditions);
    return new VolumeState(label, conditions);
  }

  static Condition unknown(String what, IOException e) {
    return new Condition(
        Condition.Kind.ERRORS_RECORDED, what + " cannot be read: " + e.getMessage() + ".");
  }

  private static void flags(@Nullable AttributeRecord information, List<Condition> conditions)
      throws ImageException {
    ByteView value = information == null ? null : information.value();
    int flags = value == null ? 0 : value.u16le(10);
    if ((flags & DIRTY) != 0) {
      conditions.add(
          new Condition(Condition.Kind.DIRTY, "The guest has marked the volume as dirty."));
      conditions.add(
          new Condition(
              Condition.Kind.CHECK_SCHEDULED,
              "Windows runs chkdsk on a dirty volume at its next start."));
    }
    if ((flags & CHKDSK_UNDERWAY) != 0) {
      conditions.add(
          new Condition(
              Condition.Kind.ERRORS_RECORDED, "A chkdsk of the volume was not finished."));
    }
  }
}
