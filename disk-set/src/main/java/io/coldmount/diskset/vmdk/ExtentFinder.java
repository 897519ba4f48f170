package io.coldmount.diskset.vmdk;

import io.coldmount.diskset.DiskOptions;
import io.coldmount.diskset.HostFile;
import io.coldmount.diskset.chain.HostSource;
import io.coldmount.diskset.chain.OpenFiles;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Finds and opens the file that holds an extent of a link. */
final class ExtentFinder {

  private static final Set<String> DEVICE_TYPES = Set.of("VMFSRDM", "VMFSRAW");
  private static final List<String> DEVICE_NAMES =
      List.of("\\\\.\\", "//./", "/dev/", "/vmfs/devices/");

  /** What tells an extent's name from its disk's: {@code -flat.vmdk}, {@code -s001.vmdk}. */
  private static final Pattern SUFFIX =
      Pattern.compile("-(?:flat|delta|sesparse|pt|[fs]\\d{3,})\\.vmdk$", Pattern.CASE_INSENSITIVE);

  private final DiskOptions options;
  private final OpenFiles files;
  private final Described link;
  private final List<String> warnings;

  ExtentFinder(DiskOptions options, OpenFiles files, Described link, List<String> warnings) {
    this.options = options;
    this.files = files;
    this.link = link;
    this.warnings = warnings;
  }

  HostFile open(ExtentLine line) throws IOException {
    Path device = options.devices().get(line.name());
    if (device != null) {
      return files.open(device);
    }
    if (isDevice(line)) {
      throw new FileSystemException(
          link.path().toString(),
          null,
          "its extent is the device \""
              + line.name()
              + "\", which is never opened by itself; say which host device or image to use with"
              + " --device '"
              + line.name()
              + "=PATH'");
    }
    return files.open(find(line));
  }

  private static boolean isDevice(ExtentLine line) {
    return DEVICE_TYPES.contains(line.type())
        || DEVICE_NAMES.stream().anyMatch(line.name()::startsWith);
  }

  private Path find(ExtentLine line) throws IOException {
    var named = new NamedFile(line.name(), folder());
    List<Path> places = named.places(options.searchDirectories());
    for (Path place : places) {
      if (NamedFile.usable(place)) {
        noteOutside(place);
        return place;
      }
    }
    Path renamed = renamed(named.baseName(), line);
    if (renamed != null) {
      warnings.add(
          "%s: its extent \"%s\" was not found; %s, which fits, is used."
              .formatted(link.name(), line.name(), HostSource.nameOf(renamed)));
      return renamed;
    }
    for (Path place : places) {
      if (isThere(place)) {
        throw new FileSystemException(
            link.path().toString(),
            null,
            "its extent \"" + line.name() + "\" is not a regular file: " + place);
      }
    }
    throw new NoSuchFileException(
        link.path().toString(),
        null,
        "its extent \""
            + line.name()
            + "\" was not found; looked for "
            + NamedFile.list(places)
            + " (--search DIR looks in other folders)");
  }

  /** Unlike Files.exists, which asks access(2), this goes by the rights this thread has now. */
  private static boolean isThere(Path place) {
    try {
      Files.readAttributes(place, BasicFileAttributes.class);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private Path folder() {
    Path parent = link.path().toAbsolutePath().getParent();
    return parent == null ? link.path().toAbsolutePath() : parent;
  }

  private void noteOutside(Path place) throws IOException {
    Path real = place.toRealPath().getParent();
    boolean expected = real == null || real.equals(folder().toRealPath());
    for (Path directory : options.searchDirectories()) {
      expected |= Files.isDirectory(directory) && place.startsWith(directory);
    }
    if (!expected) {
      warnings.add(
          link.name()
              + ": its extent lies outside its folder, where its descriptor says: "
              + place);
    }
  }

  /** A file beside the descriptor that has another name, but can only be this extent. */
  private @Nullable Path renamed(String name, ExtentLine line) throws IOException {
    String lower = name.toLowerCase(Locale.ROOT);
    List<Path> sameInCase = Siblings.in(folder(), lower::equals);
    if (sameInCase.size() == 1 && fits(sameInCase.getFirst(), line)) {
      return sameInCase.getFirst();
    }
    Matcher suffix = SUFFIX.matcher(lower);
    if (!suffix.find()) {
      return null;
    }
    String own = link.name().replaceFirst("(?i)\\.vmdk$", "") + suffix.group();
    Path moved = NamedFile.resolve(folder(), own);
    if (moved != null && NamedFile.usable(moved) && fits(moved, line)) {
      return moved;
    }
    List<Path> alike = Siblings.in(folder(), n -> n.endsWith(suffix.group()));
    List<Path> fitting = alike.stream().filter(p -> fits(p, line)).toList();
    return fitting.size() == 1 ? fitting.getFirst() : null;
  }

  private boolean fits(Path candidate, ExtentLine line) {
    try (HostFile file = options.files().open(candidate)) {
      if (line.type().equals("FLAT") || line.type().equals("VMFS")) {
        return file.size() == line.offset() + line.length();
      }
      HostSource source = new HostSource(file);
      SparseKind kind = SparseKind.of(source);
      return kind != null && kind.capacity(source) == line.length();
    } catch (IOException e) {
      return false; // what cannot be read does not fit
    }
  }
}
