package io.coldmount.fs.fat;

import io.coldmount.fs.FileSystemDriver.DriverOption;
import io.coldmount.fs.OpenOptions;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;

/**
 * The options of this driver.
 *
 * @param codePage of short names
 * @param zone in which the guest wrote local times
 * @param ignoreChecksums whether structures whose checksum is wrong are read nevertheless
 * @param ignoreCrossLinks whether files are read although others lead to the same clusters
 * @param probing whether only the format and the label are asked for
 */
record FatOptions(
    Charset codePage,
    ZoneId zone,
    boolean ignoreChecksums,
    boolean ignoreCrossLinks,
    boolean probing) {

  static final List<DriverOption> DECLARED =
      List.of(
          new DriverOption(
              "codepage",
              "NUMBER",
              "The DOS code page of short names and labels on FAT (437 if not given)."),
          new DriverOption(
              "tz",
              "ZONE",
              "The time zone in which the guest wrote its times, such as Europe/Berlin or +02:00"
                  + " (UTC if not given); exFAT entries that tell their own offset keep it."),
          new DriverOption(
              "ignore_checksums",
              "",
              "Reads boot regions and directory entries of exFAT although their checksum is"
                  + " wrong."),
          new DriverOption(
              "ignore_crosslinks",
              "",
              "Reads clusters of a file although another file leads to them, too, and does not"
                  + " look for such clusters."));

  private static final String USUAL_CODE_PAGE = "437";

  static FatOptions parse(OpenOptions options) {
    return new FatOptions(
        codePage(options.values().getOrDefault("codepage", USUAL_CODE_PAGE)),
        zone(options.values().get("tz")),
        options.has("ignore_checksums"),
        options.has("ignore_crosslinks"),
        false);
  }

  /** A probe says what a volume is, also if it cannot be opened without being told so. */
  static FatOptions forProbe() {
    return new FatOptions(codePage(USUAL_CODE_PAGE), ZoneOffset.UTC, true, true, true);
  }

  /** Java knows the DOS code pages under the names of several makers. */
  private static Charset codePage(String number) {
    for (String maker : List.of("IBM", "x-IBM", "x-windows-", "windows-", "x-mswin-")) {
      try {
        if (!number.isEmpty() && Charset.isSupported(maker + number)) {
          return Charset.forName(maker + number);
        }
      } catch (IllegalCharsetNameException e) {
        break; // what is no name of a charset with one prefix is none with another
      }
    }
    throw new IllegalArgumentException(
        "The option codepage takes the number of a code page, such as 437, 850 or 932, not \""
            + number
            + "\".");
  }

  private static ZoneId zone(@org.jspecify.annotations.Nullable String zone) {
    try {
      return zone == null ? ZoneOffset.UTC : ZoneId.of(zone);
    } catch (DateTimeException e) {
      throw new IllegalArgumentException(
          "The option tz takes a time zone, such as UTC, Europe/Berlin or +02:00, not \""
              + zone
              + "\".",
          e);
    }
  }
}
