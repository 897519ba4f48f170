package io.coldmount.mountd.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import io.coldmount.mountd.guest.Guest;
import io.coldmount.mountd.os.GuestMount;
import io.coldmount.mountd.os.GuestSystem;
import io.coldmount.mountd.os.OsInfo;
import java.io.IOException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What {@code inspect --json} prints of an operating system. */
final class SystemJson {

  private SystemJson() {}

  /** The systems of a guest, as an array. */
  static void writeAll(Guest guest, JsonGenerator json) throws IOException {
    json.writeStartArray();
    for (GuestSystem system : GuestSystem.find(guest)) {
      write(system, json);
    }
    json.writeEndArray();
  }

  private static void write(GuestSystem system, JsonGenerator json) throws IOException {
    OsInfo os = system.info();
    json.writeStartObject();
    json.writeStringField("volume", system.root().name());
    json.writeStringField("family", os.family().name().toLowerCase(Locale.ROOT));
    json.writeStringField("id", os.id());
    json.writeStringField("name", os.name());
    json.writeStringField("version", os.version());
    number(json, "majorVersion", os.majorVersion());
    number(json, "minorVersion", os.minorVersion());
    json.writeStringField("build", os.build());
    json.writeStringField("edition", os.edition());
    json.writeStringField("vendor", os.vendor());
    json.writeStringField("architecture", os.architecture());
    number(json, "bits", os.bits() == 0 ? null : os.bits());
    json.writeStringField("hostName", os.hostName());
    Json.strings(json, "kernels", os.kernels());
    json.writeStringField("osFolder", os.osFolder());
    json.writeArrayFieldStart("mounts");
    for (GuestMount mount : system.mounts()) {
      json.writeStartObject();
      json.writeStringField("path", mount.path());
      json.writeStringField("volume", mount.volume().name());
      json.writeStringField("source", mount.source());
      json.writeEndObject();
    }
    json.writeEndArray();
    Json.strings(json, "findings", system.findings());
    json.writeEndObject();
  }

  private static void number(JsonGenerator json, String field, @Nullable Integer value)
      throws IOException {
    if (value != null) {
      json.writeNumberField(field, value);
    }
  }
}
