/**
 * The long-lived service: it holds mounts, open disk sets and jobs for the users of one Unix
 * socket, and answers HTTP on it ({@code src/docs/daemon.md}).
 *
 * <p>Who asks is what the kernel says of the connection ({@link
 * io.coldmount.mountd.daemon.Caller}). A daemon of root touches the host's files for somebody else
 * only on threads that have that user's rights ({@link io.coldmount.mountd.daemon.Rights}), and
 * mounts only on folders that such a thread has opened ({@link
 * io.coldmount.mountd.daemon.OwnFolder}).
 *
 * <p>Threads: Jetty's take requests in and never wait for a disk or a client. Each caller has
 * threads of his own for the work, so that a disk that hangs holds up its own user at most. Answers
 * of any length go out piece by piece without a thread that waits. A job is one thread.
 */
@NullMarked
package io.coldmount.mountd.daemon;

import org.jspecify.annotations.NullMarked;
