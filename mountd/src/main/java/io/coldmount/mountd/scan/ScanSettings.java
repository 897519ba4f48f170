package io.coldmount.mountd.scan;

import io.coldmount.mountd.restore.Selection;

/**
 * How a guest is scanned.
 *
 * @param maxSize larger files are not scanned, and reported as that
 * @param jobs how many files are with the engine at once
 * @param shareContent whether files whose bytes lie at the same places of the host's files are
 *     scanned once; worth its cost with several disks of one parent
 */
public record ScanSettings(Selection selection, long maxSize, int jobs, boolean shareContent) {}
