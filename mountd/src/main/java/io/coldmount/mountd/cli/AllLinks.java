package io.coldmount.mountd.cli;

import io.coldmount.diskset.DiskLink;
import io.coldmount.fs.FileSystem;
import io.coldmount.mountd.guest.Guest;
import io.coldmount.mountd.guest.GuestVolume;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/** The guest as each link of its chain shows it, all of them open. */
final class AllLinks implements Closeable {

  /** Opens the guest as a link shows it. */
  interface Opener {
    Guest open(DiskLink link) throws IOException, CommandException;
  }

  private final List<Guest> guests = new ArrayList<>();
  private final SequencedMap<String, SequencedMap<String, FileSystem>> volumes =
      new LinkedHashMap<>();

  private AllLinks() {}

  /** Opens every link of a guest of one disk; a volume that cannot be opened is told and left. */
  static AllLinks open(Guest guest, Opener opener, Shell shell)
      throws IOException, CommandException {
    AllLinks all = new AllLinks();
    try {
      for (DiskLink link : ChainLinks.of(guest)) {
        Guest one = opener.open(link);
        all.guests.add(one);
        SequencedMap<String, FileSystem> shown = new LinkedHashMap<>();
        for (GuestVolume volume : one.volumes()) {
          add(ChainLinks.name(link), volume, shown, shell);
        }
        if (all.volumes.put(ChainLinks.name(link), shown) != null) {
          throw new CommandException(
              ExitCode.USAGE, "two links of the chain are called " + ChainLinks.name(link) + ".");
        }
      }
      return all;
    } catch (IOException | CommandException | RuntimeException e) {
      all.close();
      throw e;
    }
  }

  private static void add(
      String link, GuestVolume volume, SequencedMap<String, FileSystem> shown, Shell shell) {
    if (!volume.hasFileSystem()) {
      return; // as in the newest link, of which it is told
    }
    try {
      shown.put(volume.name(), volume.fileSystem());
    } catch (IOException e) {
      shell.warn(link + ", " + volume.name() + ": " + Failure.of(e).sentence());
    }
  }

  /** The volumes of each link, by the link's name. */
  SequencedMap<String, SequencedMap<String, FileSystem>> volumes() {
    return volumes;
  }

  @Override
  public void close() throws IOException {
    for (Guest guest : guests) {
      guest.close();
    }
  }
}
