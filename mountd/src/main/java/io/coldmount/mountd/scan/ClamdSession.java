package io.coldmount.mountd.scan;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * A connection on which clamd answers many requests, in any order, each with the number of its
 * request: clamd(8), "IDSESSION".
 */
final class ClamdSession implements Closeable {

  private final ClamdConnection connection;
  private final ReplyReader replies;
  private int requests;

  private ClamdSession(ClamdConnection connection) {
    this.connection = connection;
    replies = new ReplyReader(connection);
  }

  /** Begins a session on a new connection, which is closed if that fails. */
  static ClamdSession begin(ClamdConnection connection) throws IOException {
    ClamdSession session = new ClamdSession(connection);
    boolean begun = false;
    try {
      connection.send(command("IDSESSION"));
      begun = true;
      return session;
    } finally {
      if (!begun) {
        session.close();
      }
    }
  }

  /** Asks one question outside of any session. */
  static String ask(ClamdConnection connection, String question) throws IOException {
    connection.send(command(question));
    return new ReplyReader(connection).next();
  }

  private static ByteBuffer command(String command) {
    return ByteBuffer.wrap(("z" + command + "\0").getBytes(StandardCharsets.US_ASCII));
  }

  boolean passesDescriptors() {
    return connection.passesDescriptors();
  }

  /** The number of the last request; clamd counts them too. */
  int lastRequest() {
    return requests;
  }

  /**
   * Passes an open file. The command, the byte that a descriptor travels with, and the descriptor
   * are one message, so that clamd wakes once for them.
   */
  void pass(int descriptor) throws IOException {
    requests++;
    connection.sendDescriptor(command("FILDES\0"), descriptor);
  }

  /** Begins a stream; what follows are pieces, each after its length, and a length of 0. */
  void beginStream() throws IOException {
    requests++;
    connection.send(command("INSTREAM"));
  }

  void send(ByteBuffer bytes) throws IOException {
    connection.send(bytes);
  }

  /** Waits for the next answer. */
  ClamdReply reply() throws IOException {
    return ClamdReply.parse(replies.next());
  }

  @Override
  public void close() {
    connection.close();
  }

  /** Reads answers, which end with a NUL. */
  private static final class ReplyReader {

    private static final int LONGEST = 64 * 1024;

    private final ClamdConnection connection;
    private final byte[] bytes = new byte[4096];
    private final StringBuilder pending = new StringBuilder();

    ReplyReader(ClamdConnection connection) {
      this.connection = connection;
    }

    /** The next answer; an empty one if the connection has been closed. */
    String next() throws IOException {
      while (true) {
        int end = pending.indexOf("\0");
        if (end >= 0) {
          String reply = pending.substring(0, end);
          pending.delete(0, end + 1);
          return reply;
        }
        int count = connection.read(bytes);
        if (count == 0) {
          String rest = pending.toString();
          pending.setLength(0);
          return rest;
        }
        pending.append(new String(bytes, 0, count, StandardCharsets.UTF_8));
        if (pending.length() > LONGEST) {
          throw new IOException("clamd answers without end");
        }
      }
    }
  }
}
