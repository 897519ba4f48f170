package io.coldmount.mountd.guest;

import io.coldmount.fs.FileSystem;
import io.coldmount.fs.FileSystemDriver;
import io.coldmount.fs.OpenOptions;
import io.coldmount.fs.sleuthkit.DeletedFiles;
import io.coldmount.fs.sleuthkit.SleuthkitDriver;
import io.coldmount.partitions.Volume;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A volume of a guest, probed and opened when it is first asked for. */
public final class GuestVolume {

  private final String name;
  private final Volume volume;
  private final Drivers drivers;
  private final GuestOptions options;
  private @Nullable Content content;
  private @Nullable FileSystem fileSystem;

  GuestVolume(String name, Volume volume, Drivers drivers, GuestOptions options) {
    this.name = name;
    this.volume = volume;
    this.drivers = drivers;
    this.options = options;
  }

  /** What users type: {@code p1}; with several disks {@code d0p1}. */
  public String name() {
    return name;
  }

  public Volume volume() {
    return volume;
  }

  /** What it holds, by its signature alone. */
  public synchronized Content content() {
    Content known = content;
    if (known == null) {
      known = drivers.identify(volume.content(), options.driver());
      content = known;
    }
    return known;
  }

  /** Whether there is a driver for what it holds. */
  public boolean hasFileSystem() {
    return content() instanceof Content.Known;
  }

  /**
   * Its file system, which stays open until the guest is closed.
   *
   * @throws IOException if it cannot be opened
   * @throws IllegalArgumentException if a driver's option has a value it does not understand
   */
  public synchronized FileSystem fileSystem() throws IOException {
    FileSystem open = fileSystem;
    if (open == null) {
      if (!(content() instanceof Content.Known known)) {
        throw new IllegalStateException("no driver for " + name);
      }
      open = withDeleted(known.driver().open(volume.content(), openOptions(known.driver())));
      fileSystem = open;
    }
    return open;
  }

  /** The file system with the folder of deleted files, if the user asks for it. */
  private FileSystem withDeleted(FileSystem open) throws IOException {
    Optional<FileSystemDriver> library = drivers.named(SleuthkitDriver.NAME);
    if (library.isEmpty() || !options.driverOptions().containsKey(SleuthkitDriver.DELETED)) {
      return open;
    }
    try {
      return DeletedFiles.addTo(open, volume.content(), openOptions(library.get()));
    } catch (IOException | RuntimeException e) {
      open.close();
      throw e;
    }
  }

  /**
   * The same bytes opened by the driver of that name, for the caller to close; empty if it does not
   * read such a volume.
   */
  public Optional<FileSystem> secondOpinion(String name) throws IOException {
    Optional<FileSystemDriver> driver = drivers.named(name);
    if (driver.isEmpty() || driver.get().secondOpinion(volume.content()).isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(driver.get().open(volume.content(), openOptions(driver.get())));
  }

  private OpenOptions openOptions(FileSystemDriver driver) {
    Map<String, String> declared = new HashMap<>();
    for (var option : driver.options()) {
      String value = options.driverOptions().get(option.name());
      if (value != null) {
        declared.put(option.name(), value);
      }
    }
    return new OpenOptions(declared, options.disks().cache());
  }

  synchronized void close() {
    FileSystem open = fileSystem;
    if (open != null) {
      fileSystem = null;
      open.close();
    }
  }

  /** Why it has no files to show, as a clause: {@code holds Linux swap space}. */
  public String whyNot() {
    return switch (content()) {
      case Content.Known known -> "holds " + known.probe().format();
      case Content.Foreign foreign ->
          "holds " + foreign.description() + ", which Coldmount does not read";
      case Content.Damaged damaged ->
          "begins like " + damaged.description() + ", but is too damaged to be recognised as one";
      case Content.Empty() -> "is empty";
      case Content.Unknown() ->
          volume.typeName().isEmpty()
              ? "holds nothing that Coldmount knows"
              : "holds nothing that Coldmount knows (its type is " + volume.typeName() + ")";
      case Content.Unreadable(IOException cause) -> "cannot be read: " + cause.getMessage();
    };
  }
}
