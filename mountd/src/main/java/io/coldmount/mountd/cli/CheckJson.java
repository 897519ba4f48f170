package io.coldmount.mountd.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import io.coldmount.mountd.check.CheckCounts;
import io.coldmount.mountd.check.Problem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Locale;

/** The JSON of {@code check}: the findings as they come, then the counts. */
final class CheckJson implements CheckPrinter {

  private final Output out;
  private final JsonGenerator json;

  CheckJson(Output out) throws IOException {
    this.out = out;
    json = Json.to(out);
    json.writeStartObject();
    json.writeArrayFieldStart("findings");
  }

  @Override
  public void problem(Problem problem) {
    finding(
        "problem",
        problem.kind().name().toLowerCase(Locale.ROOT),
        problem.where(),
        problem.detail());
  }

  @Override
  public void note(String where, String detail) {
    finding("note", "", where, detail);
  }

  private void finding(String level, String kind, String where, String detail) {
    try {
      json.writeStartObject();
      json.writeStringField("level", level);
      json.writeStringField("kind", kind);
      json.writeStringField("where", where);
      json.writeStringField("detail", detail);
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void looking(CheckCounts counts) {
    // JSON is for programs: there is no progress in it.
  }

  @Override
  public void end(CheckCounts counts) throws IOException {
    json.writeEndArray();
    json.writeObjectFieldStart("counts");
    json.writeNumberField("links", counts.links());
    json.writeNumberField("fileSystems", counts.fileSystems());
    json.writeNumberField("folders", counts.folders());
    json.writeNumberField("files", counts.files());
    json.writeNumberField("dataBytes", counts.dataBytes());
    json.writeNumberField("bytesRead", counts.bytesRead());
    json.writeNumberField("problems", counts.problems());
    json.writeEndObject();
    json.writeEndObject();
  }

  @Override
  public void close() throws IOException {
    json.close();
    out.line("");
  }
}
