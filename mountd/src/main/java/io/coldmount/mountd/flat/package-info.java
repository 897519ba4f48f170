/**
 * The flat view of a guest: each disk and each of its volumes as one raw file with its true size
 * and its holes, for tools that want a block image.
 */
@NullMarked
package io.coldmount.mountd.flat;

import org.jspecify.annotations.NullMarked;
