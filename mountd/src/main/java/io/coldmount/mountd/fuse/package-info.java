/** The FUSE session: the kernel's protocol on {@code /dev/fuse}, and how a mount comes and goes. */
@NullMarked
package io.coldmount.mountd.fuse;

import org.jspecify.annotations.NullMarked;
