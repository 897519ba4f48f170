package io.coldmount.it;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Makes disks for tests, in one folder. */
record Images(Path folder) {

  static final List<String> SUBFORMATS =
      List.of(
          "monolithicSparse",
          "monolithicFlat",
          "twoGbMaxExtentSparse",
          "twoGbMaxExtentFlat",
          "streamOptimized");

  /** A raw volume with a file system that {@code mkfs}, with its options, makes. */
  Path fileSystem(String name, int megabytes, List<String> mkfs) throws IOException {
    Path raw = folder.resolve(name);
    try (RandomAccessFile file = new RandomAccessFile(raw.toFile(), "rw")) {
      file.setLength(megabytes * 1024L * 1024);
    }
    List<String> command = new ArrayList<>(mkfs);
    command.add(raw.toString());
    Host.run(command.toArray(String[]::new));
    return raw;
  }

  /** The common case of {@link #fileSystem}. */
  Path ext4(String name, int megabytes, String... options) throws IOException {
    List<String> mkfs = new ArrayList<>(List.of("mkfs.ext4", "-q", "-F"));
    mkfs.addAll(Arrays.asList(options));
    return fileSystem(name, megabytes, mkfs);
  }

  /** A descriptor that makes a VMDK of a raw file, without a copy of it. */
  static Path flat(Path raw) throws IOException {
    String name = raw.getFileName().toString();
    Path descriptor = raw.resolveSibling(name + ".vmdk");
    return Files.writeString(
        descriptor,
        """
        # Disk DescriptorFile
        version=1
        CID=%08x
        parentCID=ffffffff
        createType="monolithicFlat"

        RW %d FLAT "%s" 0

        ddb.adapterType = "lsilogic"
        """
            .formatted(name.hashCode(), Files.size(raw) / 512, name));
  }

  /** A VMDK of the given type with the content of {@code raw}. */
  Path vmdk(Path raw, String subformat) throws IOException {
    Path disk = folder.resolve(subformat + ".vmdk");
    Host.run(
        "qemu-img",
        "convert",
        "-f",
        "raw",
        "-O",
        "vmdk",
        "-o",
        "subformat=" + subformat,
        raw.toString(),
        disk.toString());
    return disk;
  }

  /**
   * A snapshot of {@code parent}, whose content is {@code before}, that makes it {@code after}: it
   * holds the 64 KiB grains that differ.
   */
  Path snapshot(String name, Path parent, Path before, Path after) throws IOException {
    Host.bash(
        folder,
        """
        qemu-img create -q -f vmdk -b "$2" -F vmdk "$1"
        for grain in $( (cmp -l "$3" "$4" || true) | awk '{ print int(($1 - 1) / 65536) }' | uniq); do
          dd if="$4" of="$grain.grain" bs=65536 skip="$grain" count=1 conv=sync status=none
          echo "write -q -s $grain.grain $((grain * 65536)) 65536"
        done | qemu-io -f vmdk "$1" >/dev/null
        rm -f ./*.grain
        """,
        name,
        parent.getFileName().toString(),
        before.toString(),
        after.toString());
    return folder.resolve(name);
  }

  /** The content of any disk that qemu reads. */
  Path raw(Path disk, String name) throws IOException {
    Path raw = folder.resolve(name);
    Host.run("qemu-img", "convert", "-O", "raw", disk.toString(), raw.toString());
    return raw;
  }
}
