package io.coldmount.mountd.daemon;

import io.coldmount.fs.FileName;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.eclipse.jetty.http.HttpFields;
import org.jspecify.annotations.Nullable;

/**
 * A request, taken apart.
 *
 * @param places the values of the parts of the path that stand in braces in its {@link Route}
 * @param query parameters as bytes, because guest names need not be text
 */
@SuppressWarnings("ArrayRecordComponent") // nobody compares them
record Ask(
    Caller caller,
    Map<String, String> places,
    Map<String, byte[]> query,
    HttpFields headers,
    byte[] body) {

  /** A part of the path. */
  String place(String name) {
    String value = places.get(name);
    if (value == null) {
      throw new IllegalStateException(name);
    }
    return value;
  }

  JsonBody json() throws ApiException {
    return JsonBody.parse(body);
  }

  @Nullable String parameter(String name) {
    byte[] value = query.get(name);
    return value == null ? null : new String(value, StandardCharsets.UTF_8);
  }

  /** The path of a guest's file. */
  FileName path(String otherwise) throws ApiException {
    byte[] value = query.get("path");
    if (value == null && otherwise.isEmpty()) {
      throw ApiException.bad("the parameter path is missing.");
    }
    return value == null ? FileName.of(otherwise) : FileName.of(value);
  }

  long number(String name, long otherwise, long least, long most) throws ApiException {
    String text = parameter(name);
    if (text == null) {
      return otherwise;
    }
    try {
      long number = Long.parseLong(text);
      if (number >= least && number <= most) {
        return number;
      }
    } catch (NumberFormatException e) {
      // falls to the error that says what is expected
    }
    throw ApiException.bad(
        "the parameter " + name + " is a number from " + least + " to " + most + ".");
  }

  boolean flag(String name) throws ApiException {
    String text = parameter(name);
    if (text == null || text.equals("false")) {
      return false;
    }
    if (text.equals("true")) {
      return true;
    }
    throw ApiException.bad("the parameter " + name + " is true or false.");
  }

  /** The parameters of a URI's query. */
  static Map<String, byte[]> parameters(@Nullable String query) throws ApiException {
    Map<String, byte[]> parameters = new HashMap<>();
    if (query == null || query.isEmpty()) {
      return parameters;
    }
    for (String pair : query.split("&", -1)) {
      int equals = pair.indexOf('=');
      String name = equals < 0 ? pair : pair.substring(0, equals);
      byte[] value = equals < 0 ? new byte[0] : decoded(pair.substring(equals + 1));
      if (parameters.put(new String(decoded(name), StandardCharsets.UTF_8), value) != null) {
        throw ApiException.bad("the parameter " + name + " is there twice.");
      }
    }
    return parameters;
  }

  /** The bytes of percent-encoded text; a plus sign is a space, as in forms. */
  static byte[] decoded(String text) throws ApiException {
    byte[] raw = text.getBytes(StandardCharsets.UTF_8);
    var bytes = new ByteArrayOutputStream(raw.length);
    for (int i = 0; i < raw.length; i++) {
      if (raw[i] == '%') {
        int high = i + 2 < raw.length ? Character.digit(raw[i + 1], 16) : -1;
        int low = i + 2 < raw.length ? Character.digit(raw[i + 2], 16) : -1;
        if (high < 0 || low < 0) {
          throw ApiException.bad("the request has a percent sign without two hex digits.");
        }
        bytes.write(high << 4 | low);
        i += 2;
      } else {
        bytes.write(raw[i] == '+' ? ' ' : raw[i]);
      }
    }
    return bytes.toByteArray();
  }
}
