package io.coldmount.diskset.vmdk;

import io.coldmount.diskset.HostFile;
import io.coldmount.diskset.HostFiles;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** The other files of a folder, for finding what was renamed. */
final class Siblings {

  /** A folder with more files than this is searched only so far. */
  private static final int MAX_FILES = 4096;

  /** Names that only extents have. */
  private static final Pattern EXTENT =
      Pattern.compile(".*-(flat|delta|sesparse|ctk|rdmp?|[fs]\\d{3,})\\.vmdk$");

  private final HostFiles files;

  Siblings(HostFiles files) {
    this.files = files;
  }

  /** The regular files of {@code folder} whose lower-case name satisfies {@code name}. */
  static List<Path> in(Path folder, Predicate<String> name) {
    List<Path> found = new ArrayList<>();
    int seen = 0;
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
      for (Path entry : entries) {
        if (++seen > MAX_FILES) {
          break;
        }
        String lower = String.valueOf(entry.getFileName()).toLowerCase(Locale.ROOT);
        if (name.test(lower) && Files.isRegularFile(entry)) {
          found.add(entry);
        }
      }
    } catch (IOException | java.nio.file.DirectoryIteratorException e) {
      return found; // a folder that cannot be listed has nothing to offer
    }
    found.sort(null);
    return found;
  }

  /** The links that begin in {@code folder} and whose description satisfies {@code wanted}. */
  List<Path> links(Path folder, Predicate<Described> wanted) {
    List<Path> found = new ArrayList<>();
    for (Path candidate : in(folder, n -> n.endsWith(".vmdk") && !EXTENT.matcher(n).matches())) {
      if (begins(candidate, wanted)) {
        found.add(candidate);
      }
    }
    return found;
  }

  private boolean begins(Path candidate, Predicate<Described> wanted) {
    try (HostFile file = files.open(candidate)) {
      Described described = Described.read(file);
      return described != null && wanted.test(described);
    } catch (IOException e) {
      return false; // a neighbour that is damaged, or cannot be read, is not what is looked for
    }
  }
}
