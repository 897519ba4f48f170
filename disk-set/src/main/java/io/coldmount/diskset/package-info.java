/**
 * Disks: the files of one disk ({@link io.coldmount.diskset.DiskLink}), the snapshot chain they
 * form ({@link io.coldmount.diskset.Disk}), and the disks of one machine ({@link
 * io.coldmount.diskset.DiskSet}).
 *
 * <p>Everything is opened read-only, and nothing beside an image is ever created or changed. A disk
 * set owns its open files; closing it ends every {@link io.coldmount.block.BlockSource} that came
 * from it.
 */
@NullMarked
package io.coldmount.diskset;

import org.jspecify.annotations.NullMarked;
