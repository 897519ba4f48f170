package io.coldmount.mountd.fuse;

import io.coldmount.fs.DirectorySink;
import io.coldmount.fs.FileType;
import io.coldmount.mountd.host.Linux;
import io.coldmount.mountd.tree.MountTree;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * Requests as a kernel sends them while a program walks a tree and reads its files, answered by a
 * session that has a socket in the place of a mount: so that Java's start-up cache knows which code
 * a mount runs most.
 */
public final class Rehearsal {

  private static final int PAGE = 4096;
  private static final int LISTING = 8 * PAGE;
  private static final int REQUEST = RequestParser.HEADER + 40;

  private final MountTree tree;
  private final int kernel;
  private final ByteBuffer request = Linux.memory(REQUEST).order(ByteOrder.nativeOrder());
  private final ByteBuffer answer =
      Linux.memory(Reply.HEADER + LISTING).order(ByteOrder.nativeOrder());
  private long unique;

  private Rehearsal(MountTree tree, int kernel) {
    this.tree = tree;
    this.kernel = kernel;
  }

  /** Walks the whole of {@code tree} {@code rounds} times. */
  public static void of(MountTree tree, int rounds) throws IOException, InterruptedException {
    MountOptions options = MountOptions.of("rehearsal");
    FaultLog faults = new FaultLog("rehearsal");
    Responder responder =
        new Responder(
            tree, new Negotiation(Negotiation.MINOR, -1), options, faults, new Activity());
    int[] ends = Linux.packetPair();
    Session session = new Session("rehearsal", ends[0], Rings.none(), responder, faults, 2, false);
    session.start();
    try {
      var rehearsal = new Rehearsal(tree, ends[1]);
      for (int i = 0; i < rounds; i++) {
        rehearsal.walk(MountTree.ROOT);
      }
    } finally {
      Linux.close(ends[1]);
      session.awaitEnd();
    }
  }

  private void walk(long folder) throws IOException {
    long next = 0;
    int length;
    while ((length = ask(Opcode.READDIRPLUS, folder, next, LISTING)) > Reply.HEADER) {
      next = lastOffset(length);
    }
    List<DirectorySink.Entry> entries = new ArrayList<>();
    tree.node(folder).list(0, entries::add);
    for (DirectorySink.Entry entry : entries) {
      long number = tree.child(folder, entry.id());
      ask(Opcode.GETATTR, number, 0, 0);
      FileType type = tree.node(number).attributes().type();
      if (type == FileType.DIRECTORY) {
        walk(number);
      } else if (type == FileType.REGULAR) {
        ask(Opcode.READ, number, 0, PAGE);
        ask(Opcode.READ, number, 0, LISTING);
      }
    }
  }

  /** The offset that the last entry of a listing names. */
  private long lastOffset(int length) {
    long offset = 0;
    for (int at = Reply.HEADER; at < length; ) {
      int dirent = at + AttributeEncoder.ENTRY;
      offset = answer.getLong(dirent + 8);
      at = dirent + ((24 + answer.getInt(dirent + 16) + 7) & ~7);
    }
    return offset;
  }

  /** The length of the answer. */
  private int ask(int opcode, long node, long offset, int size) throws IOException {
    request.putInt(0, REQUEST).putInt(4, opcode).putLong(8, ++unique).putLong(16, node);
    request.putLong(RequestParser.HEADER + 8, offset).putInt(RequestParser.HEADER + 16, size);
    long written = Linux.write(kernel, Linux.address(request), REQUEST);
    long read = Linux.read(kernel, Linux.address(answer), answer.capacity());
    if (written != REQUEST || read < Reply.HEADER || answer.getLong(8) != unique) {
      throw new ProtocolException("the rehearsal got no answer to request " + opcode);
    }
    if (answer.getInt(4) != 0) {
      throw new ProtocolException(
          "request " + opcode + " failed: " + Linux.message(-answer.getInt(4)));
    }
    return (int) read;
  }
}
