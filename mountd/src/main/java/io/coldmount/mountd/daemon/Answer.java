package io.coldmount.mountd.daemon;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.coldmount.fs.Node;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** What a request is answered with. */
sealed interface Answer {

  /** Bytes that are there. */
  @SuppressWarnings("ArrayRecordComponent") // nobody compares them
  record Whole(int status, String type, byte[] body, Map<String, String> headers)
      implements Answer {}

  /**
   * A part of a file, which is read while it is sent.
   *
   * @param lease keeps the disks open until the end
   */
  record Part(Node node, long start, long end, long size, boolean ranged, OpenSet.Lease lease)
      implements Answer {}

  /** The events of a job, from one number on, until it has ended. */
  record Events(Job job, long after) implements Answer {}

  /** Writes JSON. */
  @FunctionalInterface
  interface Writer {
    void write(JsonGenerator json) throws IOException;
  }

  JsonFactory JSON = new JsonFactory();

  /** An answer of one JSON object, whose fields {@code fields} writes. */
  static Answer object(int status, Map<String, String> headers, Writer fields) throws IOException {
    return new Whole(status, "application/json", objectBytes(fields), headers);
  }

  static Answer object(Writer fields) throws IOException {
    return object(200, Map.of(), fields);
  }

  /** The bytes of one JSON object. */
  static byte[] objectBytes(Writer fields) throws IOException {
    var bytes = new ByteArrayOutputStream();
    try (JsonGenerator json = JSON.createGenerator(bytes)) {
      json.writeStartObject();
      fields.write(json);
      json.writeEndObject();
    }
    return bytes.toByteArray();
  }

  static Answer nothing() {
    return new Whole(204, "", new byte[0], Map.of());
  }

  static Answer text(String type, String text) {
    return new Whole(200, type, text.getBytes(StandardCharsets.UTF_8), Map.of());
  }

  /** A problem document of RFC 9457. */
  static Whole problem(ApiException problem, Map<String, String> headers) {
    return problem(problem.code().status(), problem, headers);
  }

  /** The same with another status of HTTP. */
  static Whole problem(int status, ApiException problem, Map<String, String> headers) {
    try {
      byte[] bytes =
          objectBytes(
              json -> {
                json.writeStringField("type", "urn:coldmount:problem:" + problem.code().word());
                json.writeStringField("title", problem.code().title());
                json.writeNumberField("status", status);
                json.writeStringField("detail", problem.sentence());
                json.writeStringField("code", problem.code().word());
              });
      return new Whole(status, "application/problem+json", bytes, headers);
    } catch (IOException e) {
      throw new IllegalStateException(e); // memory takes whatever is written
    }
  }
}
