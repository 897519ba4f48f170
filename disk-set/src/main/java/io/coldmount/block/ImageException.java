package io.coldmount.block;

import java.io.IOException;

/**
 * A fault of the image, not of the host. The message is one full sentence that names the place, for
 * example {@code web01-000002.vmdk / p2 / ext4: ...}.
 */
public abstract sealed class ImageException extends IOException
    permits CorruptException, UnsupportedException, UnavailableException {

  ImageException(String message) {
    super(message);
  }
}
