/**
 * What runs in the child process: libtsk, bound through jnr-ffi, behind a protocol of frames.
 *
 * <p>A frame is a length of four bytes, big-endian, which does not count itself, a type of one byte
 * and the rest. {@link io.coldmount.fs.sleuthkit.child.Frames} has the types. The parent sends a
 * request and gets one answer; before it comes, the child may ask for bytes of the volume, any
 * number of times. The child takes one request at a time and ends when its pipe is closed.
 */
@NullMarked
package io.coldmount.fs.sleuthkit.child;

import org.jspecify.annotations.NullMarked;
