package io.coldmount.diskset.vmdk;

import io.coldmount.block.UnsupportedException;
import io.coldmount.diskset.Disk;
import io.coldmount.diskset.DiskOptions;
import io.coldmount.diskset.HostFile;
import io.coldmount.diskset.ParentException;
import io.coldmount.diskset.chain.ChainSource;
import io.coldmount.diskset.chain.OpenFiles;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Opens VMDK disks with their chains, for one disk set. */
public final class VmdkOpener {

  /** What ESX allows. */
  static final int MAX_LINKS = 255;

  private final DiskOptions options;
  private final OpenFiles files;
  private final GrainStore store;

  /**
   * @param files take every file that is opened, and close what is made here
   */
  public VmdkOpener(DiskOptions options, OpenFiles files) {
    this.options = options;
    this.files = files;
    this.store = new GrainStore(options.cache());
    files.closeFirst(store);
  }

  /** The disk that {@code file} begins, or null if it is no part of a VMDK disk. */
  public @Nullable Disk open(HostFile file) throws IOException {
    Described newest = Described.read(file);
    if (newest == null) {
      return null;
    }
    List<String> warnings = new ArrayList<>();
    if (newest.kind() == Described.Kind.BARE) {
      checkStandsAlone(newest, warnings);
    }
    List<VmdkLink> links = chain(newest, warnings);
    ChainSource content = new ChainSource(newest.name(), links, options.cache());
    files.closeFirst(content::forget);
    return new Disk(content, links.stream().map(VmdkLink::description).toList(), warnings);
  }

  private List<VmdkLink> chain(Described newest, List<String> warnings) throws IOException {
    Set<Object> identities = new HashSet<>();
    List<VmdkLink> links = new ArrayList<>();
    ParentFinder parents = new ParentFinder(options, files, identities, warnings);
    for (Described next = newest; next != null; ) {
      if (links.size() == MAX_LINKS) {
        throw new UnsupportedException(
            newest.name(), "a chain of more than " + MAX_LINKS + " links");
      }
      identities.add(ParentFinder.identity(next.path()));
      VmdkLink link = new LinkOpener(options, files, store, next, warnings).open();
      if (!links.isEmpty()) {
        checkCapacity(links.getLast(), link, warnings);
      }
      links.add(link);
      next = Expected.parentOf(next.descriptor()) ? parents.find(next) : noParent(next, warnings);
    }
    return links;
  }

  private static @Nullable Described noParent(Described base, List<String> warnings) {
    if (!base.descriptor().parentHint().isEmpty()) {
      warnings.add(
          "%s: it names the parent \"%s\", but its parentCID says that it has none; it is read as"
                  .formatted(base.name(), base.descriptor().parentHint())
              + " the base.");
    }
    return null;
  }

  private void checkCapacity(VmdkLink child, VmdkLink parent, List<String> warnings)
      throws ParentException {
    if (child.size() == parent.size()) {
      return;
    }
    String mismatch =
        "it has "
            + child.size()
            + " bytes, but its parent "
            + parent.described().path()
            + " has "
            + parent.size();
    if (!options.forceParent()) {
      throw new ParentException(
          child.described().path().toString(), mismatch + " (--force-parent goes on)");
    }
    warnings.add(
        child.described().name() + ": " + mismatch + "; it is used because it was forced.");
  }

  private void checkStandsAlone(Described extent, List<String> warnings) throws IOException {
    VmdkFolder folder = new VmdkFolder(options.files(), extent.path());
    folder.refuseExtentOf(folder.owners());
    warnings.add(
        extent.name()
            + ": it is an extent without a descriptor, read as a disk of its own; where it holds"
            + " nothing it reads as zeros, even if it had a parent.");
  }
}
