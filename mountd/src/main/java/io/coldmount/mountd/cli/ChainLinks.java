package io.coldmount.mountd.cli;

import io.coldmount.diskset.DiskLink;
import io.coldmount.mountd.guest.Guest;
import java.util.List;

/** Finds a link of a disk's chain by what users call it. */
final class ChainLinks {

  private ChainLinks() {}

  /** The name of a link: of the file that begins it. */
  static String name(DiskLink link) {
    return String.valueOf(link.file().getFileName());
  }

  /** The chain of a guest with one disk, the newest link first. */
  static List<DiskLink> of(Guest guest) throws CommandException {
    if (guest.disks().size() != 1) {
      throw new CommandException(
          ExitCode.USAGE, "links can be named only where there is one disk.");
    }
    return guest.disks().getFirst().disk().links();
  }

  /**
   * The link that {@code typed} names.
   *
   * @param typed its file name, or its content ID
   */
  static DiskLink find(List<DiskLink> links, String typed) throws CommandException {
    for (DiskLink link : links) {
      boolean byId = !link.contentId().isEmpty() && link.contentId().equalsIgnoreCase(typed);
      if (name(link).equals(typed) || byId) {
        return link;
      }
    }
    throw new CommandException(
        ExitCode.PARENT,
        "the disk's chain has no link \""
            + typed
            + "\": its links are "
            + String.join(", ", links.stream().map(ChainLinks::name).toList())
            + ".");
  }
}
