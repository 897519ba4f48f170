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
  default Run run(long block) throws IOException {
    return run(block, passed -> {});
  }

  /**
   * The same, and {@code passed} hears of each block of the map that led there.
   *
   * @throws io.coldmount.block.CorruptException as above
   */
  Run run(long block, Passed passed) throws IOException;

  /** Hears of blocks of the map. */
  interface Passed {
    void block(long number);
  }
}
