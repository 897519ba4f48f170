package io.coldmount.mountd.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.List;

/** The JSON of {@code ls}: an array with an object for each file or folder that was listed. */
final class LsJson implements LsPrinter {

  private final Output out;
  private final JsonGenerator json;

  LsJson(Shell shell) throws IOException {
    out = shell.out();
    json = Json.to(out);
    json.writeStartArray();
  }

  @Override
  public void file(GuestFile file, ListedFile listed) throws IOException {
    json.writeStartObject();
    json.writeStringField("volume", file.volume().name());
    listed(json, listed);
    json.writeEndObject();
  }

  @Override
  public void folder(GuestFile folder, List<ListedFile> files, boolean heading) throws IOException {
    json.writeStartObject();
    json.writeStringField("volume", folder.volume().name());
    Json.name(json, "folder", folder.path());
    json.writeArrayFieldStart("entries");
    for (ListedFile file : files) {
      json.writeStartObject();
      listed(json, file);
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  /** The fields of one entry. */
  static void listed(JsonGenerator json, ListedFile file) throws IOException {
    Json.name(json, "name", file.name());
    json.writeNumberField("id", file.id());
    if (file.attributes() != null) {
      Attribution.json(json, file.attributes());
    }
    if (file.target() != null) {
      Json.name(json, "target", file.target());
    }
    if (file.problem() != null) {
      json.writeStringField("problem", Failure.of(file.problem()).sentence());
    }
  }

  @Override
  public void close() throws IOException {
    json.close();
    out.line("");
  }
}
