package io.coldmount.mountd.holder;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

/** Where the holder's process starts, with a connection to the daemon as its standard input. */
public final class HolderMain {

  private HolderMain() {}

  /**
   * Holds until nothing is to be held.
   *
   * @param arguments the path of its socket, and the command that starts the next daemon
   */
  public static void main(String[] arguments) throws IOException {
    Path socket = Path.of(arguments[0]);
    Path place = Files.createTempDirectory(socket.getParent(), ".hold-");
    Path hidden = place.resolve("s");
    List<String> command = List.of(arguments).subList(1, arguments.length);
    try {
      // Bound where nobody else can enter, so that nobody connects before its mode is right.
      int listener = Calls.listen(hidden.toString());
      Files.setPosixFilePermissions(hidden, PosixFilePermissions.fromString("rw-------"));
      Object mine = key(hidden);
      Files.move(hidden, socket, StandardCopyOption.ATOMIC_MOVE);
      Files.delete(place);
      new Holder(0, listener, new Successor(command)).run();
      if (mine.equals(key(socket))) { // it may be that of another holder by now
        Files.deleteIfExists(socket);
      }
    } finally {
      Files.deleteIfExists(hidden);
      Files.deleteIfExists(place);
    }
    System.exit(0);
  }

  /** By which a file is known whatever it is called; the path itself if there is none. */
  private static Object key(Path file) throws IOException {
    try {
      Object key = Files.readAttributes(file, BasicFileAttributes.class).fileKey();
      return key == null ? file : key;
    } catch (NoSuchFileException e) {
      return file;
    }
  }
}
