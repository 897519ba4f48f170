package io.coldmount.mountd.scan;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.coldmount.mountd.scan.ScanHeader.ScannedDisk;
import io.coldmount.mountd.scan.ScanHeader.ScannedLink;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads reports. A last line that was cut off, as when the process was killed, is no line. */
final class ReportReader {

  private static final JsonFactory JSON = new JsonFactory();

  private ReportReader() {}

  /** Takes the lines of a report. */
  interface Taker {
    /**
     * Takes the answer for one file.
     *
     * @param line as it stands in the report
     */
    void file(ScannedFile file, String line) throws IOException;

    /**
     * Takes the line of a clean file that needs no parser.
     *
     * @return false to take it as all others
     */
    default boolean plain(PlainLine line) {
      return false;
    }
  }

  /** The header of a report. */
  static ScanHeader header(Path report) throws IOException {
    try (ReportLines lines = lines(report)) {
      return header(report, lines);
    }
  }

  /** Passes every answer of a report on. */
  static void read(Path report, Taker taker) throws IOException {
    try (ReportLines lines = lines(report)) {
      read(report, lines, taker);
    }
  }

  private static ReportLines lines(Path report) throws IOException {
    return new ReportLines(Files.newInputStream(report));
  }

  /**
   * The same of lines.
   *
   * @param report named in errors
   */
  static void read(Path report, ReportLines lines, Taker taker) throws IOException {
    header(report, lines);
    while (lines.next()) {
      PlainLine plain = PlainLine.parse(lines.bytes(), lines.start(), lines.end());
      if (plain == null || !taker.plain(plain)) {
        String line = lines.text();
        Map<String, Object> fields = fields(line, lines.isLast());
        if (fields == null) {
          return;
        }
        if ("file".equals(fields.get("record"))) {
          taker.file(toFile(fields), line);
        }
      }
    }
  }

  private static ScanHeader header(Path report, ReportLines lines) throws IOException {
    Map<String, Object> fields = lines.next() ? fields(lines.text(), lines.isLast()) : null;
    if (fields == null) {
      throw new IOException(report + " is no report of a scan: it is empty");
    }
    return toHeader(report, fields);
  }

  private static @Nullable Map<String, Object> fields(String line, boolean last)
      throws IOException {
    try (JsonParser json = JSON.createParser(line)) {
      json.nextToken();
      Object value = value(json);
      if (value instanceof Map<?, ?> map) {
        Map<String, Object> fields = new HashMap<>();
        map.forEach((key, one) -> fields.put((String) key, one));
        return fields;
      }
    } catch (IOException e) {
      if (last) {
        return null;
      }
      throw new IOException("the report is damaged: " + e.getMessage(), e);
    }
    throw new IOException("the report is damaged: a line is no JSON object");
  }

  /** Reports are our own and nest four levels deep; Jackson itself ends at 1000. */
  private static Object value(JsonParser json) throws IOException {
    return switch (json.currentToken()) {
      case START_OBJECT -> {
        Map<String, Object> map = new HashMap<>();
        while (json.nextToken() != JsonToken.END_OBJECT) {
          String name = json.currentName();
          json.nextToken();
          map.put(name, value(json));
        }
        yield map;
      }
      case START_ARRAY -> {
        List<Object> list = new ArrayList<>();
        while (json.nextToken() != JsonToken.END_ARRAY) {
          list.add(value(json));
        }
        yield list;
      }
      case VALUE_NUMBER_INT -> json.getLongValue();
      case null -> "";
      default -> json.getText();
    };
  }

  private static ScanHeader toHeader(Path report, Map<String, Object> fields) throws IOException {
    if (!"scan".equals(fields.get("record")) || number(fields, "version") != 1) {
      throw new IOException(report + " is no report of a scan that this version reads");
    }
    List<ScannedDisk> disks = new ArrayList<>();
    for (Map<?, ?> disk : maps(fields.get("disks"))) {
      List<ScannedLink> links = new ArrayList<>();
      for (Map<?, ?> link : maps(disk.get("links"))) {
        links.add(new ScannedLink(text(link, "name"), text(link, "cid"), number(link, "capacity")));
      }
      disks.add(new ScannedDisk(text(disk, "file"), links));
    }
    return new ScanHeader(
        text(fields, "engine"),
        disks,
        strings(fields.get("include")),
        strings(fields.get("exclude")),
        number(fields, "maxSize"),
        text(fields, "since"));
  }

  private static ScannedFile toFile(Map<String, Object> fields) throws IOException {
    Verdict verdict =
        switch (text(fields, "status")) {
          case "clean" -> new Verdict.Clean();
          case "infected" -> new Verdict.Infected(text(fields, "signature"));
          case "not-scanned" ->
              new Verdict.NotScanned(reason(text(fields, "reason")), text(fields, "detail"));
          default -> throw new IOException("the report has a file without a status");
        };
    return new ScannedFile(
        text(fields, "volume"),
        text(fields, "path"),
        text(fields, "pathBytes"),
        number(fields, "size"),
        text(fields, "modified"),
        verdict,
        text(fields, "sameAs"));
  }

  private static Verdict.Reason reason(String word) throws IOException {
    for (Verdict.Reason reason : Verdict.Reason.values()) {
      if (reason.word().equals(word)) {
        return reason;
      }
    }
    throw new IOException("the report has an unknown reason: " + word);
  }

  private static String text(Map<?, ?> fields, String name) {
    return fields.get(name) instanceof String text ? text : "";
  }

  private static long number(Map<?, ?> fields, String name) {
    return fields.get(name) instanceof Long number ? number : -1;
  }

  private static List<String> strings(@Nullable Object value) {
    List<String> strings = new ArrayList<>();
    if (value instanceof List<?> list) {
      list.forEach(one -> strings.add(String.valueOf(one)));
    }
    return strings;
  }

  private static List<Map<?, ?>> maps(@Nullable Object value) {
    List<Map<?, ?>> maps = new ArrayList<>();
    if (value instanceof List<?> list) {
      for (Object one : list) {
        if (one instanceof Map<?, ?> map) {
          maps.add(map);
        }
      }
    }
    return maps;
  }
}
