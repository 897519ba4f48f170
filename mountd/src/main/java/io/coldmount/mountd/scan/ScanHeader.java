package io.coldmount.mountd.scan;

import java.util.List;

/**
 * What a report begins with: what it is about. A report can be gone on with only where all of this
 * is the same.
 *
 * @param engine the engine's description, whose version may change
 * @param disks what is scanned
 * @param include the patterns of files that are scanned; all if empty
 * @param exclude the patterns of files that are left out
 * @param maxSize the largest file the user wants scanned
 * @param since the link from which on changes are scanned, or empty
 */
public record ScanHeader(
    String engine,
    List<ScannedDisk> disks,
    List<String> include,
    List<String> exclude,
    long maxSize,
    String since) {

  public ScanHeader {
    disks = List.copyOf(disks);
    include = List.copyOf(include);
    exclude = List.copyOf(exclude);
  }

  /**
   * A disk with its chain.
   *
   * @param file as the user named it
   */
  public record ScannedDisk(String file, List<ScannedLink> links) {
    public ScannedDisk {
      links = List.copyOf(links);
    }
  }

  /**
   * A link of a chain, the newest first.
   *
   * @param cid its content ID, or empty
   */
  public record ScannedLink(String name, String cid, long capacity) {}

  /** Whether a report that begins with {@code other} is about the same. */
  boolean sameAs(ScanHeader other) {
    return disks.equals(other.disks)
        && include.equals(other.include)
        && exclude.equals(other.exclude)
        && maxSize == other.maxSize
        && since.equals(other.since)
        && kind(engine).equals(kind(other.engine));
  }

  private static String kind(String engine) {
    return engine.split("[ :]", 2)[0];
  }
}
