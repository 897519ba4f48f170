package io.coldmount.mountd.fuse;

import io.coldmount.block.CorruptException;
import io.coldmount.block.ImageException;
import io.coldmount.block.UnavailableException;
import io.coldmount.block.UnsupportedException;
import io.coldmount.mountd.host.Errno;
import java.io.IOException;
import java.nio.file.NoSuchFileException;

/** Which error number a program gets for what went wrong. */
final class ErrorNumbers {

  private ErrorNumbers() {}

  static int of(Throwable t) {
    return switch (t) {
      case RefusedException refused -> refused.errno();
      case ImageException image -> ofImage(image);
      case NoSuchFileException gone -> Errno.ESTALE; // a number that the image does not have
      case IOException host -> Errno.EIO;
      default -> Errno.EIO;
    };
  }

  private static int ofImage(ImageException e) {
    return switch (e) {
      case CorruptException corrupt -> Errno.EIO;
      case UnsupportedException unsupported -> Errno.EOPNOTSUPP;
      case UnavailableException unavailable ->
          switch (unavailable.reason()) {
            case ENCRYPTED -> Errno.ENOKEY; // as the kernel's own file systems say it
            case ENCRYPTED_FOR_USERS -> Errno.EACCES; // as Windows says it to other users
            case NOT_ON_DISK -> Errno.EREMOTE;
          };
    };
  }
}
