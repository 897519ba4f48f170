package io.coldmount.mountd.cli;

import io.coldmount.block.CorruptException;
import io.coldmount.block.ImageException;
import io.coldmount.block.UnavailableException;
import io.coldmount.block.UnsupportedException;
import io.coldmount.diskset.ParentException;
import io.coldmount.mountd.restore.TargetException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.Objects;

/**
 * What a command that failed says: one sentence and an exit code.
 *
 * @param sentence what, which file, and where it helps, what to do
 */
record Failure(ExitCode code, String sentence) {

  static Failure of(Throwable thrown) {
    return switch (thrown) {
      case CommandException e -> new Failure(e.code(), message(e));
      case ImageException e -> ofImage(e);
      case Output.Broken e ->
          e.readerGone()
              ? new Failure(ExitCode.READER_GONE, "")
              : new Failure(
                  ExitCode.OUTPUT, "standard output cannot be written: " + message(e) + ".");
      case TargetException e -> new Failure(ExitCode.OUTPUT, message(e));
      case ParentException e -> new Failure(ExitCode.PARENT, message(e));
      case UncheckedIOException e -> of(Objects.requireNonNull(e.getCause()));
      case FileSystemException e -> new Failure(ExitCode.DISK, sentence(e));
      case IllegalArgumentException e -> new Failure(ExitCode.USAGE, message(e));
      case OutOfMemoryError e ->
          new Failure(
              ExitCode.INTERNAL,
              "the memory does not suffice: set COLDMOUNT_HEAP to more than its 256m.");
      case IOException e -> new Failure(ExitCode.DISK, message(e));
      default ->
          new Failure(
              ExitCode.INTERNAL,
              "an error of Coldmount itself: "
                  + thrown
                  + " (add --debug to see where, and please report it).");
    };
  }

  private static Failure ofImage(ImageException thrown) {
    return switch (thrown) {
      case CorruptException e -> new Failure(ExitCode.CORRUPT, message(e));
      case UnsupportedException e -> new Failure(ExitCode.UNSUPPORTED, message(e));
      case UnavailableException e -> new Failure(ExitCode.UNAVAILABLE, message(e));
    };
  }

  /** Java's messages name the file alone and leave the fault to the class. */
  private static String sentence(FileSystemException e) {
    String file = e.getFile() == null ? "a file" : e.getFile();
    String reason = e.getReason();
    if (reason == null) {
      reason =
          switch (e) {
            case NoSuchFileException missing -> "there is no such file";
            case AccessDeniedException denied -> "permission denied";
            case NotDirectoryException file1 -> "part of the path is not a directory";
            case FileSystemLoopException loop -> "too many symbolic links";
            default -> message(e);
          };
    }
    return file + ": " + reason + ".";
  }

  private static String message(Throwable e) {
    String message = e.getMessage();
    return message == null ? e.getClass().getSimpleName() : message;
  }
}
