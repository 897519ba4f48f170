package io.coldmount.mountd.fuse;

import io.coldmount.mountd.host.PassedDescriptor;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The program that mounts for users who are not root: fusermount3, a part of fuse3. */
final class Fusermount {

  private static final String PROGRAM = "fusermount3";

  private Fusermount() {}

  /** Mounts at {@code mountpoint}; the answer is the device's descriptor. */
  static int mount(Path mountpoint, MountOptions options) throws IOException {
    List<String> command = List.of(PROGRAM, "-o", options(options), "--", mountpoint.toString());
    return PassedDescriptor.from(command, "_FUSE_COMMFD", "apt install fuse3");
  }

  static String options(MountOptions options) {
    List<String> list = new ArrayList<>(List.of("ro", "nosuid", "nodev"));
    list.add("fsname=" + options.fsname().replace("\\", "\\\\").replace(",", "\\,"));
    list.add("subtype=coldmount");
    if (options.noexec()) {
      list.add("noexec");
    }
    if (options.allowOther()) {
      list.add("allow_other");
    }
    if (options.defaultPermissions()) {
      list.add("default_permissions");
    }
    return String.join(",", list);
  }

  static void unmount(Path mountpoint, boolean lazy) throws IOException {
    List<String> command = new ArrayList<>(List.of(PROGRAM, "-u"));
    if (lazy) {
      command.add("-z");
    }
    command.addAll(List.of("--", mountpoint.toString()));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String said =
        new String(process.getInputStream().readNBytes(4096), StandardCharsets.UTF_8).strip();
    if (exitStatus(process) == 0) {
      return;
    }
    if (said.contains("busy")) {
      throw Unmounter.busy(mountpoint);
    }
    throw new IOException(mountpoint + ": unmounting failed: " + said);
  }

  private static int exitStatus(Process process) throws IOException {
    try {
      return process.waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while " + PROGRAM + " was at work", e);
    }
  }
}
