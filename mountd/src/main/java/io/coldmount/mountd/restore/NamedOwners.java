package io.coldmount.mountd.restore;

import io.coldmount.fs.FileName;
import io.coldmount.fs.FileSystem;
import io.coldmount.fs.FileType;
import io.coldmount.fs.Node;
import io.coldmount.mountd.guest.GuestPath;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import jnr.ffi.Pointer;

/**
 * Owners by name: a guest's number is looked up in the guest's own passwd(5) and group(5), and the
 * name found there is looked up on this host. A number without a name, or whose name this host does
 * not have, stays as it is.
 */
public final class NamedOwners implements Owners {

  /** Larger account files are no account files; each is held in memory once. */
  private static final int MOST_BYTES = 8 << 20;

  /** {@code struct passwd} and {@code struct group} both begin with two pointers and a number. */
  private static final int ID_OFFSET = 2 * 8;

  private final Map<Long, Long> users;
  private final Map<Long, Long> groups;

  private NamedOwners(Map<Long, Long> users, Map<Long, Long> groups) {
    this.users = users;
    this.groups = groups;
  }

  /**
   * Reads the accounts of the system that {@code guest} is the root of.
   *
   * @throws IOException if they are not there or cannot be read
   */
  public static NamedOwners of(FileSystem guest, RestoreLog log) throws IOException {
    Map<Long, Long> users = new ConcurrentHashMap<>();
    Map<Long, Long> groups = new ConcurrentHashMap<>();
    read(guest, "/etc/passwd", "user", users, log);
    read(guest, "/etc/group", "group", groups, log);
    return new NamedOwners(users, groups);
  }

  private static void read(
      FileSystem guest, String path, String what, Map<Long, Long> ids, RestoreLog log)
      throws IOException {
    for (String line : content(guest, path).split("\n", -1)) {
      String[] fields = line.split(":", -1);
      if (fields.length < 3 || fields[0].isEmpty() || !fields[2].matches("[0-9]{1,10}")) {
        continue;
      }
      long guestId = Long.parseLong(fields[2]);
      long hostId = onHost(what, fields[0]);
      if (hostId >= 0) {
        ids.putIfAbsent(guestId, hostId);
      } else {
        log.noted(
            "this host has no "
                + what
                + " \""
                + fields[0]
                + "\", so the guest's number "
                + guestId
                + " stays");
      }
    }
  }

  private static String content(FileSystem guest, String path) throws IOException {
    Node node = GuestPath.find(guest, FileName.of(path), true).node();
    if (node.attributes().type() != FileType.REGULAR) {
      throw new IOException(path + " of the guest is not a regular file");
    }
    int size = (int) Math.min(node.attributes().size(), MOST_BYTES);
    ByteBuffer bytes = ByteBuffer.allocate(size);
    while (bytes.hasRemaining() && node.read(bytes.position(), bytes) > 0) {}
    return new String(bytes.array(), 0, bytes.position(), StandardCharsets.ISO_8859_1);
  }

  /** The libc's answer lies in memory that the next question overwrites, hence one at a time. */
  private static synchronized long onHost(String what, String name) {
    byte[] bytes = Posix.path(FileName.of(name.getBytes(StandardCharsets.ISO_8859_1)));
    Pointer entry = what.equals("user") ? Posix.CALLS.getpwnam(bytes) : Posix.CALLS.getgrnam(bytes);
    return entry == null ? -1 : entry.getInt(ID_OFFSET) & 0xFFFF_FFFFL;
  }

  @Override
  public long user(long guest) {
    return users.getOrDefault(guest, guest);
  }

  @Override
  public long group(long guest) {
    return groups.getOrDefault(guest, guest);
  }
}
