/**
 * Reads file systems through The Sleuth Kit's libtsk: the ones that no driver of our own reads, and
 * every other one as a second opinion.
 *
 * <p>libtsk is C on hostile bytes, so it never runs in this process. A {@link
 * io.coldmount.fs.sleuthkit.process.Connection} starts a child process for a volume when it is
 * needed, and again when it died; {@link io.coldmount.fs.sleuthkit.child} is what runs there. The
 * child opens no file: it asks for the bytes of the volume over its pipe.
 */
@NullMarked
package io.coldmount.fs.sleuthkit;

import org.jspecify.annotations.NullMarked;
