package io.coldmount.diskset;

import io.coldmount.block.BlockSource;
import io.coldmount.block.ByteView;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A kind of files that lie beside disks, or hold them, and are given as one by mistake; read as raw
 * disks they would seem to be empty ones. Told by how they begin or, where that tells nothing, by
 * their name.
 *
 * <p>Sources: libvmdk, "VMware Virtual Disk Format", Change tracking file; Volatility, "VMware
 * Snapshot File" (saved states).
 *
 * @param title what it is, as a clause that follows "is"
 * @param magics each begins such files, at {@code offset}
 * @param suffixes of their names, in lower case
 */
record Companion(String title, Cure cure, int offset, List<String> magics, List<String> suffixes) {

  /** What to open instead. */
  enum Cure {
    /** The disk that it belongs to. */
    DESCRIPTOR,
    /** The disks that it names. */
    ATTACHED,
    /** A disk beside it. */
    BESIDE,
    /** What is packed in it. */
    UNPACKED
  }

  private static final int START = 264;

  private static final List<Companion> ALL =
      List.of(
          new Companion(
              "the change tracking file (CBT) of a disk",
              Cure.DESCRIPTOR,
              0,
              List.of("\u00a2r\u0019\u00f6"),
              List.of("-ctk.vmdk")),
          named("the configuration of a virtual machine", Cure.ATTACHED, ".vmx", ".vmtx"),
          named("an extra configuration of a virtual machine", Cure.BESIDE, ".vmxf"),
          named("the list of a machine's snapshots", Cure.BESIDE, ".vmsd"),
          new Companion(
              "the firmware settings of a virtual machine",
              Cure.BESIDE,
              0,
              List.of("MRVN"),
              List.of(".nvram")),
          named("the memory of a virtual machine", Cure.BESIDE, ".vmem", ".vswp"),
          new Companion(
              "the saved state of a virtual machine",
              Cure.BESIDE,
              0,
              List.of(
                  "\u00d0\u00be\u00d2\u00be",
                  "\u00d2\u00be\u00d2\u00be",
                  "\u00d3\u00be\u00d3\u00be",
                  "\u00d1\u00ba\u00d1\u00ba"),
              List.of(".vmsn", ".vmss")),
          named("a lock of a VMware program", Cure.BESIDE, ".lck"),
          named("the description of an appliance (OVF)", Cure.BESIDE, ".ovf"),
          new Companion(
              "a tar archive, as OVA appliances are",
              Cure.UNPACKED,
              257,
              List.of("ustar"),
              List.of(".ova")),
          packed("compressed with gzip", "\u001f\u008b\b"),
          packed("compressed with bzip2", "BZh91AY&SY"),
          packed("compressed with xz", "\u00fd7zXZ\0"),
          packed("compressed with zstd", "(\u00b5/\u00fd"),
          packed("a zip archive", "PK\u0003\u0004"),
          packed("a 7z archive", "7z\u00bc\u00af'\u001c"));

  private static Companion named(String title, Cure cure, String... suffixes) {
    return new Companion(title, cure, 0, List.of(), List.of(suffixes));
  }

  private static Companion packed(String title, String magic) {
    return new Companion(title, Cure.UNPACKED, 0, List.of(magic), List.of());
  }

  /** What {@code file} is, or null if it can be a disk. */
  static @Nullable Companion of(BlockSource file) throws IOException {
    ByteView start = file.view(0, (int) Math.min(START, file.size()));
    String name = file.name().toLowerCase(Locale.ROOT);
    for (Companion each : ALL) {
      if (each.magics.stream().anyMatch(magic -> start.matches(each.offset, magic))
          || each.suffixes.stream().anyMatch(name::endsWith)) {
        return each;
      }
    }
    return null;
  }
}
