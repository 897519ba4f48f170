package io.coldmount.it;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A raw volume mounted by the host kernel. */
record KernelMount(Path mountpoint, String device) implements AutoCloseable {

  /** Read-only; the file itself stays as it is. */
  static KernelMount readOnly(Path raw) throws IOException {
    return readOnly(raw, 0, Files.size(raw));
  }

  static KernelMount readOnly(Path raw, long offset, long length) throws IOException {
    List<String> losetup =
        List.of("-r", "-o", Long.toString(offset), "--sizelimit", Long.toString(length));
    return mount(raw, losetup, "ro");
  }

  static KernelMount readWrite(Path raw, String options) throws IOException {
    return mount(raw, List.of(), options);
  }

  private static KernelMount mount(Path raw, List<String> losetup, String options)
      throws IOException {
    Path mountpoint = Files.createTempDirectory(raw.toAbsolutePath().getParent(), "kernel");
    String arguments = String.join(" ", losetup);
    String device =
        Host.bash(mountpoint, "losetup " + arguments + " -f --show \"$1\"", raw.toString()).strip();
    try {
      Host.run("mount", "-o", options, device, mountpoint.toString());
    } catch (AssertionError e) {
      Host.run("losetup", "-d", device);
      throw e;
    }
    return new KernelMount(mountpoint, device);
  }

  @Override
  public void close() throws IOException {
    Host.run("umount", mountpoint.toString());
    Host.run("losetup", "-d", device);
  }
}
