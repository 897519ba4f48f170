package io.coldmount.fs.ntfs;

import io.coldmount.fs.FileSystemDriver.DriverOption;
import io.coldmount.fs.OpenOptions;
import java.util.List;
import java.util.Locale;

/** What the user asked for with {@code -o}. */
record Settings(boolean showSystemFiles, boolean caseSensitive, Links links, Streams streams) {

  /** How symbolic links and junctions are shown. */
  enum Links {
    /** With targets that stay inside this volume. */
    GUEST,
    /** With targets as the guest stored them. */
    RAW,
    /** Not at all. */
    HIDE
  }

  /** How alternate data streams are shown, besides {@link io.coldmount.fs.Node#streams}. */
  enum Streams {
    NONE,
    /** As {@code user.} attributes. */
    XATTR,
    /** As {@code file:stream} names that can be looked up. */
    WINDOWS
  }

  static final List<DriverOption> OPTIONS =
      List.of(
          new DriverOption(
              "show_sys_files", "", "List the file system's own files, such as $MFT, in the root."),
          new DriverOption(
              "case",
              "insensitive|sensitive",
              "Whether names that differ from the one asked for in case alone are found; they are,"
                  + " unless there is one that is exactly the same."),
          new DriverOption(
              "symlinks",
              "guest|raw|hide",
              "Show links with targets inside this volume (the default), as stored, or not at"
                  + " all."),
          new DriverOption(
              "streams",
              "xattr|windows|none",
              "Show alternate data streams as user. attributes (the default), as file:stream"
                  + " names, or not at all."));

  static Settings of(OpenOptions options) {
    return new Settings(
        options.has("show_sys_files"),
        switch (value(options, "case", "insensitive")) {
          case "insensitive" -> false;
          case "sensitive" -> true;
          default -> throw refused(options, "case");
        },
        switch (value(options, "symlinks", "guest")) {
          case "guest" -> Links.GUEST;
          case "raw" -> Links.RAW;
          case "hide" -> Links.HIDE;
          default -> throw refused(options, "symlinks");
        },
        switch (value(options, "streams", "xattr")) {
          case "none" -> Streams.NONE;
          case "xattr" -> Streams.XATTR;
          case "windows" -> Streams.WINDOWS;
          default -> throw refused(options, "streams");
        });
  }

  private static String value(OpenOptions options, String name, String otherwise) {
    return options.values().getOrDefault(name, otherwise).toLowerCase(Locale.ROOT);
  }

  private static IllegalArgumentException refused(OpenOptions options, String name) {
    String values =
        OPTIONS.stream().filter(o -> o.name().equals(name)).findFirst().orElseThrow().values();
    return new IllegalArgumentException(
        "The option "
            + name
            + "="
            + options.values().get(name)
            + " is not one of "
            + values.replace("|", ", ")
            + ".");
  }
}
