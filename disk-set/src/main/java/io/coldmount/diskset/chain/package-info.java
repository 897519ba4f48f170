/**
 * What every chained image format shares: layers that say where their bytes lie, the merged map of
 * a chain, and the open files of a disk set. Inside the module only.
 *
 * <p>A {@link io.coldmount.diskset.chain.Layer} is one link of a chain. A {@link
 * io.coldmount.diskset.chain.ChainSource} cuts the disk into windows and merges, the first time a
 * window is touched, all layers' maps of it into one list of runs, which the image cache then
 * holds. So a read costs the same however long the chain is.
 */
@NullMarked
package io.coldmount.diskset.chain;

import org.jspecify.annotations.NullMarked;
