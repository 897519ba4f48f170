package io.coldmount.mountd.daemon;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.NullUnmarked;

/** JSON as maps and lists, and whether it is what a schema of the API's document says. */
@NullUnmarked // JSON is taken as it comes
final class Json {

  private Json() {}

  static Object parse(byte[] bytes) {
    try (JsonParser parser = new JsonFactory().createParser(bytes)) {
      parser.nextToken();
      return value(parser);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Object value(JsonParser parser) throws IOException {
    return switch (parser.currentToken()) {
      case START_OBJECT -> {
        Map<String, Object> fields = new LinkedHashMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
          String name = parser.currentName();
          parser.nextToken();
          fields.put(name, value(parser));
        }
        yield fields;
      }
      case START_ARRAY -> {
        List<Object> values = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
          values.add(value(parser));
        }
        yield values;
      }
      case VALUE_STRING -> parser.getText();
      case VALUE_NUMBER_INT -> parser.getLongValue();
      case VALUE_NUMBER_FLOAT -> parser.getDoubleValue();
      case VALUE_TRUE, VALUE_FALSE -> parser.getBooleanValue();
      default -> throw new IOException("there is a " + parser.currentToken());
    };
  }

  @SuppressWarnings("unchecked")
  static Map<String, Object> object(Object value, String... way) {
    Object here = value;
    for (String name : way) {
      here = ((Map<String, Object>) here).get(name);
    }
    return here == null ? Map.of() : (Map<String, Object>) here;
  }

  /** Says in {@code wrong} where {@code value} is not what {@code schema} of {@code doc} says. */
  static void check(
      Map<String, Object> doc,
      Map<String, Object> schema,
      Object value,
      String where,
      List<String> wrong) {
    Object reference = schema.get("$ref");
    if (reference instanceof String text) {
      String name = text.substring(text.lastIndexOf('/') + 1);
      check(doc, object(doc, "components", "schemas", name), value, where, wrong);
      return;
    }
    Class<?> type =
        switch (String.valueOf(schema.get("type"))) {
          case "object" -> Map.class;
          case "array" -> List.class;
          case "string" -> String.class;
          case "integer" -> Long.class;
          case "boolean" -> Boolean.class;
          default -> throw new IllegalArgumentException(where + " has no type");
        };
    if (!type.isInstance(value)) {
      wrong.add(where + " is no " + schema.get("type") + ": " + value);
      return;
    }
    if (schema.get("enum") instanceof List<?> values && !values.contains(value)) {
      wrong.add(where + " is none of " + values + ": " + value);
    }
    if (value instanceof List<?> items) {
      for (Object item : items) {
        check(doc, object(schema, "items"), item, where + "[]", wrong);
      }
    } else if (value instanceof Map<?, ?> fields) {
      checkObject(doc, schema, fields, where, wrong);
    }
  }

  private static void checkObject(
      Map<String, Object> doc,
      Map<String, Object> schema,
      Map<?, ?> fields,
      String where,
      List<String> wrong) {
    Map<String, Object> properties = object(schema, "properties");
    for (Map.Entry<?, ?> field : fields.entrySet()) {
      String place = where + "." + field.getKey();
      if (properties.containsKey(field.getKey())) {
        String name = String.valueOf(field.getKey());
        check(doc, object(properties, name), field.getValue(), place, wrong);
      } else if (Boolean.FALSE.equals(schema.get("additionalProperties"))) {
        wrong.add(place + " is not in the document");
      }
    }
    Object required = schema.getOrDefault("required", List.of());
    Set<?> names = fields.keySet();
    for (Object name : (List<?>) required) {
      if (!names.contains(name)) {
        wrong.add(where + "." + name + " is missing");
      }
    }
  }
}
