package io.coldmount.mountd.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import io.coldmount.block.Extent;
import io.coldmount.fs.FileName;
import io.coldmount.fs.Node;
import java.io.IOException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/** The JSON of {@code stat}: an array with an object for each file. */
final class StatJson implements StatPrinter {

  private final Output out;
  private final JsonGenerator json;

  StatJson(Output out) throws IOException {
    this.out = out;
    json = Json.to(out);
    json.writeStartArray();
  }

  @Override
  public void print(FileFacts facts) throws IOException {
    json.writeStartObject();
    fields(json, facts);
    json.writeEndObject();
  }

  /** The fields of one file. */
  static void fields(JsonGenerator json, FileFacts facts) throws IOException {
    json.writeStringField("volume", facts.file().volume().name());
    Json.name(json, "path", facts.file().path());
    json.writeNumberField("id", facts.file().node().id());
    Attribution.json(json, facts.attributes());
    json.writeNumberField("generation", facts.attributes().generation());
    if (facts.target() != null) {
      Json.name(json, "target", facts.target());
    }
    json.writeArrayFieldStart("xattrs");
    for (Map.Entry<FileName, byte[]> xattr : facts.xattrs().entrySet()) {
      json.writeStartObject();
      Json.name(json, "name", xattr.getKey());
      json.writeStringField("valueBytes", HexFormat.of().formatHex(xattr.getValue()));
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeArrayFieldStart("streams");
    for (Node.Stream stream : facts.streams()) {
      json.writeStartObject();
      Json.name(json, "name", stream.name());
      json.writeNumberField("size", stream.size());
      json.writeEndObject();
    }
    json.writeEndArray();
    if (facts.extents() != null) {
      extents(json, facts.extents());
    }
  }

  private static void extents(JsonGenerator json, List<Extent> extents) throws IOException {
    json.writeArrayFieldStart("extents");
    for (Extent extent : extents) {
      json.writeStartObject();
      json.writeNumberField("position", extent.position());
      json.writeNumberField("length", extent.length());
      json.writeBooleanField("hole", extent.isHole());
      Extent.Storage stored = extent.stored();
      if (stored != null) {
        json.writeStringField("link", stored.link());
        json.writeStringField("file", stored.file());
        json.writeNumberField("offset", stored.offset());
        json.writeBooleanField("packed", stored.packed());
      }
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  @Override
  public void close() throws IOException {
    json.close();
    out.line("");
  }
}
