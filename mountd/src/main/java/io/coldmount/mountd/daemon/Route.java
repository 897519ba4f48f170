package io.coldmount.mountd.daemon;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A path of the API and what answers it.
 *
 * @param path with names in braces for parts that vary: {@code /v1/mounts/{mount}}
 * @param parameters the query parameters it knows
 * @param quick whether it touches no disk, so that it needs no thread of its own
 */
record Route(
    String method, String path, Set<String> parameters, boolean quick, Responder responder) {

  /** Answers a request. */
  @FunctionalInterface
  interface Responder {
    Answer answer(Ask ask) throws IOException, InterruptedException;
  }

  /** The values of the parts that vary, or null if {@code parts} is another path. */
  @Nullable Map<String, String> match(List<String> parts) throws ApiException {
    List<String> mine = parts(path);
    if (mine.size() != parts.size()) {
      return null;
    }
    Map<String, String> places = new HashMap<>();
    for (int i = 0; i < mine.size(); i++) {
      String part = mine.get(i);
      if (part.startsWith("{")) {
        places.put(
            part.substring(1, part.length() - 1),
            new String(Ask.decoded(parts.get(i)), StandardCharsets.UTF_8));
      } else if (!part.equals(parts.get(i))) {
        return null;
      }
    }
    return places;
  }

  static List<String> parts(String path) {
    return List.of(path.split("/", -1));
  }
}
