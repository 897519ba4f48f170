package io.coldmount.diskset;

import io.coldmount.block.BlockSource;
import java.util.List;

/**
 * A disk as the guest saw it at one link of its chain.
 *
 * @param content the guest's bytes; its name is the file name of the newest link
 * @param links the chain, the newest link first, the base last
 * @param warnings what a user should know: a forced parent, a renamed extent that was found, a
 *     redundant grain directory in use, a lock of a program that seems to be writing. Full
 *     sentences.
 */
public record Disk(BlockSource content, List<DiskLink> links, List<String> warnings) {

  public Disk {
    links = List.copyOf(links);
    warnings = List.copyOf(warnings);
  }
}
