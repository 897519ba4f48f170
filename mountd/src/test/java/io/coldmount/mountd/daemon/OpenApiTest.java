package io.coldmount.mountd.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;

/** The document of the API says what the code does, no less and no more. */
@NullUnmarked // routes are only listed, and need nothing
final class OpenApiTest {

  static Map<String, Object> document() throws IOException {
    try (InputStream in = ServiceRoutes.class.getResourceAsStream(ServiceRoutes.OPENAPI)) {
      return Json.object(Json.parse(in.readAllBytes()));
    }
  }

  private static List<Route> routes() {
    return Daemon.routes(null, new DiskSets(null, null, null), mounts(), jobs(), null, null);
  }

  private static Mounts mounts() {
    return new Mounts(null, null, null, null);
  }

  private static Jobs jobs() {
    return new Jobs(null, null);
  }

  private static Set<String> operations() throws IOException {
    Set<String> operations = new TreeSet<>();
    Map<String, Object> paths = Json.object(document(), "paths");
    paths.forEach(
        (path, methods) ->
            Json.object(methods)
                .keySet()
                .forEach(method -> operations.add(method.toUpperCase(Locale.ROOT) + " " + path)));
    return operations;
  }

  @Test
  void everyRouteIsInTheDocumentAndEveryPathOfTheDocumentHasARoute() throws IOException {
    Set<String> routes = new TreeSet<>();
    routes().forEach(route -> routes.add(route.method() + " " + route.path()));
    assertThat(routes).hasSize(routes().size()).isEqualTo(operations());
  }

  private static Set<String> parameters(Route route, String in) throws IOException {
    Map<String, Object> operation =
        Json.object(document(), "paths", route.path(), route.method().toLowerCase(Locale.ROOT));
    Set<String> names = new TreeSet<>();
    for (Object parameter : (List<?>) operation.getOrDefault("parameters", List.of())) {
      Map<String, Object> fields = Json.object(parameter);
      if (fields.get("in").equals(in)) {
        names.add((String) fields.get("name"));
      }
    }
    return names;
  }

  @Test
  void everyParameterIsInBoth() throws IOException {
    for (Route route : routes()) {
      assertThat(parameters(route, "query")).as(route.path()).isEqualTo(route.parameters());
      List<String> places = new ArrayList<>(Arrays.asList(route.path().split("/")));
      places.removeIf(part -> !part.startsWith("{"));
      assertThat(parameters(route, "path"))
          .as(route.path())
          .isEqualTo(
              places.stream()
                  .map(part -> part.substring(1, part.length() - 1))
                  .collect(Collectors.toSet()));
    }
  }

  @Test
  void everyProblemCodeIsInBoth() throws IOException {
    Object codes =
        Json.object(document(), "components", "schemas", "Problem", "properties", "code")
            .get("enum");
    assertThat(codes)
        .isEqualTo(Arrays.stream(ProblemCode.values()).map(ProblemCode::word).toList());
  }

  @Test
  void everySchemaIsUsed() throws IOException {
    String text = document().toString();
    Set<String> unused = new TreeSet<>(Json.object(document(), "components", "schemas").keySet());
    unused.removeIf(name -> text.contains("=#/components/schemas/" + name + "}"));
    assertThat(unused).isEmpty();
  }
}
