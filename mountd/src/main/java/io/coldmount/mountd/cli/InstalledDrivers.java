package io.coldmount.mountd.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import io.coldmount.fs.FileSystemDriver;
import java.io.IOException;

/** What {@code inspect --drivers} prints: a line, or an object, for each driver. */
final class InstalledDrivers {

  private InstalledDrivers() {}

  static void print(Shell shell, boolean asJson) throws IOException {
    if (asJson) {
      json(shell);
    } else {
      text(shell);
    }
  }

  private static void text(Shell shell) throws IOException {
    for (FileSystemDriver driver : shell.drivers().all()) {
      FileSystemDriver.Readiness readiness = driver.readiness();
      String detail = (readiness.usable() ? "" : "cannot be used: ") + readiness.detail();
      shell.out().line(driver.name() + (detail.isEmpty() ? "" : "  " + Text.oneLine(detail)));
    }
  }

  private static void json(Shell shell) throws IOException {
    try (JsonGenerator json = Json.to(shell.out())) {
      json.writeStartObject();
      json.writeArrayFieldStart("drivers");
      for (FileSystemDriver driver : shell.drivers().all()) {
        FileSystemDriver.Readiness readiness = driver.readiness();
        json.writeStartObject();
        json.writeStringField("name", driver.name());
        json.writeBooleanField("usable", readiness.usable());
        json.writeStringField("detail", readiness.detail());
        json.writeEndObject();
      }
      json.writeEndArray();
      json.writeEndObject();
    }
    shell.out().line("");
  }
}
