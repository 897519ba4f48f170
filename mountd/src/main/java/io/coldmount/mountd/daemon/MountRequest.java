package io.coldmount.mountd.daemon;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is to be mounted: a set that is open, or disks that are opened for the mount and closed with
 * it.
 */
record MountRequest(
    @Nullable String diskSet,
    @Nullable OpenRequest disks,
    Path mountpoint,
    List<String> volumes,
    @Nullable String layout,
    List<String> options) {

  static MountRequest of(JsonBody body) throws ApiException {
    String diskSet = body.text("diskSet");
    if (diskSet != null && body.has("disks")) {
      throw ApiException.bad("give a disk set or disks, not both.");
    }
    MountRequest request =
        new MountRequest(
            diskSet,
            diskSet == null ? OpenRequest.of(body) : null,
            body.path("mountpoint").normalize(),
            body.texts("volumes"),
            body.text("layout"),
            body.texts("options"));
    body.end();
    return request;
  }

  /** The same request with the disks of a set instead of its id, which dies with the daemon. */
  byte[] standingAlone(OpenSet set) throws IOException {
    OpenRequest open = set.request();
    return Answer.objectBytes(
        json -> {
          strings(json, "disks", open.disks());
          strings(json, "search", open.search());
          json.writeBooleanField("forceParent", open.forceParent());
          json.writeObjectFieldStart("devices");
          for (Map.Entry<String, Path> device : open.devices().entrySet()) {
            json.writeStringField(device.getKey(), device.getValue().toString());
          }
          json.writeEndObject();
          if (open.driver() != null) {
            json.writeStringField("driver", open.driver());
          }
          json.writeStringField("mountpoint", mountpoint.toString());
          strings(json, "volumes", volumes);
          if (layout != null) {
            json.writeStringField("layout", layout);
          }
          List<String> all = new ArrayList<>(diskSet == null ? List.of() : set.options());
          all.addAll(options);
          strings(json, "options", all);
        });
  }

  private static void strings(JsonGenerator json, String field, List<?> values) throws IOException {
    json.writeArrayFieldStart(field);
    for (Object value : values) {
      json.writeString(value.toString());
    }
    json.writeEndArray();
  }
}
