/**
 * The parent's end of the child process that runs libtsk: starting it, talking to it, and what is
 * done when it dies or does not answer.
 */
@NullMarked
package io.coldmount.fs.sleuthkit.process;

import org.jspecify.annotations.NullMarked;
