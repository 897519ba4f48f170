package io.coldmount.mountd.check;

/** What a check has looked at so far. */
public final class CheckCounts {

  long links;
  long fileSystems;
  long folders;
  long files;
  long dataBytes;
  long bytesRead;
  long problems;

  CheckCounts() {}

  /** Disk links whose runs were walked. */
  public long links() {
    return links;
  }

  public long fileSystems() {
    return fileSystems;
  }

  public long folders() {
    return folders;
  }

  /** Everything that is not a folder; a file of several names counts once for each. */
  public long files() {
    return files;
  }

  /** Bytes of files that are stored on the disks, holes not counted. */
  public long dataBytes() {
    return dataBytes;
  }

  /** Bytes of files that were read. */
  public long bytesRead() {
    return bytesRead;
  }

  public long problems() {
    return problems;
  }
}
