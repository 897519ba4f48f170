package io.coldmount.mountd.guest;

import io.coldmount.block.BlockSource;
import io.coldmount.block.CorruptException;
import io.coldmount.fs.FileSystem;
import io.coldmount.fs.FileSystemDriver;
import io.coldmount.fs.OpenOptions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Recognises a volume by its first bytes, and shows a file system made in memory. */
public final class FakeDriver implements FileSystemDriver {

  private static final int MAGIC_LENGTH = 8;

  private final String name;
  private final String format;
  private final byte[] magic;
  private final FileSystem fileSystem;

  /** What the last opening got. */
  public Map<String, String> seenOptions = Map.of();

  /**
   * @param magic at most eight characters
   */
  public FakeDriver(String name, String format, String magic, FileSystem fileSystem) {
    this.name = name;
    this.format = format;
    this.magic = java.util.Arrays.copyOf(magic.getBytes(StandardCharsets.US_ASCII), MAGIC_LENGTH);
    this.fileSystem = fileSystem;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public List<DriverOption> options() {
    return List.of(
        new DriverOption("fakeflag", "", "A flag."),
        new DriverOption("fakecase", "upper|lower", "A choice."));
  }

  @Override
  public Optional<Probe> probe(BlockSource volume) throws IOException {
    return volume.size() >= MAGIC_LENGTH
            && java.util.Arrays.equals(volume.bytes(0, MAGIC_LENGTH), magic)
        ? Optional.of(new Probe(format, "", ""))
        : Optional.empty();
  }

  @Override
  public FileSystem open(BlockSource volume, OpenOptions options) throws IOException {
    if (options.has("fakeflag")) {
      throw new CorruptException(volume.name(), "the flag was given");
    }
    seenOptions = options.values();
    return fileSystem;
  }
}
