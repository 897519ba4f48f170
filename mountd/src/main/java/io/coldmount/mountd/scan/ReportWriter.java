package io.coldmount.mountd.scan;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/**
 * Writes a report, one JSON object a line; every answer of the engine is with the host's kernel
 * before the next file is answered, so that a process that is killed loses nothing of it.
 */
final class ReportWriter implements Closeable {

  private static final JsonFactory JSON = new JsonFactory();

  private static final int BUFFER = 64 * 1024;

  private final OutputStream out;
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);

  ReportWriter(OutputStream out) {
    this.out = new BufferedOutputStream(out, BUFFER);
  }

  /** Writes the fields of one line. */
  interface Fields {
    void write(JsonGenerator json) throws IOException;
  }

  private synchronized void line(String record, Fields fields) throws IOException {
    bytes.reset();
    try (JsonGenerator json = JSON.createGenerator(bytes)) {
      json.writeStartObject();
      json.writeStringField("record", record);
      fields.write(json);
      json.writeEndObject();
    }
    bytes.write('\n');
    bytes.writeTo(out);
  }

  void header(ScanHeader header) throws IOException {
    line(
        "scan",
        json -> {
          json.writeNumberField("version", 1);
          json.writeStringField("engine", header.engine());
          json.writeArrayFieldStart("disks");
          for (ScanHeader.ScannedDisk disk : header.disks()) {
            json.writeStartObject();
            json.writeStringField("file", disk.file());
            json.writeArrayFieldStart("links");
            for (ScanHeader.ScannedLink link : disk.links()) {
              json.writeStartObject();
              json.writeStringField("name", link.name());
              json.writeStringField("cid", link.cid());
              json.writeNumberField("capacity", link.capacity());
              json.writeEndObject();
            }
            json.writeEndArray();
            json.writeEndObject();
          }
          json.writeEndArray();
          strings(json, "include", header.include());
          strings(json, "exclude", header.exclude());
          json.writeNumberField("maxSize", header.maxSize());
          json.writeStringField("since", header.since());
        });
  }

  private static void strings(JsonGenerator json, String name, Iterable<String> values)
      throws IOException {
    json.writeArrayFieldStart(name);
    for (String value : values) {
      json.writeString(value);
    }
    json.writeEndArray();
  }

  /** Writes the answer of the engine. */
  synchronized void answer(ScannedFile file) throws IOException {
    file(file);
    out.flush();
  }

  /** Writes a line that a scan that is gone on with would find again without the engine. */
  void file(ScannedFile file) throws IOException {
    line(
        "file",
        json -> {
          json.writeStringField("volume", file.volume());
          json.writeStringField("path", file.path());
          if (!file.pathBytes().isEmpty()) {
            json.writeStringField("pathBytes", file.pathBytes());
          }
          json.writeNumberField("size", file.size());
          json.writeStringField("modified", file.modified());
          switch (file.verdict()) {
            case Verdict.Clean() -> json.writeStringField("status", "clean");
            case Verdict.Infected(String signature) -> {
              json.writeStringField("status", "infected");
              json.writeStringField("signature", signature);
            }
            case Verdict.NotScanned(Verdict.Reason reason, String detail) -> {
              json.writeStringField("status", "not-scanned");
              json.writeStringField("reason", reason.word());
              json.writeStringField("detail", detail);
            }
          }
          if (!file.sameAs().isEmpty()) {
            json.writeStringField("sameAs", file.sameAs());
          }
        });
  }

  /** Writes the line of a clean file in the way that {@link #file} would. */
  synchronized void plain(PlainLine line, long size, Instant modified, String sameAs)
      throws IOException {
    out.write(line.bytes(size, modified.toString(), sameAs));
  }

  void end(ScanTotals totals, boolean complete) throws IOException {
    line(
        "end",
        json -> {
          json.writeBooleanField("complete", complete);
          json.writeNumberField("clean", totals.clean());
          json.writeNumberField("infected", totals.infected());
          json.writeNumberField("notScanned", totals.notScanned());
          json.writeNumberField("unchanged", totals.unchanged());
          json.writeNumberField("bytes", totals.bytes());
        });
  }

  /** A line of an earlier report, as it stands. */
  synchronized void copy(String line) throws IOException {
    out.write((line + "\n").getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public void close() throws IOException {
    out.close();
  }
}
