/**
 * End-to-end tests: the command line and its mounts in processes of their own, against the host
 * kernel.
 */
@NullMarked
package io.coldmount.it;

import org.jspecify.annotations.NullMarked;
