package io.coldmount.mountd.host;

import jnr.ffi.annotations.In;
import jnr.ffi.types.intptr_t;
import jnr.ffi.types.ssize_t;

/** The functions of the C library for sockets that pass descriptors. */
public interface PacketCalls {

  int socket(int domain, int type, int protocol);

  int connect(int socket, @In byte[] address, int length);

  int setsockopt(int socket, int level, int option, @In byte[] value, int length);

  @ssize_t
  long sendmsg(int socket, @intptr_t long message, int flags);

  @ssize_t
  long recvmsg(int socket, @intptr_t long message, int flags);
}
