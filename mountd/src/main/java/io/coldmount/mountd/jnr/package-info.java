/**
 * The portable way to mount: libfuse 2 through jnr-fuse.
 *
 * <p>libfuse asks by path, and for structures of the C library; the tree is asked by node number.
 * {@link io.coldmount.mountd.jnr.PathCalls} goes from one to the other and knows nothing of file
 * systems: every answer is that of the one {@link io.coldmount.mountd.fuse.TreeService} that the
 * native way uses too.
 */
@NullMarked
package io.coldmount.mountd.jnr;

import org.jspecify.annotations.NullMarked;
