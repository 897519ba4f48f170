package io.coldmount.mountd.host;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The processors of this machine, by the numbers that the kernel gives them. */
public final class Processor {

  private static final Path POSSIBLE = Path.of("/sys/devices/system/cpu/possible");
  private static final Pattern ALL = Pattern.compile("0(?:-([0-9]{1,5}))?");

  private Processor() {}

  /** How many there may ever be. */
  public static int possible() throws IOException {
    Matcher numbers = ALL.matcher(Files.readString(POSSIBLE).strip());
    if (!numbers.matches()) {
      throw new IOException("the processors of this machine are not numbered from 0 on");
    }
    return numbers.group(1) == null ? 1 : Integer.parseInt(numbers.group(1)) + 1;
  }

  /** Keeps the thread that calls on a processor, where it may run there at all. */
  public static void stayOn(int processor) {
    ByteBuffer set = ByteBuffer.allocate((processor / Long.SIZE + 1) * Long.BYTES);
    set.order(ByteOrder.nativeOrder()).putLong(processor / Long.SIZE * Long.BYTES, 1L << processor);
    Mapping.CALLS.sched_setaffinity(0, set.capacity(), set.array());
  }
}
