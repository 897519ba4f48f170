package io.coldmount.mountd.fuse;

import io.coldmount.mountd.host.PassedDescriptor;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The program that mounts for users who are not root: fusermount3, a part of fuse3. */
final class Fusermount implements Mounter {

  private static final String PROGRAM = "fusermount3";

  private final String program;

  private static final String VARIABLE = "_FUSE_COMMFD";

  /** A program that watches this process. */
  private PassedDescriptor.@Nullable Watched watcher;

  /** What installs it. */
  private static final String REMEDY = "apt install fuse3";

  Fusermount() {
    this(PROGRAM);
  }

  /**
   * @param program that mounts
   */
  Fusermount(String program) {
    this.program = program;
  }

  @Override
  public synchronized int mount(Path mountpoint, MountOptions options) throws IOException {
    List<String> command = List.of(program, "-o", options(options), "--", mountpoint.toString());
    try {
      if (!options.autoUnmount()) {
        return PassedDescriptor.from(command, VARIABLE, REMEDY);
      }
      PassedDescriptor.Watched watched = PassedDescriptor.fromWatcher(command, VARIABLE, REMEDY);
      watcher = watched;
      return watched.fd();
    } catch (FileNotFoundException e) {
      throw new BackendException(String.valueOf(e.getMessage()), e);
    } catch (IOException e) {
      String said = String.valueOf(e.getMessage());
      boolean closed = said.contains("/dev/fuse") && said.contains("Permission denied");
      throw closed ? new IOException(said + " (root allows it with: chmod 666 /dev/fuse)", e) : e;
    }
  }

  @Override
  public synchronized void ended() {
    if (watcher != null) {
      watcher.end();
      watcher = null;
    }
  }

  static String options(MountOptions options) {
    List<String> list = new ArrayList<>(List.of("ro", "nosuid", "nodev"));
    list.add("fsname=" + options.fsname().replace("\\", "\\\\").replace(",", "\\,"));
    list.add("subtype=coldmount");
    if (options.autoUnmount()) {
      list.add("auto_unmount");
    }
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

  @Override
  public void unmount(ActiveMount mount, Way way) throws IOException {
    Path mountpoint = mount.mountpoint();
    if (way == Way.FORCED) {
      Mounter.abort(mount);
    }
    List<String> command = new ArrayList<>(List.of(PROGRAM, "-u"));
    if (way != Way.POLITE) {
      command.add("-z");
    }
    command.addAll(List.of("--", mountpoint.toString()));
    Process process = start(command);
    process.getOutputStream().close();
    String said =
        new String(process.getInputStream().readNBytes(4096), StandardCharsets.UTF_8).strip();
    if (exitStatus(process) == 0) {
      return;
    }
    if (said.contains("busy")) {
      throw Mounter.busy(mountpoint);
    }
    throw new IOException(mountpoint + ": unmounting failed: " + said);
  }

  private static Process start(List<String> command) throws IOException {
    try {
      return new ProcessBuilder(command).redirectErrorStream(true).start();
    } catch (IOException e) {
      throw new IOException(
          PROGRAM + " is missing, which unmounts for users (type: " + REMEDY + ")", e);
    }
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
