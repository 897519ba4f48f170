package io.coldmount.mountd.scan;

import io.coldmount.block.CorruptException;
import io.coldmount.block.ImageException;
import io.coldmount.block.UnavailableException;
import io.coldmount.block.UnsupportedException;
import io.coldmount.fs.FileName;
import io.coldmount.fs.Node;
import io.coldmount.mountd.scan.Verdict.Reason;
import java.io.IOException;
import java.time.Instant;

/**
 * A file, or a stream of one, to be scanned.
 *
 * @param volume the volume's name
 * @param path from the volume's root, beginning with a slash; a stream's name follows a colon
 * @param stream whether it is an alternate data stream, which no mount shows
 */
public record ScanTarget(
    String volume, FileName path, Node node, long size, Instant modified, boolean stream) {

  /** {@code p1:/etc/passwd}, for people. */
  public String shown() {
    return volume + ":" + path;
  }

  /** What a failure to read it means. */
  static Verdict.NotScanned unreadable(IOException thrown) {
    String message = thrown.getMessage();
    String detail = message == null ? thrown.getClass().getSimpleName() : message;
    return new Verdict.NotScanned(
        thrown instanceof ImageException image ? reason(image) : Reason.UNREADABLE, detail);
  }

  private static Reason reason(ImageException thrown) {
    return switch (thrown) {
      case CorruptException e -> Reason.DAMAGED;
      case UnsupportedException e -> Reason.UNSUPPORTED;
      case UnavailableException e ->
          e.reason() == UnavailableException.Reason.ENCRYPTED
              ? Reason.ENCRYPTED
              : Reason.PLACEHOLDER;
    };
  }
}
