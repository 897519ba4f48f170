/**
 * A small process that outlives the daemon and holds the descriptors of its mounts. While one is
 * open somewhere, the kernel keeps the mount and lets its readers wait; when the last is closed,
 * every request fails. The package uses nothing of the others but the layout of a message, so that
 * its process loads little.
 */
@NullMarked
package io.coldmount.mountd.holder;

import org.jspecify.annotations.NullMarked;
