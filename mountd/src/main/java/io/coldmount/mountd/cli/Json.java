package io.coldmount.mountd.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.coldmount.fs.FileName;
import java.io.IOException;
import java.util.Collection;
import java.util.HexFormat;
import java.util.Map;

/**
 * JSON for programs. The shapes are in {@code src/docs/cli.md} and kept true by tests: fields may
 * be added, none changes its meaning or goes away.
 */
final class Json {

  private Json() {}

  static JsonGenerator to(Output out) throws IOException {
    return new JsonFactory().createGenerator(out.stream()).useDefaultPrettyPrinter();
  }

  /** The text of a name; one that is not UTF-8 also has its bytes in hex. */
  static void name(JsonGenerator json, String field, FileName name) throws IOException {
    json.writeStringField(field, name.toString());
    if (!Text.isText(name)) {
      json.writeStringField(field + "Bytes", HexFormat.of().formatHex(name.bytes()));
    }
  }

  static void strings(JsonGenerator json, String field, Collection<String> values)
      throws IOException {
    json.writeArrayFieldStart(field);
    for (String value : values) {
      json.writeString(value);
    }
    json.writeEndArray();
  }

  static void strings(JsonGenerator json, String field, Map<String, String> values)
      throws IOException {
    json.writeObjectFieldStart(field);
    for (Map.Entry<String, String> value : values.entrySet()) {
      json.writeStringField(value.getKey(), value.getValue());
    }
    json.writeEndObject();
  }
}
