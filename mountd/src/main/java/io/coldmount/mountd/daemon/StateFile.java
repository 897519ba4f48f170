package io.coldmount.mountd.daemon;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is mounted where, for whom, so that a daemon that was killed can be followed by one that
 * mounts it again. It lies beside the socket, where nothing survives the machine's end either, and
 * is replaced as a whole. Where it cannot be written, mounts go on without it.
 */
final class StateFile {

  private static final Logger LOG = LoggerFactory.getLogger(StateFile.class);
  private static final JsonFactory JSON = new JsonFactory();
  private static final FileAttribute<Set<PosixFilePermission>> PRIVATE =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

  /**
   * A mount.
   *
   * @param device its device number, by which a mount that was left behind is known
   * @param body the request that made it
   * @param held how to go on serving it, if its descriptor is kept, or null
   */
  @SuppressWarnings("ArrayRecordComponent") // nobody compares them
  record Entry(Caller owner, Path mountpoint, String device, byte[] body, @Nullable Held held) {}

  private final Path file;
  private final Map<String, Entry> entries = new LinkedHashMap<>();

  /** What was loaded, until it is mounted again: a daemon killed meanwhile must not lose it. */
  private List<Entry> loaded = List.of();

  StateFile(Path file) {
    this.file = file;
  }

  /** Whether it could be written. */
  synchronized boolean put(String id, Entry entry) {
    entries.put(id, entry);
    return save();
  }

  /** The descriptor of {@code id} is not kept any more. */
  synchronized void release(String id) {
    Entry entry = entries.get(id);
    if (entry != null && entry.held() != null) {
      put(id, new Entry(entry.owner(), entry.mountpoint(), entry.device(), entry.body(), null));
    }
  }

  synchronized void remove(String id) {
    if (entries.remove(id) != null) {
      save();
    }
  }

  /** Reads what an earlier daemon has left. */
  synchronized void load() {
    try {
      loaded = read(Files.readAllBytes(file));
    } catch (NoSuchFileException e) {
      loaded = List.of();
    } catch (IOException | RuntimeException e) {
      LOG.warn("{} cannot be read, so no mount is made again: {}", file, e.toString());
    }
  }

  /** What was loaded. */
  synchronized List<Entry> left() {
    return loaded;
  }

  /** What was loaded is mounted again, or never will be. */
  synchronized void restored() {
    loaded = List.of();
    save();
  }

  /** At the end of a daemon that has ended its mounts. */
  synchronized void end() {
    if (loaded.isEmpty()) {
      try {
        Files.deleteIfExists(file);
      } catch (IOException e) {
        LOG.warn("{} is left behind: {}", file, e.toString());
      }
    }
  }

  private boolean save() {
    Path next = file.resolveSibling(file.getFileName() + ".new");
    try {
      Files.deleteIfExists(next);
      Files.createFile(next, PRIVATE);
      Files.write(next, bytes());
      Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
      return true;
    } catch (IOException e) {
      LOG.warn("{} cannot be written: {}", file, e.toString());
      return false;
    }
  }

  private byte[] bytes() throws IOException {
    var bytes = new ByteArrayOutputStream();
    List<Entry> all = new ArrayList<>(loaded);
    all.addAll(entries.values());
    try (JsonGenerator json = JSON.createGenerator(bytes)) {
      json.writeStartArray();
      for (Entry entry : all) {
        json.writeStartObject();
        json.writeNumberField("uid", entry.owner().uid());
        json.writeNumberField("gid", entry.owner().gid());
        json.writeArrayFieldStart("groups");
        for (long group : entry.owner().groups()) {
          json.writeNumber(group);
        }
        json.writeEndArray();
        json.writeStringField("mountpoint", entry.mountpoint().toString());
        json.writeStringField("device", entry.device());
        json.writeBinaryField("request", entry.body());
        if (entry.held() != null) {
          json.writeFieldName("held");
          entry.held().write(json);
        }
        json.writeEndObject();
      }
      json.writeEndArray();
    }
    return bytes.toByteArray();
  }

  private static List<Entry> read(byte[] bytes) throws IOException {
    List<Entry> entries = new ArrayList<>();
    try (JsonParser json = JSON.createParser(bytes)) {
      json.nextToken();
      while (json.nextToken() == JsonToken.START_OBJECT) {
        entries.add(entry(json));
      }
    }
    return entries;
  }

  private static Entry entry(JsonParser json) throws IOException {
    long uid = -1;
    long gid = -1;
    List<Long> groups = new ArrayList<>();
    Path mountpoint = null;
    String device = "";
    byte[] body = new byte[0];
    Held held = null;
    while (json.nextToken() != JsonToken.END_OBJECT) {
      String name = json.currentName();
      json.nextToken();
      switch (name) {
        case "uid" -> uid = json.getLongValue();
        case "gid" -> gid = json.getLongValue();
        case "groups" -> {
          while (json.nextToken() != JsonToken.END_ARRAY) {
            groups.add(json.getLongValue());
          }
        }
        case "mountpoint" -> mountpoint = Path.of(json.getText());
        case "device" -> device = json.getText();
        case "request" -> body = json.getBinaryValue();
        case "held" -> held = Held.read(json, device);
        default -> throw new IOException("there is an unknown field \"" + name + "\"");
      }
    }
    if (uid < 0 || gid < 0 || mountpoint == null) {
      throw new IOException("an entry is not complete");
    }
    return new Entry(new Caller(uid, gid, groups), mountpoint, device, body, held);
  }
}
