package io.coldmount.mountd.daemon;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The descriptors that the service manager has passed to this process: sd_listen_fds(3).
 *
 * @param names in the order of the numbers, which begin at {@link #FIRST}; empty where there is
 *     none
 */
record Passed(List<String> names) {

  /** {@code SD_LISTEN_FDS_START}. */
  static final int FIRST = 3;

  /** More are no business of ours. */
  private static final int MOST = 64 * 1024;

  /** Those of this process. */
  static Passed here() {
    String pid = System.getenv("LISTEN_PID");
    if (!Long.toString(ProcessHandle.current().pid()).equals(pid)) {
      return new Passed(List.of());
    }
    return of(System.getenv("LISTEN_FDS"), System.getenv("LISTEN_FDNAMES"));
  }

  static Passed of(@Nullable String count, @Nullable String names) {
    if (count == null || !count.matches("[0-9]{1,5}")) {
      return new Passed(List.of());
    }
    int number = Math.min(Integer.parseInt(count), MOST);
    List<String> all = new ArrayList<>();
    if (names != null) {
      all.addAll(List.of(names.split(":", -1)));
    }
    while (all.size() < number) {
      all.add("");
    }
    return new Passed(List.copyOf(all.subList(0, number)));
  }

  /** The socket to listen on: what does not have the name of a mount. */
  Optional<Integer> socket() {
    for (int i = 0; i < names.size(); i++) {
      if (!names.get(i).matches("mount-[0-9]+-[0-9]+")) {
        return Optional.of(FIRST + i);
      }
    }
    return Optional.empty();
  }

  /** What was stored as {@code name}. */
  Optional<Integer> named(String name) {
    int index = names.lastIndexOf(name);
    return index < 0 ? Optional.empty() : Optional.of(FIRST + index);
  }
}
