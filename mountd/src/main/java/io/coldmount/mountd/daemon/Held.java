package io.coldmount.mountd.daemon;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.coldmount.mountd.fuse.Served;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * What the state file says of a mount whose descriptor is kept: how to go on serving it, and what
 * must be as it was, because the kernel goes on with the nodes and bytes that it has.
 *
 * @param served as the kernel agreed
 * @param version of the program, which gave the nodes their numbers
 * @param files of the disks: size, time of change in nanoseconds, device and inode of each
 */
record Held(Served served, String version, List<Long> files) {

  /** Now, of {@code files}, with the rights of who may read them. */
  static Held of(Served served, String version, List<Path> files) throws IOException {
    List<Long> facts = new ArrayList<>();
    for (Path file : files) {
      facts.add(Files.size(file));
      facts.add(Files.getLastModifiedTime(file).to(TimeUnit.NANOSECONDS));
      facts.add((Long) Files.getAttribute(file, "unix:dev"));
      facts.add((Long) Files.getAttribute(file, "unix:ino"));
    }
    return new Held(served, version, List.copyOf(facts));
  }

  void write(JsonGenerator json) throws IOException {
    json.writeStartObject();
    json.writeNumberField("minor", served.minor());
    json.writeNumberField("flags", served.flags());
    json.writeStringField("version", version);
    json.writeArrayFieldStart("files");
    for (long fact : files) {
      json.writeNumber(fact);
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  /**
   * Reads what {@link #write} wrote.
   *
   * @param device of the mount, which is written beside it
   */
  static Held read(JsonParser json, String device) throws IOException {
    int minor = 0;
    long flags = 0;
    String version = "";
    List<Long> files = new ArrayList<>();
    while (json.nextToken() != JsonToken.END_OBJECT) {
      String name = json.currentName();
      json.nextToken();
      switch (name) {
        case "minor" -> minor = json.getIntValue();
        case "flags" -> flags = json.getLongValue();
        case "version" -> version = json.getText();
        case "files" -> {
          while (json.nextToken() != JsonToken.END_ARRAY) {
            files.add(json.getLongValue());
          }
        }
        default -> throw new IOException("there is an unknown field \"" + name + "\"");
      }
    }
    return new Held(new Served(device, minor, flags), version, List.copyOf(files));
  }
}
