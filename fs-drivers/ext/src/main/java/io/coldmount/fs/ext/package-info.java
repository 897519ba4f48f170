/**
 * The driver of ext2, ext3 and ext4, whose formats are one: each feature adds to the first.
 *
 * <p>{@link io.coldmount.fs.ext.Opening} finds the {@link io.coldmount.fs.ext.Superblock}, has the
 * journal replayed, and makes a {@link io.coldmount.fs.ext.Volume}. From there a number leads to a
 * file: its group's {@link io.coldmount.fs.ext.GroupDescriptor} says where the table of inodes is,
 * the {@link io.coldmount.fs.ext.Inode} has attributes and a {@link io.coldmount.fs.ext.BlockMap}
 * (extents, or pointers of ext2), and the map says where the bytes are. A {@link
 * io.coldmount.fs.ext.Directory} turns names into numbers.
 *
 * <p>Everything decoded is immutable and lies in regions of the image cache, keyed by the number of
 * the inode or of the block. A cached block remembers the inode it was verified for, since a
 * checksum covers both: where two inodes claim one block, each has it verified again.
 */
@NullMarked
package io.coldmount.fs.ext;

import org.jspecify.annotations.NullMarked;
