/** The host's system calls, and its files through them. */
@NullMarked
package io.coldmount.mountd.host;

import org.jspecify.annotations.NullMarked;
