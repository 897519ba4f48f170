package io.coldmount.mountd.scan;

import io.coldmount.fs.FileSystem;
import org.jspecify.annotations.Nullable;

/**
 * A volume to be scanned.
 *
 * @param before the same volume at an older link, where only what has changed since is scanned
 */
public record ScanVolume(String name, FileSystem fileSystem, @Nullable FileSystem before) {}
