package io.coldmount.mountd.scan;

import jnr.ffi.annotations.In;
import jnr.ffi.types.intptr_t;
import jnr.ffi.types.size_t;
import jnr.ffi.types.ssize_t;

/** The system calls of sockets that pass descriptors, by their manual pages. */
public interface SocketCalls {
  int socket(int domain, int type, int protocol);

  int connect(int socket, @In byte[] address, int length);

  int setsockopt(int socket, int level, int option, @In byte[] value, int length);

  @ssize_t
  long sendmsg(int socket, @intptr_t long message, int flags);

  @ssize_t
  long send(int socket, @intptr_t long buffer, @size_t long length, int flags);

  @ssize_t
  long recv(int socket, @intptr_t long buffer, @size_t long length, int flags);
}
