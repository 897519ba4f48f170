package io.coldmount.fs.ext.journal;

import io.coldmount.block.BlockSource;
import io.coldmount.fs.FileSystem.Condition;
import java.util.List;

/**
 * What a replay gave.
 *
 * @param overlaid the volume with the replayed blocks laid over it; the volume itself if nothing
 *     was replayed. The file system's superblock is to be read again from it.
 * @param transactions how many complete transactions the log held
 * @param blocks how many blocks of the volume are laid over
 * @param revoked how many copies were left out because a later transaction revoked them
 * @param findings what a user should know, none for an empty log
 */
public record Replay(
    BlockSource overlaid, long transactions, long blocks, long revoked, List<Condition> findings) {

  public Replay {
    findings = List.copyOf(findings);
  }
}
