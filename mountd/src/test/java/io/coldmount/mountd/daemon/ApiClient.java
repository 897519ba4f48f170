package io.coldmount.mountd.daemon;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.NullUnmarked;

/** A client of the API: curl, as the README shows it, run by any user. */
@NullUnmarked // a request without a body has null for it
public final class ApiClient {

  private final Path socket;
  private final List<String> prefix;

  public ApiClient(Path socket, List<String> prefix) {
    this.socket = socket;
    this.prefix = prefix;
  }

  /** What came back. */
  @SuppressWarnings("ArrayRecordComponent") // nobody compares them
  public record Reply(int status, String head, byte[] body) {

    public String text() {
      return new String(body, StandardCharsets.UTF_8);
    }

    @SuppressWarnings("unchecked")
    public Map<String, Object> json() {
      return (Map<String, Object>) Json.parse(body);
    }

    public String field(String name) {
      return String.valueOf(json().get(name));
    }
  }

  public Reply get(String path, String... options) throws Exception {
    return call("GET", path, null, options);
  }

  public Reply post(String path, String body, String... options) throws Exception {
    return call("POST", path, body, options);
  }

  Reply delete(String path) throws Exception {
    return call("DELETE", path, null);
  }

  Reply call(String method, String path, String body, String... options) throws Exception {
    List<String> command = new ArrayList<>(prefix);
    command.addAll(List.of("curl", "-s", "-S", "-i", "-X", method, "--max-time", "60"));
    command.addAll(List.of("--unix-socket", socket.toString(), "http://localhost" + path));
    if (body != null) {
      command.addAll(List.of("-H", "Content-Type: application/json", "-d", body));
    }
    command.addAll(List.of(options));
    Path errors = Files.createTempFile("curl", "");
    try {
      Process process = new ProcessBuilder(command).redirectError(errors.toFile()).start();
      byte[] answer = process.getInputStream().readAllBytes();
      int exit = process.waitFor();
      if (exit != 0) {
        throw new IOException("curl ended with " + exit + ": " + Files.readString(errors));
      }
      return reply(answer);
    } finally {
      Files.delete(errors);
    }
  }

  static Reply reply(byte[] answer) {
    String text = new String(answer, StandardCharsets.ISO_8859_1);
    int end = text.indexOf("\r\n\r\n");
    if (text.startsWith("HTTP/1.1 100")) {
      return reply(java.util.Arrays.copyOfRange(answer, end + 4, answer.length));
    }
    var body = new ByteArrayOutputStream();
    body.write(answer, end + 4, answer.length - end - 4);
    return new Reply(Integer.parseInt(text, 9, 12, 10), text.substring(0, end), body.toByteArray());
  }
}
