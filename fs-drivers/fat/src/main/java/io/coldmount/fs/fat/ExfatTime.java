package io.coldmount.fs.fat;

import java.time.Instant;

/**
 * A timestamp of exFAT. Specification: exFAT, sections 7.4.8 to 7.4.10.
 *
 * @param timestamp time in the lower half, date in the upper
 * @param tenths units of 10 ms
 * @param utcOffset bit 7 says that it is valid; below it quarters of an hour, signed
 */
record ExfatTime(long timestamp, int tenths, int utcOffset) {

  private static final int VALID = 0x80;
  private static final int QUARTER = 15 * 60;
  private static final int MOST_QUARTERS = 18 * 4;

  /** The moment; {@code times} has the zone for a timestamp that does not tell its own. */
  Instant instant(FatTimes times) {
    int date = (int) (timestamp >> 16);
    int time = (int) timestamp & 0xFFFF;
    if ((utcOffset & VALID) == 0) {
      return times.instant(date, time, tenths);
    }
    int quarters = Math.clamp((utcOffset << 25) >> 25, -MOST_QUARTERS, MOST_QUARTERS);
    return FatTimes.instant(date, time, tenths, quarters * QUARTER);
  }
}
