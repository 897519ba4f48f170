/**
 * The disk mount library of VMware's VDDK (vixMntapi) for Java programs, on top of Coldmount: the
 * same calls, the same order, the same error numbers, without the VDDK.
 *
 * <p>{@link io.coldmount.mntapi.MntApi#init} comes first, then disks are opened as a set ({@link
 * io.coldmount.mntapi.MntApi#openDisks}), its volumes are asked for and mounted, and everything is
 * closed in the opposite order. What differs from VMware's library is in {@code
 * src/docs/vixmntapi.md}. All of it may be used by many threads.
 */
@NullMarked
package io.coldmount.mntapi;

import org.jspecify.annotations.NullMarked;
