package io.coldmount.fs;

import io.coldmount.block.ImageCache;
import java.util.Map;

/**
 * How a file system is opened.
 *
 * @param values the user's {@code -o} options that the driver declares: a flag's value is the empty
 *     string. A driver refuses a value it does not understand with {@link
 *     IllegalArgumentException}, one sentence.
 * @param cache where the driver keeps what it has decoded
 */
public record OpenOptions(Map<String, String> values, ImageCache cache) {

  public OpenOptions {
    values = Map.copyOf(values);
  }

  public boolean has(String flag) {
    return values.containsKey(flag);
  }
}
