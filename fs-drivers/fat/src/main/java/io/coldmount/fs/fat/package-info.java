/**
 * FAT12, FAT16, FAT32 and exFAT.
 *
 * <p>Neither format has inodes. A node's id is the place of its directory entry on the volume, in
 * units of the 32 bytes an entry has (for FAT the short entry, for exFAT the file entry); the
 * root's is 1, where no entry can be. Such an id is stable, needs no table, and can be resolved by
 * reading the entry: an id that never came from here gives an error or a harmless node.
 *
 * <p>{@link io.coldmount.fs.fat.Format} is what differs between FAT and exFAT; {@code
 * FatFileSystem} and {@code FatNode} are what both have in common. Metadata is read in blocks
 * through the shared cache, nodes are cached with the map of their data.
 */
@NullMarked
package io.coldmount.fs.fat;

import org.jspecify.annotations.NullMarked;
