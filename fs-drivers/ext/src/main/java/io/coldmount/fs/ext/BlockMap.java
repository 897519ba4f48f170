package io.coldmount.fs.ext;

import java.io.IOException;

/** Where the blocks of a file lie. */
sealed interface BlockMap permits ExtentMap, IndirectMap {

  /**
   * A run of the file that contains {@code block}.
   *
   * @throws io.coldmount.block.CorruptException if the map is damaged there, or cannot hold a block
   *     of that number
   */
  Run run(long block) throws IOException;
}
