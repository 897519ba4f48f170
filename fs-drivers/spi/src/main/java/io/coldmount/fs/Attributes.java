package io.coldmount.fs;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What stat(2) and statx(2) tell of a node.
 *
 * @param permissions the low twelve bits of {@code st_mode}
 * @param linkCount as stored; 1 where the format has none
 * @param size in bytes
 * @param allocated bytes the file occupies ({@code st_blocks * 512}), as the guest's own driver
 *     counts them
 * @param deviceMajor of a device node, else 0
 * @param deviceMinor likewise
 * @param birth when the node was made, or null if the format or the file does not tell
 * @param flags of statx(2)
 */
public record Attributes(
    FileType type,
    int permissions,
    int linkCount,
    long userId,
    long groupId,
    long size,
    long allocated,
    int deviceMajor,
    int deviceMinor,
    Instant accessed,
    Instant modified,
    Instant changed,
    @Nullable Instant birth,
    int generation,
    int flags) {

  /** Flags, with the values of {@code STATX_ATTR_*}. */
  public static final int COMPRESSED = 0x4;

  public static final int IMMUTABLE = 0x10;
  public static final int APPEND_ONLY = 0x20;
  public static final int NO_DUMP = 0x40;
  public static final int ENCRYPTED = 0x800;
  public static final int VERITY = 0x100000;

  /** The same with another count of allocated bytes. */
  public Attributes withAllocated(long bytes) {
    return new Attributes(
        type,
        permissions,
        linkCount,
        userId,
        groupId,
        size,
        bytes,
        deviceMajor,
        deviceMinor,
        accessed,
        modified,
        changed,
        birth,
        generation,
        flags);
  }

  /** {@code st_mode}. */
  public int mode() {
    return type.modeBits() | permissions;
  }
}
