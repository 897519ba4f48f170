package io.coldmount.mountd.jnr;

import io.coldmount.fs.FileName;
import io.coldmount.mountd.fuse.Reply;
import io.coldmount.mountd.fuse.Request;
import io.coldmount.mountd.fuse.TreeService;
import io.coldmount.mountd.host.Errno;
import io.coldmount.mountd.tree.MountTree;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.function.IntSupplier;
import jnr.ffi.Pointer;
import ru.serce.jnrfuse.struct.FileStat;
import ru.serce.jnrfuse.struct.FuseFileInfo;
import ru.serce.jnrfuse.struct.Statvfs;

/**
 * libfuse's calls as requests of the service. Each returns a result, or an error number below 0;
 * none throws, because an exception in a native callback ends the process.
 */
final class PathCalls {

  /** {@code PATH_MAX}. */
  private static final int LONGEST_PATH = 4096;

  /** {@code XATTR_NAME_MAX} and the NUL. */
  private static final int LONGEST_NAME = 256;

  private final TreeService service;
  private final Replies replies;
  private final IntSupplier asker;

  /**
   * @param asker the user whose call is being answered
   */
  PathCalls(TreeService service, Replies replies, IntSupplier asker) {
    this.service = service;
    this.replies = replies;
    this.asker = asker;
  }

  /** What is done with a reply that nobody else has meanwhile. */
  private interface Use {
    int with(Reply reply);
  }

  private int guarded(Use use) {
    Reply reply = null;
    try {
      reply = replies.take();
      return reply == null ? -Errno.ENODEV : use.with(reply);
    } catch (Throwable t) { // such as no memory: the request fails, and the mount goes on
      service.fault(t);
      return -Errno.EIO;
    } finally {
      if (reply != null) {
        replies.give(reply);
      }
    }
  }

  /** The number of the node at {@code path}, which begins with a slash, or an error below 0. */
  private long walk(Pointer path, Reply reply) {
    byte[] bytes = text(path, LONGEST_PATH);
    long node = MountTree.ROOT;
    int at = 1;
    while (at < bytes.length) {
      int end = at;
      while (end < bytes.length && bytes[end] != '/') {
        end++;
      }
      FileName name = FileName.of(Arrays.copyOfRange(bytes, at, end));
      int error = service.answer(new Request.Lookup(node, name), reply);
      if (error != 0) {
        return -error;
      }
      node = reply.body().getLong(0);
      if (node == 0) {
        return -Errno.ENOENT;
      }
      at = end + 1;
    }
    return node;
  }

  private static byte[] text(Pointer pointer, int limit) {
    byte[] bytes = new byte[Math.max(0, pointer.indexOf(0, (byte) 0, limit))];
    pointer.get(0, bytes, 0, bytes.length);
    return bytes;
  }

  /** A request about the node at a path. */
  private interface Question {
    Request about(long node);
  }

  /** What is done with an answer's body. */
  private interface Answer {
    int taken(ByteBuffer body);
  }

  private int ask(Pointer path, Question question, Answer answer) {
    return guarded(
        reply -> {
          long node = walk(path, reply);
          return node < 0 ? (int) node : ask(question.about(node), reply, answer);
        });
  }

  private int ask(Request request, Reply reply, Answer answer) {
    int error = service.answer(request, reply);
    return error != 0 ? -error : answer.taken(reply.body());
  }

  int getattr(Pointer path, Pointer stat) {
    return ask(
        path,
        Request.Attributes::new,
        body -> {
          Structs.stat(body, FileStat.of(stat));
          return 0;
        });
  }

  int statfs(Pointer path, Pointer statvfs) {
    return ask(
        path,
        Request.Statistics::new,
        body -> {
          Structs.statfs(body, Statvfs.of(statvfs));
          return 0;
        });
  }

  /** The target with a NUL behind it, cut to {@code size}. */
  int readlink(Pointer path, Pointer target, long size) {
    return ask(
        path,
        Request.ReadLink::new,
        body -> {
          int length = (int) Math.min(body.remaining(), size - 1);
          copy(body, target, 0, length);
          target.putByte(length, (byte) 0);
          return 0;
        });
  }

  /** Remembers the node in the handle, so that reading and listing need not walk again. */
  int open(Pointer path, Pointer file) {
    return guarded(
        reply -> {
          long node = walk(path, reply);
          if (node < 0) {
            return (int) node;
          }
          FuseFileInfo.of(file).fh.set(node);
          return 0;
        });
  }

  private static long node(Pointer file) {
    return FuseFileInfo.of(file).fh.longValue();
  }

  int read(Pointer path, Pointer target, long size, long offset, Pointer file) {
    return guarded(
        reply -> {
          long node = node(file);
          int done = 0;
          while (done < size) {
            int wanted = (int) Math.min(size - done, reply.room());
            int at = done;
            int count =
                ask(
                    new Request.Read(node, offset + at, wanted),
                    reply,
                    body -> copy(body, target, at, body.remaining()));
            if (count < 0) {
              return count;
            }
            done += count;
            if (count < wanted) {
              break; // the file's end
            }
          }
          return done;
        });
  }

  int getxattr(Pointer path, Pointer name, Pointer value, long size) {
    FileName asked = FileName.of(text(name, LONGEST_NAME));
    return ask(
        path,
        node -> new Request.Xattr(node, asked, (int) size, asker.getAsInt()),
        body -> sized(body, value, size));
  }

  int listxattr(Pointer path, Pointer list, long size) {
    return ask(
        path,
        node -> new Request.XattrNames(node, (int) size, asker.getAsInt()),
        body -> sized(body, list, size));
  }

  private static int sized(ByteBuffer body, Pointer target, long size) {
    return size == 0 ? body.getInt(0) : copy(body, target, 0, body.remaining());
  }

  /** Lists from an offset that an entry named; the kernel comes back for what does not fit. */
  int readdir(Pointer path, Pointer target, Pointer filler, long offset, Pointer file) {
    return guarded(
        reply -> {
          Listing listing = new Listing(target, filler, offset);
          int error;
          do {
            Request request =
                new Request.ReadDirectory(node(file), listing.offset(), reply.room(), false);
            error = ask(request, reply, listing::add);
          } while (error > 0);
          return listing.isEmpty() ? error : 0; // the kernel meets the error when it asks on
        });
  }

  private static int copy(ByteBuffer body, Pointer target, long at, int count) {
    byte[] bytes = new byte[count];
    body.get(bytes);
    target.put(at, bytes, 0, count);
    return count;
  }
}
