package io.coldmount.fs.ntfs;

import io.coldmount.block.ByteView;
import io.coldmount.block.ImageException;
import io.coldmount.fs.FileSystem.Condition;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The restart pages of $LogFile, which tell whether the guest dismounted the volume. The log is not
 * replayed: what NTFS holds without it is what the guest had written. Layout: {@code
 * RESTART_PAGE_HEADER}, {@code RESTART_AREA} of ntfs-3g and the Linux kernel.
 */
final class LogFile {

  private static final int NO_CLIENT = 0xFFFF;
  private static final int VOLUME_IS_CLEAN = 2;
  private static final int MAXIMUM_PAGE = 64 << 10;

  /**
   * What a restart page says.
   *
   * @param lsn the greater is the newer
   */
  private record Restart(long lsn, boolean clean) {

    static Restart parse(ByteView b) throws ImageException {
      int restartOffset = b.u16le(0x18);
      ByteView area = b.from(restartOffset);
      int clientInUseList = area.u16le(0x0C);
      int flags = area.u16le(0x0E);
      return new Restart(
          area.u64le(0), clientInUseList == NO_CLIENT || (flags & VOLUME_IS_CLEAN) != 0);
    }
  }

  private LogFile() {}

  static void state(NtfsVolume volume, List<Condition> conditions) throws IOException {
    Restart newest;
    try {
      Content log = volume.content(volume.inode(Reference.LOG_FILE), AttributeType.DATA, "");
      if (log == null || log.size() < 2 * 4096 || isErased(log)) {
        return;
      }
      newest = newest(volume.name(), log);
    } catch (ImageException | NoSuchFileException e) {
      conditions.add(VolumeState.unknown("$LogFile", e));
      return;
    }
    if (newest == null) {
      conditions.add(
          new Condition(
              Condition.Kind.JOURNAL_DAMAGED, "$LogFile has no restart page that can be read."));
    } else if (!newest.clean()) {
      conditions.add(
          new Condition(
              Condition.Kind.JOURNAL_PENDING,
              "The guest did not dismount the volume: $LogFile holds changes that are not replayed"
                  + " here."));
    }
  }

  /** A formatting tool leaves a log of ones alone. */
  private static boolean isErased(Content log) throws IOException {
    for (byte b : log.part(0, 16)) {
      if (b != -1) {
        return false;
      }
    }
    return true;
  }

  /** The newer of the two pages, the second of which stands behind a page of unknown size. */
  private static @Nullable Restart newest(String source, Content log) throws IOException {
    Restart newest = null;
    for (int at = 0; at <= MAXIMUM_PAGE && at + 512 <= log.size(); at = at == 0 ? 512 : 2 * at) {
      Restart found = at(source, log, at);
      if (found != null && (newest == null || found.lsn() > newest.lsn())) {
        newest = found;
      }
    }
    return newest;
  }

  private static @Nullable Restart at(String source, Content log, int at) throws IOException {
    ByteView head = new ByteView(source, at, log.part(at, 512));
    if (!head.matches(0, "RSTR") && !head.matches(0, "CHKD")) {
      return null;
    }
    try {
      long size = head.u32le(0x10);
      if (Long.bitCount(size) != 1 || size < 512 || size > MAXIMUM_PAGE || size > log.size() - at) {
        return null;
      }
      byte[] page = log.part(at, (int) size);
      String magic = head.matches(0, "RSTR") ? "RSTR" : "CHKD";
      FixUp.apply(source, at, page, 0, page.length, magic, "a restart page of $LogFile");
      return Restart.parse(new ByteView(source, at, page));
    } catch (ImageException theOtherPageMayBeWhole) {
      return null;
    }
  }
}
