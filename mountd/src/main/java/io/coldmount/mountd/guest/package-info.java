/**
 * A guest opened from its disks: {@link io.coldmount.mountd.guest.Guest} has {@link
 * io.coldmount.mountd.guest.GuestDisk}s with {@link io.coldmount.mountd.guest.GuestVolume}s, and a
 * volume has a file system, something Coldmount knows but does not read, or neither. {@link
 * io.coldmount.mountd.guest.GuestPath} finds files by the path a guest would use.
 *
 * <p>Opening a guest opens the disks and reads the partition tables; volumes are probed and file
 * systems opened when they are first asked for. All of it may be used by many threads.
 */
@NullMarked
package io.coldmount.mountd.guest;

import org.jspecify.annotations.NullMarked;
