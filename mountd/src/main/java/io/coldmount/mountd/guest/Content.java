package io.coldmount.mountd.guest;

import io.coldmount.fs.FileSystemDriver;
import java.io.IOException;
import java.util.List;

/** What a volume holds. */
public sealed interface Content {

  /**
   * A file system with a driver.
   *
   * @param others formats that other drivers saw in the same bytes; normally none
   */
  record Known(FileSystemDriver driver, FileSystemDriver.Probe probe, List<String> others)
      implements Content {
    public Known {
      others = List.copyOf(others);
    }
  }

  /**
   * Something Coldmount knows by its signature, and does not read.
   *
   * @param format in lower case, as {@code blkid} calls it: {@code swap}, {@code LVM2_member}
   * @param description as a noun for people: {@code Linux swap space}
   */
  record Foreign(String format, String description) implements Content {}

  /**
   * The beginning of a file system that a driver reads, but no driver accepts the rest.
   *
   * @param description as a noun for people: {@code an NTFS file system}
   */
  record Damaged(String format, String description) implements Content {}

  /** Nothing but zeros where a file system would begin. */
  record Empty() implements Content {}

  /** No signature that Coldmount knows. */
  record Unknown() implements Content {}

  /** The volume's beginning cannot be read. */
  record Unreadable(IOException cause) implements Content {}
}
