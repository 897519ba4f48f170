package io.coldmount.mountd.os;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The lines of fstab(5) that mount a file system of a disk.
 *
 * @param entries in the order of the file
 */
record Fstab(List<Entry> entries) {

  private static final int MAX_LINES = 4096;

  /** File systems that are on no disk of this machine. */
  private static final Set<String> NOT_ON_A_DISK =
      Set.of(
          "9p",
          "afs",
          "autofs",
          "binfmt_misc",
          "bpf",
          "ceph",
          "cgroup",
          "cgroup2",
          "cifs",
          "coda",
          "configfs",
          "debugfs",
          "devpts",
          "devtmpfs",
          "efivarfs",
          "fdescfs",
          "fusectl",
          "glusterfs",
          "hugetlbfs",
          "ignore",
          "linprocfs",
          "linsysfs",
          "mqueue",
          "ncpfs",
          "nfs",
          "nfs4",
          "nfsd",
          "none",
          "nullfs",
          "overlay",
          "proc",
          "procfs",
          "pstore",
          "ramfs",
          "rpc_pipefs",
          "securityfs",
          "smb3",
          "smbfs",
          "swap",
          "sysfs",
          "tmpfs",
          "tracefs",
          "usbfs",
          "virtiofs");

  /**
   * One line.
   *
   * @param line its number, from 1
   * @param source the device
   * @param path the mountpoint
   */
  record Entry(int line, String source, String path, Set<String> options) {

    boolean isBind() {
      return options.contains("bind") || options.contains("rbind");
    }

    /** Whether the guest mounts it by itself. */
    boolean isAutomatic() {
      return !options.contains("noauto") || options.contains("x-systemd.automount");
    }
  }

  Fstab {
    entries = List.copyOf(entries);
  }

  static Fstab parse(String text, Findings findings) {
    List<Entry> entries = new ArrayList<>();
    int number = 0;
    for (String line : (Iterable<String>) text.lines()::iterator) {
      if (++number > MAX_LINES) {
        findings.add("fstab has more than " + MAX_LINES + " lines: the rest is left out.");
        break;
      }
      String[] fields = line.strip().split("[ \t]+", -1);
      if (fields[0].isEmpty() || fields[0].startsWith("#")) {
        continue;
      }
      if (fields.length < 3) {
        findings.add("fstab line " + number + " has fewer than three fields.");
        continue;
      }
      String options = fields.length > 3 ? fields[3] : "";
      Entry entry =
          new Entry(
              number,
              unescaped(fields[0]),
              unescaped(fields[1]),
              Set.copyOf(List.of(options.split(",", -1))));
      if (entry.isBind() || isOnADisk(fields[2], entry.path)) {
        entries.add(entry);
      }
    }
    return new Fstab(entries);
  }

  private static boolean isOnADisk(String type, String path) {
    return !NOT_ON_A_DISK.contains(type)
        && !type.startsWith("fuse.")
        && !Set.of("none", "swap").contains(path);
  }

  /** A blank is written {@code \040}; see getmntent(3). */
  static String unescaped(String field) {
    StringBuilder text = new StringBuilder(field.length());
    for (int i = 0; i < field.length(); i++) {
      if (field.charAt(i) == '\\' && isOctal(field, i + 1)) {
        text.append((char) Integer.parseInt(field, i + 1, i + 4, 8));
        i += 3;
      } else {
        text.append(field.charAt(i));
      }
    }
    return text.toString();
  }

  private static boolean isOctal(String field, int from) {
    return field.length() - from >= 3
        && "01".indexOf(field.charAt(from)) >= 0
        && "01234567".indexOf(field.charAt(from + 1)) >= 0
        && "01234567".indexOf(field.charAt(from + 2)) >= 0;
  }
}
