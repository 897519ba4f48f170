package io.coldmount.mountd.guest;

import io.coldmount.block.BlockSource;
import io.coldmount.fs.FileSystemDriver;
import io.coldmount.fs.sleuthkit.SleuthkitDriver;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;

/** The file-system drivers that a guest's volumes are shown to. */
public final class Drivers {

  private final List<FileSystemDriver> all;

  public Drivers(List<FileSystemDriver> all) {
    this.all = List.copyOf(all);
  }

  /** Those found through {@link ServiceLoader}. */
  public static Drivers installed() {
    List<FileSystemDriver> found = new ArrayList<>();
    ServiceLoader.load(FileSystemDriver.class, Drivers.class.getClassLoader()).forEach(found::add);
    found.sort(Comparator.comparing(FileSystemDriver::name));
    return new Drivers(found);
  }

  public List<FileSystemDriver> all() {
    return all;
  }

  /** The driver called {@code name}. */
  public Optional<FileSystemDriver> named(String name) {
    return all.stream().filter(driver -> driver.name().equals(name)).findFirst();
  }

  /**
   * What {@code volume} holds. Where several drivers recognise it, because an older file system was
   * not wiped, the one with the more specific signature is taken and the others are named.
   *
   * @param only the driver to ask, or null for all
   */
  Content identify(BlockSource volume, @Nullable String only) {
    List<Content.Known> claims = new ArrayList<>();
    IOException unreadable = null;
    for (FileSystemDriver driver : all) {
      try {
        Optional<FileSystemDriver.Probe> found =
            only == null
                ? driver.probe(volume)
                : driver.name().equals(only) ? driver.secondOpinion(volume) : Optional.empty();
        found.ifPresent(probe -> claims.add(new Content.Known(driver, probe, List.of())));
      } catch (IOException e) { // where one signature would lie; others can still be read
        unreadable = unreadable == null ? e : unreadable;
      }
    }
    if (claims.isEmpty()) {
      return unreadable == null ? foreign(volume) : new Content.Unreadable(unreadable);
    }
    claims.sort(Comparator.comparingInt(Drivers::rank));
    Content.Known best = claims.getFirst();
    List<String> others = claims.stream().skip(1).map(claim -> claim.probe().format()).toList();
    return new Content.Known(best.driver(), best.probe(), others);
  }

  private static Content foreign(BlockSource volume) {
    try {
      return ForeignContent.of(volume);
    } catch (IOException e) {
      return new Content.Unreadable(e);
    }
  }

  /**
   * Long signatures before the two bytes of ext, those before the plausible fields of FAT, and all
   * drivers of our own before libtsk.
   */
  private static int rank(Content.Known claim) {
    String format = claim.probe().format();
    if (claim.driver().name().equals(SleuthkitDriver.NAME)) {
      return 3;
    }
    if (format.startsWith("fat")) {
      return 2;
    }
    return format.startsWith("ext") ? 1 : 0;
  }
}
