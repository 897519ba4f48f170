/** Mounts, and the command line. */
@NullMarked
package io.coldmount.mountd;

import org.jspecify.annotations.NullMarked;
