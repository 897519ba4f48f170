package io.coldmount.fs.fat;

import io.coldmount.block.CorruptException;

/**
 * Looks at the entries that may have a name, and keeps the best: the same name, before one that
 * differs in case, before a file whose second name it is.
 */
final class NameMatch implements Format.ScanSink {

  private static final int NONE = 0;
  private static final int BY_ALIAS = 1;
  private static final int BY_FOLDED_NAME = 2;
  private static final int EXACT = 3;

  private final String wanted;
  private final Format format;
  private int best = NONE;
  private long id;
  private boolean directory;
  private long cluster;

  NameMatch(String wanted, Format format) {
    this.wanted = wanted;
    this.format = format;
  }

  @Override
  public boolean file(
      long slot,
      long next,
      String name,
      String alias,
      long fileId,
      boolean isDirectory,
      long firstCluster) {
    int rank = rank(name, alias);
    if (rank > best) {
      best = rank;
      id = fileId;
      directory = isDirectory;
      cluster = firstCluster;
    }
    return false; // each slot is looked at alone
  }

  private int rank(String name, String alias) {
    if (name.equals(wanted)) {
      return EXACT;
    }
    if (NameIndex.same(name, wanted, format)) {
      return BY_FOLDED_NAME;
    }
    return NameIndex.same(alias, wanted, format) ? BY_ALIAS : NONE;
  }

  @Override
  public void damaged(CorruptException problem) {
    // the walk that made the index has seen it
  }

  boolean found() {
    return best != NONE;
  }

  long id() {
    return id;
  }

  boolean directory() {
    return directory;
  }

  long cluster() {
    return cluster;
  }
}
