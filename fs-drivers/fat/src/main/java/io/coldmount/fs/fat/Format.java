package io.coldmount.fs.fat;

import io.coldmount.block.CorruptException;
import io.coldmount.fs.FileSystem.Condition;
import java.io.IOException;
import java.util.List;

/** What differs between FAT and exFAT. Safe for use by many threads. */
interface Format {

  /** The exact format: {@code fat16}, {@code exfat}. */
  String name();

  String label() throws IOException;

  String uuid();

  List<Condition> conditions();

  Clusters clusters();

  long freeClusters() throws IOException;

  Item root();

  /**
   * The file whose directory entry has this place.
   *
   * @throws java.nio.file.NoSuchFileException if there is no entry of a file
   */
  Item item(long id) throws IOException;

  /** Where the bytes of a file or directory are. */
  DataMap map(Item item) throws IOException;

  /** Where the data of the format's own files are, which no directory names. */
  List<DataMap> systemMaps() throws IOException;

  /** Walks the entries of a directory from {@code slot} on, in units of an entry. */
  void scan(DataMap directory, long slot, ScanSink sink) throws IOException;

  /** {@code unit} in the case in which names are compared. */
  char fold(char unit);

  /** Takes what a walk finds. */
  interface ScanSink {

    /**
     * Takes a file.
     *
     * @param slot where its entries begin, and {@code next} where those of the next one may
     * @param alias a second name by which it can be looked up, or empty
     * @param id of the node
     * @param cluster its first one
     * @return whether to go on
     */
    boolean file(
        long slot, long next, String name, String alias, long id, boolean directory, long cluster);

    /** Takes an entry that is damaged: the walk goes on behind it. */
    void damaged(CorruptException problem);
  }
}
