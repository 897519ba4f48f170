package io.coldmount.mountd.daemon;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A connection to a daemon, for one request. */
public final class DaemonClient implements Closeable {

  /** No answer to the command line is longer. */
  private static final int MAXIMUM_ANSWER = 1 << 20;

  private static final int CREATED = 201;

  /**
   * In the answer to a mount of which there is nothing to say; a quotation mark within a text would
   * follow a backslash. The library's parser takes longer to load than the mount.
   */
  private static final String NO_WARNINGS = "\"warnings\":[]";

  private final SocketChannel channel;

  private DaemonClient(SocketChannel channel) {
    this.channel = channel;
  }

  /** Connects to {@code socket}; empty if no daemon is there, or none for this user. */
  public static Optional<DaemonClient> connect(Path socket) {
    SocketChannel channel = null;
    try {
      channel = SocketChannel.open(StandardProtocolFamily.UNIX);
      channel.connect(UnixDomainSocketAddress.of(socket));
      DaemonClient client = new DaemonClient(channel);
      channel = null;
      return Optional.of(client);
    } catch (IOException e) {
      return Optional.empty();
    } finally {
      if (channel != null) {
        closeQuietly(channel);
      }
    }
  }

  /**
   * An answer.
   *
   * @param status 0 if the daemon ended without one
   * @param code of a problem, or empty
   * @param detail of a problem, or empty
   * @param warnings of a mount
   */
  public record Reply(int status, String code, String detail, List<String> warnings) {}

  /** Asks for a mount. */
  public Reply mount(byte[] body) throws IOException {
    return post("/v1/mounts", body);
  }

  private Reply post(String path, byte[] body) throws IOException {
    String head =
        "POST "
            + path
            + " HTTP/1.1\r\nHost: coldmount\r\nConnection: close\r\n"
            + "Content-Type: application/json\r\nContent-Length: "
            + body.length
            + "\r\n\r\n";
    var request = new ByteArrayOutputStream();
    request.writeBytes(head.getBytes(StandardCharsets.US_ASCII));
    request.writeBytes(body);
    try {
      ByteBuffer bytes = ByteBuffer.wrap(request.toByteArray());
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
    } catch (IOException e) {
      // it may have answered before it hung up
    }
    return reply(readAll());
  }

  private byte[] readAll() {
    var answer = new ByteArrayOutputStream();
    ByteBuffer piece = ByteBuffer.allocate(8192);
    try {
      while (channel.read(piece.clear()) >= 0 && answer.size() < MAXIMUM_ANSWER) {
        answer.write(piece.array(), 0, piece.position());
      }
    } catch (IOException e) {
      // what came is the answer, or part of it, which is none
    }
    return answer.toByteArray();
  }

  private static Reply reply(byte[] answer) throws IOException {
    String text = new String(answer, StandardCharsets.UTF_8);
    int end = text.indexOf("\r\n\r\n");
    if (end < 0 || !text.matches("(?s)HTTP/1\\.1 [0-9]{3} .*")) {
      return new Reply(0, "", "", List.of());
    }
    int status = Integer.parseInt(text, 9, 12, 10);
    if (status == CREATED && text.contains(NO_WARNINGS)) {
      return new Reply(status, "", "", List.of());
    }
    String code = "";
    String detail = "";
    List<String> warnings = new ArrayList<>();
    try (JsonParser json = new JsonFactory().createParser(text.substring(end + 4))) {
      json.nextToken();
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String name = json.currentName();
        JsonToken value = json.nextToken();
        switch (name) {
          case "code" -> code = json.getText();
          case "detail" -> detail = json.getText();
          case "warnings" -> {
            while (json.nextToken() == JsonToken.VALUE_STRING) {
              warnings.add(json.getText());
            }
          }
          default -> {
            if (value.isStructStart()) {
              json.skipChildren();
            }
          }
        }
      }
    }
    return new Reply(status, code, detail, warnings);
  }

  private static void closeQuietly(SocketChannel channel) {
    try {
      channel.close();
    } catch (IOException e) {
      // nothing was sent on it
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
