package io.coldmount.mountd.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import io.coldmount.fs.Attributes;
import io.coldmount.fs.FileType;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Attributes in the words and letters of {@code ls} and {@code stat}. */
final class Attribution {

  private static final int SET_USER_ID = 04000;
  private static final int SET_GROUP_ID = 02000;
  private static final int STICKY = 01000;

  private Attribution() {}

  /** The ten characters of {@code ls -l}. */
  static String letters(Attributes attributes) {
    int bits = attributes.permissions();
    return typeLetter(attributes.type())
        + triple(bits >> 6, (bits & SET_USER_ID) != 0, 's')
        + triple(bits >> 3, (bits & SET_GROUP_ID) != 0, 's')
        + triple(bits, (bits & STICKY) != 0, 't');
  }

  private static String triple(int bits, boolean special, char letter) {
    boolean execute = (bits & 1) != 0;
    char last = execute ? 'x' : '-';
    if (special) {
      last = execute ? letter : Character.toUpperCase(letter);
    }
    return "" + ((bits & 4) != 0 ? 'r' : '-') + ((bits & 2) != 0 ? 'w' : '-') + last;
  }

  static String typeLetter(FileType type) {
    return switch (type) {
      case REGULAR -> "-";
      case DIRECTORY -> "d";
      case SYMBOLIC_LINK -> "l";
      case CHARACTER_DEVICE -> "c";
      case BLOCK_DEVICE -> "b";
      case FIFO -> "p";
      case SOCKET -> "s";
    };
  }

  /** For people: {@code symbolic link}; in JSON with underscores. */
  static String word(FileType type) {
    return switch (type) {
      case REGULAR -> "regular file";
      case DIRECTORY, SYMBOLIC_LINK, CHARACTER_DEVICE, BLOCK_DEVICE, FIFO, SOCKET ->
          type.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    };
  }

  static String octal(int permissions) {
    String digits = Integer.toOctalString(permissions);
    return "0".repeat(Math.max(0, 4 - digits.length())) + digits;
  }

  /** The flags of statx(2), by the names of its manual page in lower case. */
  static List<String> flags(Attributes attributes) {
    List<String> names = new ArrayList<>();
    flag(names, attributes, Attributes.COMPRESSED, "compressed");
    flag(names, attributes, Attributes.IMMUTABLE, "immutable");
    flag(names, attributes, Attributes.APPEND_ONLY, "append");
    flag(names, attributes, Attributes.NO_DUMP, "nodump");
    flag(names, attributes, Attributes.ENCRYPTED, "encrypted");
    flag(names, attributes, Attributes.VERITY, "verity");
    return names;
  }

  private static void flag(List<String> names, Attributes attributes, int bit, String name) {
    if ((attributes.flags() & bit) != 0) {
      names.add(name);
    }
  }

  static boolean isDevice(FileType type) {
    return type == FileType.CHARACTER_DEVICE || type == FileType.BLOCK_DEVICE;
  }

  /** The fields that the JSON of {@code ls} and of {@code stat} have in common. */
  static void json(JsonGenerator json, Attributes attributes) throws IOException {
    json.writeStringField("type", attributes.type().name().toLowerCase(Locale.ROOT));
    json.writeStringField("permissions", octal(attributes.permissions()));
    json.writeNumberField("links", attributes.linkCount());
    json.writeNumberField("uid", attributes.userId());
    json.writeNumberField("gid", attributes.groupId());
    json.writeNumberField("size", attributes.size());
    json.writeNumberField("allocated", attributes.allocated());
    if (isDevice(attributes.type())) {
      json.writeNumberField("deviceMajor", attributes.deviceMajor());
      json.writeNumberField("deviceMinor", attributes.deviceMinor());
    }
    json.writeStringField("accessed", Text.nanoseconds(attributes.accessed()));
    json.writeStringField("modified", Text.nanoseconds(attributes.modified()));
    json.writeStringField("changed", Text.nanoseconds(attributes.changed()));
    if (attributes.birth() != null) {
      json.writeStringField("born", Text.nanoseconds(attributes.birth()));
    }
    Json.strings(json, "flags", flags(attributes));
  }
}
