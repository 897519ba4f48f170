package io.coldmount.fs;

import io.coldmount.block.Extent;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A file, directory, link or device of a file system. An operation that does not fit the type
 * throws {@link IllegalStateException}: the caller has looked at {@link Attributes#type()}.
 */
public interface Node {

  /**
   * Stable for the image: the inode or record number where the format has one. See {@link
   * FileSystem#ID_BITS}.
   */
  long id();

  Attributes attributes() throws IOException;

  // Directories

  /**
   * The child called {@code name}, or null. {@code .} and {@code ..} are never asked for.
   *
   * @throws IOException if the directory is damaged where the name would be
   */
  @Nullable Node lookup(FileName name) throws IOException;

  /**
   * Lists the children, without {@code .} and {@code ..}, from {@code cursor} on: 0 for the
   * beginning, or an {@link DirectorySink.Entry#next()} of an earlier listing, in this or another
   * session of the same image. Going on costs no more than a block, however far into the directory.
   *
   * <p>A damaged part does not end the listing: it goes on behind it, and throws only when all that
   * can be listed has been given and {@code sink} has not stopped it.
   */
  void list(long cursor, DirectorySink sink) throws IOException;

  /** The id of the directory that holds this directory; its own for the root. */
  long parentId() throws IOException;

  // Files

  /**
   * Reads the file's bytes at {@code position} until {@code target} is full or the file ends.
   *
   * @return the number of bytes read, 0 at or past the end
   */
  int read(long position, ByteBuffer target) throws IOException;

  /**
   * The run of the file that begins at {@code position}, at most {@code length} bytes, both inside
   * the file's size: a hole (also where blocks are allocated but never written), or data and where
   * it is stored.
   */
  Extent extent(long position, long length) throws IOException;

  /**
   * The same for who counts what is stored and reads nothing: it need not have been found out that
   * the bytes are this file's. Cheap enough for stat(2).
   */
  default Extent allocation(long position, long length) throws IOException {
    return extent(position, length);
  }

  // Links

  /** The target of a symbolic link, as the guest stored it. */
  FileName readLink() throws IOException;

  // Extended attributes and streams

  /** The full names ({@code user.x}, {@code security.selinux}, {@code system.posix_acl_access}). */
  List<FileName> xattrNames() throws IOException;

  /**
   * The value of an extended attribute in the form the kernel gives it, or null if there is none of
   * that name.
   */
  byte @Nullable [] xattr(FileName name) throws IOException;

  /**
   * The names that {@link #xattr} answers besides those of {@link #xattrNames}, where what they
   * stand for is told in no other way; a file need not have them.
   */
  default List<FileName> unlistedXattrNames() {
    return List.of();
  }

  /** The alternate data streams, the unnamed one not among them. */
  default List<Stream> streams() throws IOException {
    return List.of();
  }

  /** The alternate data stream called {@code name} as a file of its own, or null. */
  default @Nullable Node stream(FileName name) throws IOException {
    return null;
  }

  /**
   * An alternate data stream.
   *
   * @param name without the file's name and the colon
   * @param size in bytes
   */
  record Stream(FileName name, long size) {}
}
