package io.coldmount.mountd.daemon;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A JSON object that a client sent. Every field must be known, and be asked for once. */
final class JsonBody {

  /** Deeper than any request goes. */
  private static final int MAXIMUM_DEPTH = 4;

  private static final JsonFactory JSON = new JsonFactory();

  private final Map<String, Object> fields;

  private JsonBody(Map<String, Object> fields) {
    this.fields = fields;
  }

  /** Reads {@code bytes}; none at all are an empty object. */
  static JsonBody parse(byte[] bytes) throws ApiException {
    if (bytes.length == 0) {
      return new JsonBody(new LinkedHashMap<>());
    }
    try (JsonParser parser = JSON.createParser(bytes)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw ApiException.bad("the body is not a JSON object.");
      }
      Map<String, Object> fields = object(parser, 1);
      if (parser.nextToken() != null) {
        throw ApiException.bad("something follows the JSON object.");
      }
      return new JsonBody(fields);
    } catch (JsonProcessingException e) {
      throw ApiException.bad("the body is not JSON: " + e.getOriginalMessage() + ".");
    } catch (ApiException e) {
      throw e;
    } catch (IOException e) {
      throw ApiException.bad("the body is not UTF-8.");
    }
  }

  private static Map<String, Object> object(JsonParser parser, int depth) throws IOException {
    Map<String, Object> fields = new LinkedHashMap<>();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String name = parser.currentName();
      parser.nextToken();
      if (fields.put(name, value(parser, depth)) != null) {
        throw ApiException.bad("the field \"" + name + "\" is there twice.");
      }
    }
    return fields;
  }

  private static Object value(JsonParser parser, int depth) throws IOException {
    if (depth > MAXIMUM_DEPTH) {
      throw ApiException.bad("the body is nested too deeply.");
    }
    return switch (parser.currentToken()) {
      case VALUE_STRING -> parser.getText();
      case VALUE_TRUE, VALUE_FALSE -> parser.getBooleanValue();
      case VALUE_NUMBER_INT -> parser.getLongValue();
      case START_OBJECT -> object(parser, depth + 1);
      case START_ARRAY -> {
        List<Object> values = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
          values.add(value(parser, depth + 1));
        }
        yield values;
      }
      default ->
          throw ApiException.bad("the field \"" + parser.currentName() + "\" has no such value.");
    };
  }

  boolean has(String name) {
    return fields.containsKey(name);
  }

  private <T> @Nullable T take(String name, Class<T> type, String what) throws ApiException {
    Object value = fields.remove(name);
    if (value == null) {
      return null;
    }
    if (!type.isInstance(value)) {
      throw ApiException.bad("the field \"" + name + "\" is " + what + ".");
    }
    return type.cast(value);
  }

  @Nullable String text(String name) throws ApiException {
    return take(name, String.class, "a string");
  }

  /** A text that must be there. */
  String needed(String name) throws ApiException {
    String text = text(name);
    if (text == null) {
      throw ApiException.bad("the field \"" + name + "\" is missing.");
    }
    return text;
  }

  boolean flag(String name) throws ApiException {
    return Boolean.TRUE.equals(take(name, Boolean.class, "true or false"));
  }

  long number(String name, long otherwise, long least, long most) throws ApiException {
    Long number = take(name, Long.class, "a whole number");
    if (number != null && (number < least || number > most)) {
      throw ApiException.bad(
          "the field \"" + name + "\" is a number from " + least + " to " + most + ".");
    }
    return number == null ? otherwise : number;
  }

  List<String> texts(String name) throws ApiException {
    List<?> values = take(name, List.class, "an array of strings");
    List<String> texts = new ArrayList<>();
    for (Object value : values == null ? List.of() : values) {
      if (!(value instanceof String text)) {
        throw ApiException.bad("the field \"" + name + "\" is an array of strings.");
      }
      texts.add(text);
    }
    return texts;
  }

  List<Path> paths(String name) throws ApiException {
    List<Path> paths = new ArrayList<>();
    for (String text : texts(name)) {
      paths.add(absolute(name, text));
    }
    return paths;
  }

  /** Paths by names. */
  Map<String, Path> namedPaths(String name) throws ApiException {
    Map<?, ?> values = take(name, Map.class, "an object of strings");
    Map<String, Path> paths = new LinkedHashMap<>();
    for (Map.Entry<?, ?> value :
        values == null ? Map.<String, String>of().entrySet() : values.entrySet()) {
      if (!(value.getValue() instanceof String text)) {
        throw ApiException.bad("the field \"" + name + "\" is an object of strings.");
      }
      paths.put(String.valueOf(value.getKey()), absolute(name, text));
    }
    return paths;
  }

  Path path(String name) throws ApiException {
    return absolute(name, needed(name));
  }

  /** The daemon's own folder is nobody's, so a path begins at the root. */
  private static Path absolute(String name, String text) throws ApiException {
    try {
      Path path = Path.of(text);
      if (path.isAbsolute() && text.indexOf('\0') < 0) {
        return path;
      }
    } catch (InvalidPathException e) {
      // falls to the error that says what is expected
    }
    throw ApiException.bad("the field \"" + name + "\" takes absolute paths.");
  }

  /** Refuses fields that nobody has asked for. */
  void end() throws ApiException {
    if (!fields.isEmpty()) {
      throw ApiException.bad("there is no field \"" + fields.keySet().iterator().next() + "\".");
    }
  }
}
