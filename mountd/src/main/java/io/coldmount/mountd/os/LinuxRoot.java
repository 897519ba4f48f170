package io.coldmount.mountd.os;

import io.coldmount.block.ByteView;
import io.coldmount.block.CorruptException;
import io.coldmount.fs.FileName;
import io.coldmount.fs.FileSystem;
import io.coldmount.mountd.guest.Guest;
import io.coldmount.mountd.guest.GuestVolume;
import io.coldmount.mountd.tree.AssembledTree;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A root file system of Linux, with what its fstab mounts over it. */
final class LinuxRoot {

  private static final int MAX_MOUNTS = 256;
  private static final int MAX_KERNELS = 64;
  private static final int MAX_HOST_NAME = 255;

  private static final List<String> RELEASES =
      List.of(
          "/etc/os-release",
          "/usr/lib/os-release",
          "/etc/lsb-release",
          "/etc/redhat-release",
          "/etc/debian_version",
          "/etc/SuSE-release",
          "/etc/fstab");

  /** Programs that every system has, in the order in which they tell most. */
  private static final List<String> PROGRAMS =
      List.of("/sbin/init", "/usr/lib/systemd/systemd", "/bin/sh", "/bin/busybox", "/usr/bin/env");

  private final Guest guest;
  private final GuestVolume volume;
  private final Findings findings = new Findings();
  private final List<GuestMount> mounts = new ArrayList<>();
  private AssembledTree tree;

  private LinuxRoot(Guest guest, GuestVolume volume, FileSystem root) throws IOException {
    this.guest = guest;
    this.volume = volume;
    this.tree = AssembledTree.at(root);
    mounts.add(new GuestMount("/", volume, ""));
  }

  /** The system whose root {@code fs} is, or null if it is none of Linux. */
  static @Nullable GuestSystem read(Guest guest, GuestVolume volume, FileSystem fs)
      throws IOException {
    GuestFiles files = new GuestFiles(fs);
    if (!files.isFolder("/etc") || !hasPrograms(files) || !hasRelease(files)) {
      return null;
    }
    LinuxRoot root = new LinuxRoot(guest, volume, fs);
    root.mountAll(Fstab.parse(files.text("/etc/fstab"), root.findings));
    OsInfo info = root.info(new GuestFiles(root.tree.view()));
    return new GuestSystem(
        volume, info, root.mounts, Map.of(), root.findings.sentences(), root.tree);
  }

  private static boolean hasPrograms(GuestFiles files) throws IOException {
    return files.isFolder("/bin") || files.isFolder("/sbin") || files.isFolder("/usr");
  }

  private static boolean hasRelease(GuestFiles files) throws IOException {
    for (String release : RELEASES) {
      if (files.isFile(release)) {
        return true;
      }
    }
    return false;
  }

  /** Parents come before what stands in them, as mount(8) and systemd do it. */
  private void mountAll(Fstab fstab) {
    VolumeNames names = new VolumeNames(guest);
    List<Fstab.Entry> entries = new ArrayList<>(fstab.entries());
    entries.sort(Comparator.comparingInt(entry -> depth(entry.path())));
    for (Fstab.Entry entry : entries) {
      String problem = mount(entry, names);
      if (!problem.isEmpty()) {
        findings.add("fstab line " + entry.line() + ": " + problem);
      }
    }
  }

  private static int depth(String path) {
    return (int) path.chars().filter(c -> c == '/').count() - (path.endsWith("/") ? 1 : 0);
  }

  /** Mounts what an entry names; the answer is a sentence that says why not, or empty. */
  private String mount(Fstab.Entry entry, VolumeNames names) {
    String path = entry.path();
    String shown = quoted(path);
    if (!path.startsWith("/") || List.of(path.split("/", -1)).contains("..")) {
      return "the mountpoint " + shown + " is no absolute path without \"..\".";
    }
    if (entry.isBind()) {
      return shown + " is a bind mount, which is not shown.";
    }
    List<GuestVolume> candidates = names.named(entry.source());
    if (path.chars().allMatch(c -> c == '/')) {
      boolean other = !candidates.isEmpty() && !candidates.contains(volume);
      return other
          ? "the root is " + candidates.getFirst().name() + ", not " + volume.name() + "."
          : "";
    }
    if (!entry.isAutomatic()) {
      return "";
    }
    if (candidates.isEmpty()) {
      return quoted(entry.source()) + ", which stands at " + shown + ", is none of these volumes.";
    }
    String several =
        candidates.size() == 1
            ? ""
            : candidates.size() + " volumes are called " + quoted(entry.source()) + ".";
    String problem = mount(entry, candidates.getFirst());
    return problem.isEmpty() ? several : problem;
  }

  private String mount(Fstab.Entry entry, GuestVolume named) {
    String path = entry.path();
    for (GuestMount mount : mounts) {
      if (mount.volume() == named) {
        return named.name() + " stands at " + quoted(mount.path()) + " already.";
      }
    }
    if (mounts.size() >= MAX_MOUNTS) {
      return "there are more than " + MAX_MOUNTS + " mounts.";
    }
    if (!named.hasFileSystem()) {
      return named.name() + " " + named.whyNot() + ".";
    }
    for (String option : entry.options()) {
      if (option.startsWith("subvol=") || option.startsWith("subvolid=")) {
        return "the subvolume of " + quoted(path) + " is not told apart.";
      }
    }
    try {
      tree = tree.mount(named.fileSystem(), FileName.of(path));
      mounts.add(new GuestMount(path, named, entry.source()));
      return "";
    } catch (NoSuchFileException e) {
      return "there is no folder " + quoted(path) + ".";
    } catch (NotDirectoryException e) {
      return quoted(path) + " is no folder.";
    } catch (FileSystemLoopException e) {
      return quoted(path) + " has too many links on the way.";
    } catch (FileAlreadyExistsException e) {
      return "another volume stands at " + quoted(path) + " already.";
    } catch (IOException e) {
      return named.name() + " cannot stand at " + quoted(path) + ": " + e.getMessage() + ".";
    }
  }

  static String quoted(String text) {
    String shown = text.length() > 200 ? text.substring(0, 200) + "..." : text;
    return "\"" + shown + "\"";
  }

  private OsInfo info(GuestFiles files) throws IOException {
    Distribution distribution = Distribution.read(files);
    Elf elf = elf(files);
    List<String> kernels = kernels(files);
    return new OsInfo(
        OsFamily.LINUX,
        distribution.id(),
        distribution.name(),
        distribution.version(),
        Versions.major(distribution.version()),
        Versions.minor(distribution.version()),
        "",
        distribution.edition(),
        distribution.vendor(),
        elf.machine(),
        elf.bits(),
        hostName(files),
        kernels,
        "/");
  }

  private Elf elf(GuestFiles files) throws IOException {
    for (String program : PROGRAMS) {
      byte[] header = files.bytes(program, Elf.SIZE);
      if (header.length > 0) {
        try {
          return Elf.parse(new ByteView(program, 0, header));
        } catch (CorruptException e) {
          findings.add(program + " is no program that tells its machine: " + e.getMessage() + ".");
        }
      }
    }
    return new Elf(0, "");
  }

  /** Each kernel has a folder for its modules, or at least its own file. */
  private static List<String> kernels(GuestFiles files) throws IOException {
    List<String> kernels = new ArrayList<>();
    for (String folder : List.of("/lib/modules", "/usr/lib/modules")) {
      for (String name : files.names(folder, MAX_KERNELS)) {
        if (isVersion(name) && !kernels.contains(name)) {
          kernels.add(name);
        }
      }
    }
    if (kernels.isEmpty()) {
      for (String name : files.names("/boot", 4 * MAX_KERNELS)) {
        if (name.startsWith("vmlinuz-") && isVersion(name.substring("vmlinuz-".length()))) {
          kernels.add(name.substring("vmlinuz-".length()));
        }
      }
    }
    kernels.sort(Versions.ORDER);
    return kernels;
  }

  private static boolean isVersion(String name) {
    return !name.isEmpty() && name.charAt(0) >= '0' && name.charAt(0) <= '9';
  }

  private static String hostName(GuestFiles files) throws IOException {
    String name = files.firstLine("/etc/hostname");
    if (name.isEmpty()) {
      name = files.firstLine("/etc/HOSTNAME");
    }
    if (name.isEmpty()) {
      name = Properties.parse(files.text("/etc/sysconfig/network")).get("HOSTNAME");
    }
    return name.length() > MAX_HOST_NAME ? name.substring(0, MAX_HOST_NAME) : name;
  }
}
