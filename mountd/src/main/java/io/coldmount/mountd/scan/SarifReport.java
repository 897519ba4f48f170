package io.coldmount.mountd.scan;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A report as a log of the Static Analysis Results Interchange Format: OASIS, SARIF 2.1.0. Infected
 * files are results; files that were not scanned are notifications of the tool's execution.
 */
final class SarifReport {

  private SarifReport() {}

  /** Rewrites {@code report} as {@code sarif}. */
  static void write(Path report, Path sarif, boolean complete) throws IOException {
    ScanHeader header = ReportReader.header(report);
    try (JsonGenerator json =
        new JsonFactory().createGenerator(Files.newOutputStream(sarif)).useDefaultPrettyPrinter()) {
      json.writeStartObject();
      json.writeStringField("$schema", "https://json.schemastore.org/sarif-2.1.0.json");
      json.writeStringField("version", "2.1.0");
      json.writeArrayFieldStart("runs");
      json.writeStartObject();
      tool(json, header);
      json.writeArrayFieldStart("results");
      ReportReader.read(
          report,
          (file, line) -> {
            if (file.verdict() instanceof Verdict.Infected(String signature)) {
              result(json, file, signature);
            }
          });
      json.writeEndArray();
      invocation(json, report, complete);
      json.writeEndObject();
      json.writeEndArray();
      json.writeEndObject();
    }
  }

  private static void tool(JsonGenerator json, ScanHeader header) throws IOException {
    json.writeObjectFieldStart("tool");
    json.writeObjectFieldStart("driver");
    json.writeStringField("name", "coldmount scan");
    json.writeStringField("fullName", "coldmount scan with " + header.engine());
    json.writeEndObject();
    json.writeEndObject();
  }

  private static void result(JsonGenerator json, ScannedFile file, String signature)
      throws IOException {
    json.writeStartObject();
    json.writeStringField("ruleId", signature);
    json.writeStringField("level", "error");
    json.writeObjectFieldStart("message");
    json.writeStringField("text", signature + " was found in " + file.volume() + ":" + file.path());
    json.writeEndObject();
    locations(json, file);
    json.writeEndObject();
  }

  private static void locations(JsonGenerator json, ScannedFile file) throws IOException {
    json.writeArrayFieldStart("locations");
    json.writeStartObject();
    json.writeObjectFieldStart("physicalLocation");
    json.writeObjectFieldStart("artifactLocation");
    json.writeStringField("uri", uri(file));
    json.writeEndObject();
    json.writeEndObject();
    json.writeEndObject();
    json.writeEndArray();
  }

  /** Relative, so that whoever shows it may put it where the disk is mounted. */
  private static String uri(ScannedFile file) throws IOException {
    try {
      String path = new URI(null, null, "/" + file.volume() + file.path(), null).toASCIIString();
      return path.substring(1);
    } catch (URISyntaxException e) {
      throw new IOException("a path cannot be a URI: " + file.path(), e);
    }
  }

  private static void invocation(JsonGenerator json, Path report, boolean complete)
      throws IOException {
    json.writeArrayFieldStart("invocations");
    json.writeStartObject();
    json.writeBooleanField("executionSuccessful", complete);
    json.writeArrayFieldStart("toolExecutionNotifications");
    ReportReader.read(
        report,
        (file, line) -> {
          if (file.verdict() instanceof Verdict.NotScanned(Verdict.Reason reason, String detail)) {
            json.writeStartObject();
            json.writeStringField("level", "warning");
            json.writeObjectFieldStart("descriptor");
            json.writeStringField("id", "not-scanned/" + reason.word());
            json.writeEndObject();
            json.writeObjectFieldStart("message");
            json.writeStringField("text", "not scanned: " + detail);
            json.writeEndObject();
            locations(json, file);
            json.writeEndObject();
          }
        });
    json.writeEndArray();
    json.writeEndObject();
    json.writeEndArray();
  }
}
