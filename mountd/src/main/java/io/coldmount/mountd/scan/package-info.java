/**
 * Scans the files of a guest for malware ({@link io.coldmount.mountd.scan.Scan}): a {@link
 * io.coldmount.mountd.scan.ScanEngine} says of each file whether it is clean, infected, or could
 * not be scanned and why, and a report holds the answer for every file, so that nothing that was
 * not scanned can be taken for clean.
 */
@NullMarked
package io.coldmount.mountd.scan;

import org.jspecify.annotations.NullMarked;
