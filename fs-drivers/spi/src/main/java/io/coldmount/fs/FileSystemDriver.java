package io.coldmount.fs;

import io.coldmount.block.BlockSource;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** Reads one family of file systems. Found through {@link java.util.ServiceLoader}; stateless. */
public interface FileSystemDriver {

  /** The most bytes {@link #probe} reads. */
  int PROBE_LIMIT = 128 * 1024;

  /** The driver's name, as {@code --driver} takes it: {@code ext}, {@code ntfs}, {@code fat}. */
  String name();

  /** The {@code -o} options that {@link #open} understands. */
  List<DriverOption> options();

  /**
   * Says whether {@code volume} holds a file system of this family. Reads at most {@link
   * #PROBE_LIMIT} bytes. Foreign or damaged bytes give an empty answer, not an error.
   *
   * @throws IOException only if the host cannot read
   */
  Optional<Probe> probe(BlockSource volume) throws IOException;

  /**
   * Like {@link #probe}, for a volume that the user wants this driver to read although it leaves
   * such volumes to others by itself. {@link #open} then opens it.
   */
  default Optional<Probe> secondOpinion(BlockSource volume) throws IOException {
    return probe(volume);
  }

  /**
   * Opens the file system.
   *
   * @throws io.coldmount.block.CorruptException if it is too damaged to show anything
   * @throws io.coldmount.block.UnsupportedException if it has a feature this driver cannot read, by
   *     name
   */
  FileSystem open(BlockSource volume, OpenOptions options) throws IOException;

  /** Whether what the driver needs besides itself is on this host. May start a process to see. */
  default Readiness readiness() {
    return new Readiness(true, "");
  }

  /**
   * Whether a driver can read anything here.
   *
   * @param detail what it uses, or what is missing and how to get it, as a clause for people; empty
   *     for a driver that needs nothing
   */
  record Readiness(boolean usable, String detail) {}

  /**
   * What a probe found.
   *
   * @param format the exact format: {@code ext4}, {@code ntfs}, {@code fat32}
   * @param label the volume's label, or empty
   * @param uuid its UUID or serial number as {@code blkid} prints it, or empty
   */
  record Probe(String format, String label, String uuid) {}

  /**
   * An option of {@code -o}.
   *
   * @param name as typed: {@code norecovery}, {@code case}
   * @param values what may follow the equals sign, for the help ({@code sensitive|insensitive});
   *     empty for a flag
   * @param description one sentence
   */
  record DriverOption(String name, String values, String description) {}
}
