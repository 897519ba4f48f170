package io.coldmount.diskset.vmdk;

import io.coldmount.block.CorruptException;
import io.coldmount.diskset.DiskOptions;
import io.coldmount.diskset.ParentException;
import io.coldmount.diskset.chain.HostSource;
import io.coldmount.diskset.chain.OpenFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds the parent of a link: where the child says, beside the child, in the folders to search, or
 * under another name beside it. Of several files the one with the right content ID is taken.
 */
final class ParentFinder {

  private final DiskOptions options;
  private final OpenFiles files;
  private final Set<Object> chain;
  private final List<String> warnings;

  /**
   * @param chain the {@link #identity} of every link so far
   */
  ParentFinder(DiskOptions options, OpenFiles files, Set<Object> chain, List<String> warnings) {
    this.options = options;
    this.files = files;
    this.chain = chain;
    this.warnings = warnings;
  }

  /** What makes two paths the same file. */
  static Object identity(Path path) throws IOException {
    Object key =
        Files.readAttributes(path, java.nio.file.attribute.BasicFileAttributes.class).fileKey();
    return key == null ? path.toRealPath() : key;
  }

  Described find(Described child) throws IOException {
    Expected expected = Expected.of(child.descriptor());
    Path folder = folder(child);
    List<Path> places =
        new NamedFile(child.descriptor().parentHint(), folder).places(options.searchDirectories());
    Described other = null;
    IOException problem = null;
    for (Path place : places) {
      if (!NamedFile.usable(place)) {
        continue;
      }
      try {
        Described candidate = describe(child, place);
        if (expected.matches(candidate.descriptor())) {
          return candidate;
        }
        other = other == null ? candidate : other;
      } catch (IOException e) {
        problem = problem == null ? e : problem;
      }
    }
    if (other != null) {
      return forced(child, other, expected);
    }
    if (problem != null) {
      throw problem;
    }
    Described renamed = renamed(child, expected, folder);
    if (renamed == null) {
      throw missing(child, expected, places);
    }
    return renamed;
  }

  private static Path folder(Described child) {
    Path absolute = child.path().toAbsolutePath();
    Path parent = absolute.getParent();
    return parent == null ? absolute : parent;
  }

  private Described describe(Described child, Path place) throws IOException {
    if (chain.contains(identity(place))) {
      throw new CorruptException(
          child.name(), "its parent " + place + " is already in its chain: the chain is a loop");
    }
    Described described = Described.read(files.open(place));
    if (described == null || described.kind() == Described.Kind.BARE) {
      throw new CorruptException(child.name(), "its parent " + place + " has no VMDK descriptor");
    }
    return described;
  }

  private @Nullable Described renamed(Described child, Expected expected, Path folder)
      throws IOException {
    Siblings siblings = new Siblings(options.files());
    List<Path> folders = new ArrayList<>(List.of(folder));
    if (expected.byUuid() && folder.getParent() != null) {
      folders.add(folder.getParent()); // VirtualBox keeps snapshots in a folder below the disk's
    }
    folders.addAll(options.searchDirectories());
    List<Path> found = new ArrayList<>();
    for (Path each : folders) {
      for (Path link : siblings.links(each, d -> expected.fits(d.descriptor()))) {
        if (!chain.contains(identity(link))) {
          found.add(link);
        }
      }
    }
    if (found.size() != 1) {
      return null;
    }
    if (!child.descriptor().parentHint().isEmpty()) {
      warnings.add(
          "%s: its parent \"%s\" was not found; %s, which has the right content ID, is used."
              .formatted(
                  child.name(),
                  child.descriptor().parentHint(),
                  HostSource.nameOf(found.getFirst())));
    }
    return describe(child, found.getFirst());
  }

  private Described forced(Described child, Described parent, Expected expected)
      throws ParentException {
    String mismatch =
        "its parent "
            + parent.path()
            + " has the content ID "
            + expected.shownFrom(parent.descriptor())
            + ", but the child names "
            + expected.id();
    if (!options.forceParent()) {
      throw new ParentException(
          child.path().toString(),
          mismatch
              + ": the parent was changed after the child was made, or is another disk"
              + " (--force-parent goes on)");
    }
    warnings.add(child.name() + ": " + mismatch + "; it is used because it was forced.");
    return parent;
  }

  private static ParentException missing(Described child, Expected expected, List<Path> places) {
    String hint = child.descriptor().parentHint();
    return new ParentException(
        child.path().toString(),
        "its parent "
            + (hint.isEmpty() ? "" : "\"" + hint + "\" ")
            + "with the content ID "
            + expected.id()
            + " was not found"
            + (places.isEmpty() ? "" : "; looked for " + NamedFile.list(places))
            + " (--search DIR looks in other folders)");
  }
}
