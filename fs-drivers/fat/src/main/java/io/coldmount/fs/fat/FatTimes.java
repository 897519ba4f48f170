package io.coldmount.fs.fat;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;

/**
 * The timestamps of FAT and exFAT: local time in two-second units, from 1980 on. Layout: Microsoft
 * FAT specification 1.03, "Date and Time Formats". A field that is out of its range counts as the
 * nearest value in it, so that a damaged time does not hide a file.
 */
record FatTimes(ZoneId zone) {

  /** A date and time in the volume's zone; {@code tenths} are units of 10 ms, 0 to 199. */
  Instant instant(int date, int time, int tenths) {
    return zone instanceof ZoneOffset offset
        ? instant(date, time, tenths, offset.getTotalSeconds())
        : LocalDateTime.ofEpochSecond(seconds(date, time), 0, ZoneOffset.UTC)
            .atZone(zone)
            .toInstant()
            .plusNanos(nanos(tenths));
  }

  /** A date and time at {@code offset} seconds from UTC. */
  static Instant instant(int date, int time, int tenths, int offset) {
    return Instant.ofEpochSecond(seconds(date, time) - offset, nanos(tenths));
  }

  private static long nanos(int tenths) {
    return Math.min(tenths, 199) * 10_000_000L;
  }

  /** Seconds since 1970 in local time. */
  private static long seconds(int date, int time) {
    int month = Math.clamp((date >> 5) & 0xF, 1, 12);
    LocalDate first = LocalDate.of(1980 + (date >> 9), month, 1);
    int day = Math.clamp(date & 0x1F, 1, first.lengthOfMonth());
    int hours = Math.min(time >> 11, 23);
    int minutes = Math.min((time >> 5) & 0x3F, 59);
    int seconds = Math.min((time & 0x1F) * 2, 58);
    return (first.toEpochDay() + day - 1) * 86_400 + (hours * 60L + minutes) * 60 + seconds;
  }
}
