package io.coldmount.partitions;

import io.coldmount.block.BlockSource;
import java.io.IOException;
import java.util.List;

/**
 * The partition table of a disk.
 *
 * @param scheme which table the disk has
 * @param sectorSize the unit of its addresses, in bytes; 512 or 4096
 * @param uuid the disk's identity: a GUID, or the eight hex digits of an MBR; empty if there is
 *     none
 * @param volumes in the order of their numbers
 * @param findings what is wrong with the table and did not keep it from being used. Full sentences.
 */
public record PartitionTable(
    Scheme scheme, int sectorSize, String uuid, List<Volume> volumes, List<String> findings) {

  /** The kinds of table. */
  public enum Scheme {
    /** No table: the whole disk is one volume. */
    NONE,
    MBR,
    GPT
  }

  public PartitionTable {
    volumes = List.copyOf(volumes);
    findings = List.copyOf(findings);
  }

  /**
   * Reads the table of {@code disk}. A damaged table gives findings and what can still be used of
   * it.
   */
  public static PartitionTable read(BlockSource disk) throws IOException {
    return read(disk, 0);
  }

  /**
   * Reads the table of a disk whose format tells its sector size. A GPT header that stands where
   * the other size puts it overrules that.
   *
   * @param sectorSize 512 or 4096; 0 if it is unknown
   */
  public static PartitionTable read(BlockSource disk, int sectorSize) throws IOException {
    return new TableReader(disk, sectorSize).read();
  }
}
