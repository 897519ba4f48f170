package io.coldmount.mountd.fuse;

import java.nio.file.Path;

/**
 * A Coldmount mount of this machine, by whatever process.
 *
 * @param source its {@code fsname}: the image
 * @param options as the kernel tells them
 * @param device the device number, {@code 0:45}; the part behind the colon names the connection in
 *     {@code /sys/fs/fuse/connections}
 */
public record ActiveMount(Path mountpoint, String source, String options, String device) {}
