/**
 * The contract between a file-system driver and whoever shows its files.
 *
 * <p>A {@link io.coldmount.fs.FileSystemDriver} recognises a volume and opens it as a {@link
 * io.coldmount.fs.FileSystem}, a tree of {@link io.coldmount.fs.Node}s. A driver opens no files,
 * starts no threads, writes nothing, and knows no other driver. All of it is read-only and
 * immutable, so nodes need no closing, two nodes of one id are the same, and everything may be used
 * by many threads at once.
 *
 * <p>Guest bytes are hostile. Every loop, recursion and allocation over them carries its bound, and
 * one bad structure costs only itself: a directory with a damaged entry still lists the others, and
 * a damaged inode fails only when it is asked for. What fails throws an {@link
 * io.coldmount.block.ImageException} of one full sentence; nothing is ever made up.
 */
@NullMarked
package io.coldmount.fs;

import org.jspecify.annotations.NullMarked;
