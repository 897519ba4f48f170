package io.coldmount.diskset.vmdk;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A file that a descriptor names, and the places where it may be. The name comes from the image, so
 * it is never trusted with more than a regular file: no device, no FIFO, nothing below {@code
 * /proc}, {@code /sys} or, but for the files that users keep in memory, {@code /dev}.
 *
 * @param given the name as the descriptor has it
 * @param folder where the descriptor lies
 */
record NamedFile(String given, Path folder) {

  private static final Pattern DRIVE = Pattern.compile("^[A-Za-z]:[\\\\/].*", Pattern.DOTALL);
  private static final List<Path> FORBIDDEN =
      List.of(Path.of("/proc"), Path.of("/sys"), Path.of("/dev"));

  private static final Path IN_MEMORY = Path.of("/dev/shm");

  /** The part after the last slash of either kind. */
  String baseName() {
    return given.substring(Math.max(given.lastIndexOf('/'), given.lastIndexOf('\\')) + 1);
  }

  /** Where to look, the likeliest place first, each once. */
  List<Path> places(List<Path> searchDirectories) {
    Set<Path> places = new LinkedHashSet<>();
    String slashed = given.replace('\\', '/');
    add(places, folder, given);
    if (!DRIVE.matcher(given).matches()) {
      add(places, folder, slashed);
    }
    add(places, folder, baseName());
    Path above = folder.getParent();
    if (above != null) {
      add(places, above, withFolder(slashed)); // a clone, copied with its base's folder beside it
    }
    for (Path directory : searchDirectories) {
      if (!slashed.startsWith("/") && !DRIVE.matcher(given).matches()) {
        add(places, directory, slashed);
      }
      add(places, directory, withFolder(slashed));
      add(places, directory, baseName());
    }
    return new ArrayList<>(places);
  }

  /** The last two parts of a name, or nothing if it has no two. */
  private static String withFolder(String slashed) {
    int base = slashed.lastIndexOf('/');
    int parent = base <= 0 ? -1 : slashed.lastIndexOf('/', base - 1);
    return parent < 0 ? "" : slashed.substring(parent + 1);
  }

  private static void add(Set<Path> places, Path folder, String name) {
    Path place = resolve(folder, name);
    if (place != null) {
      places.add(place);
    }
  }

  /** {@code name} seen from {@code folder}; null if no file of this host can have that name. */
  static @Nullable Path resolve(Path folder, String name) {
    if (name.isEmpty()) {
      return null;
    }
    try {
      return folder.resolve(name);
    } catch (InvalidPathException e) {
      return null;
    }
  }

  /** Whether something is at {@code place} that a descriptor may name. */
  static boolean usable(Path place) {
    if (!Files.isRegularFile(place)) {
      return false;
    }
    try {
      Path real = place.toRealPath();
      return real.startsWith(IN_MEMORY) || FORBIDDEN.stream().noneMatch(real::startsWith);
    } catch (IOException e) {
      return false;
    }
  }

  /** {@code places} for an error: the first few of them. */
  static String list(List<Path> places) {
    int shown = Math.min(4, places.size());
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < shown; i++) {
      text.append(i == 0 ? "" : ", ").append(places.get(i));
    }
    return places.size() > shown
        ? text + " and " + (places.size() - shown) + " more"
        : text.toString();
  }
}
