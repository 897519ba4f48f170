/**
 * The one interface that runs through every layer: a named, immutable, positional run of bytes.
 *
 * <p>An extent of a disk file, a snapshot chain, a partition, a decrypted volume and a journal
 * overlay are all {@link io.coldmount.block.BlockSource}s. Bounds are checked once, there. All
 * types here are safe for use by many threads at once, unless they say otherwise.
 *
 * <p>Three failures are never mixed: {@link io.coldmount.block.ImageException} and its kinds mean
 * the guest's bytes; any other {@link java.io.IOException} means the host.
 */
@NullMarked
package io.coldmount.block;

import org.jspecify.annotations.NullMarked;
