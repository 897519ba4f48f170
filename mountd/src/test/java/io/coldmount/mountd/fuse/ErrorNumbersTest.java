package io.coldmount.mountd.fuse;

import static org.assertj.core.api.Assertions.assertThat;

import io.coldmount.block.CorruptException;
import io.coldmount.block.UnavailableException;
import io.coldmount.block.UnsupportedException;
import io.coldmount.mountd.host.Errno;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import org.junit.jupiter.api.Test;

final class ErrorNumbersTest {

  @Test
  void eachFaultHasItsNumber() {
    assertThat(ErrorNumbers.of(new CorruptException("x", "y"))).isEqualTo(Errno.EIO);
    assertThat(ErrorNumbers.of(new UnsupportedException("x", "y"))).isEqualTo(Errno.EOPNOTSUPP);
    assertThat(ErrorNumbers.of(unavailable(UnavailableException.Reason.ENCRYPTED)))
        .isEqualTo(Errno.ENOKEY);
    assertThat(ErrorNumbers.of(unavailable(UnavailableException.Reason.ENCRYPTED_FOR_USERS)))
        .isEqualTo(Errno.EACCES);
    assertThat(ErrorNumbers.of(unavailable(UnavailableException.Reason.NOT_ON_DISK)))
        .isEqualTo(Errno.EREMOTE);
    assertThat(ErrorNumbers.of(new NoSuchFileException("node 7"))).isEqualTo(Errno.ESTALE);
    assertThat(ErrorNumbers.of(new IOException("host"))).isEqualTo(Errno.EIO);
    assertThat(ErrorNumbers.of(new OutOfMemoryError())).isEqualTo(Errno.EIO);
    assertThat(ErrorNumbers.of(new IllegalStateException())).isEqualTo(Errno.EIO);
    assertThat(ErrorNumbers.of(new RefusedException(Errno.ENXIO))).isEqualTo(Errno.ENXIO);
  }

  private static UnavailableException unavailable(UnavailableException.Reason reason) {
    return new UnavailableException("x", reason, "y");
  }
}
