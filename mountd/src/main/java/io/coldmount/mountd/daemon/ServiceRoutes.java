package io.coldmount.mountd.daemon;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What the daemon tells of itself. */
final class ServiceRoutes {

  /** The document of the API, beside this class. */
  static final String OPENAPI = "openapi.json";

  private final Frontend frontend;
  private final DiskSets sets;
  private final Mounts mounts;
  private final Jobs jobs;
  private final Connections connections;
  private final Metrics metrics;
  private final Instant begun = Instant.now();

  ServiceRoutes(
      Frontend frontend,
      DiskSets sets,
      Mounts mounts,
      Jobs jobs,
      Connections connections,
      Metrics metrics) {
    this.frontend = frontend;
    this.sets = sets;
    this.mounts = mounts;
    this.jobs = jobs;
    this.connections = connections;
    this.metrics = metrics;
  }

  List<Route> routes() {
    return List.of(
        new Route("GET", "/v1/health", Set.of(), true, this::health),
        new Route("GET", "/v1/version", Set.of(), true, this::version),
        new Route("GET", "/v1/metrics", Set.of(), true, this::metrics),
        new Route("GET", "/v1/openapi.json", Set.of(), true, this::openapi));
  }

  private Answer health(Ask ask) throws IOException {
    return Answer.object(
        json -> {
          json.writeStringField("status", "ok");
          json.writeNumberField("seconds", Duration.between(begun, Instant.now()).toSeconds());
        });
  }

  private Answer version(Ask ask) throws IOException {
    return Answer.object(
        json -> {
          json.writeStringField("version", frontend.version());
          json.writeStringField("api", "v1");
        });
  }

  private Answer metrics(Ask ask) {
    StringBuilder text = new StringBuilder();
    metrics.write(text);
    Metrics.gauge(text, "coldmount_connections", "Connections that are open.", connections.size());
    Metrics.gauge(text, "coldmount_mounts", "Mounts that are there.", mounts.size());
    Metrics.counter(text, "coldmount_mounts_made_total", "Mounts that were made.", mounts.made());
    Metrics.gauge(text, "coldmount_disk_sets", "Disk sets that are open.", sets.size());
    Metrics.gauge(text, "coldmount_jobs_running", "Jobs that run.", jobs.running());
    Metrics.counter(text, "coldmount_jobs_total", "Jobs that were begun.", jobs.begun());
    Runtime runtime = Runtime.getRuntime();
    long used = runtime.totalMemory() - runtime.freeMemory();
    Metrics.gauge(text, "coldmount_heap_used_bytes", "Of the Java heap.", used);
    Metrics.gauge(text, "coldmount_heap_maximum_bytes", "Of the Java heap.", runtime.maxMemory());
    Metrics.gauge(
        text,
        "coldmount_start_time_seconds",
        "When the daemon began, in seconds since 1970.",
        begun.getEpochSecond());
    return Answer.text("text/plain; version=0.0.4; charset=utf-8", text.toString());
  }

  private Answer openapi(Ask ask) throws IOException {
    try (InputStream document = ServiceRoutes.class.getResourceAsStream(OPENAPI)) {
      if (document == null) {
        throw new IOException("the document is missing in the program");
      }
      String text = new String(document.readAllBytes(), StandardCharsets.UTF_8);
      return new Answer.Whole(
          200, "application/json", text.getBytes(StandardCharsets.UTF_8), Map.of());
    }
  }
}
