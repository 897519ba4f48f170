package io.coldmount.mountd.cli;

import io.coldmount.mountd.fuse.Backend;
import io.coldmount.mountd.fuse.MountOptions;
import io.coldmount.mountd.guest.Drivers;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The {@code -o} options of {@code coldmount mount}: those of mount(8) that have a meaning here,
 * those that concern only mount(8) itself, and those of the file-system drivers.
 */
final class MountArguments {

  /** What mount(8) and fstab(5) pass on and what changes nothing for a read-only mount. */
  private static final Set<String> FOR_MOUNT_ITSELF =
      Set.of(
          "defaults",
          "auto",
          "noauto",
          "user",
          "users",
          "nouser",
          "owner",
          "group",
          "_netdev",
          "nofail",
          "noatime",
          "nodiratime",
          "relatime",
          "norelatime",
          "strictatime",
          "lazytime",
          "nolazytime",
          "async",
          "ro",
          "nosuid",
          "nodev",
          "noiversion",
          "silent",
          "loud");

  private static final Set<String> OWN =
      new TreeSet<>(
          Set.of(
              "allow_other",
              "auto_unmount",
              "default_permissions",
              "dmask",
              "exec",
              "fmask",
              "fsname",
              "gid",
              "idle",
              "io_uring",
              "max_threads",
              "noexec",
              "nonempty",
              "ro",
              "symlinks",
              "uid",
              "umask"));

  private static final Map<String, String> REFUSED =
      Map.of(
          "rw", "Coldmount never writes to a disk: leave out the option rw.",
          "suid", "set-user-id programs of a guest are never honoured: leave out the option suid.",
          "dev", "device nodes of a guest are never honoured: leave out the option dev.",
          "remount", "a mount cannot be changed: unmount it, and mount it anew.");

  private static final long MAXIMUM_ID = 0xFFFF_FFFEL;
  private static final int DEFAULT_THREADS = 10;
  private static final Pattern TIME = Pattern.compile("([0-9]{1,7})([smhd]?)");

  private final DriverOptions drivers;
  private final Map<String, String> forDrivers = new LinkedHashMap<>();
  private @Nullable String fsname;
  private boolean allowOther;
  private boolean defaultPermissions;
  private boolean noexec;
  private boolean nonEmpty;
  private OptionalLong userId = OptionalLong.empty();
  private OptionalLong groupId = OptionalLong.empty();
  private int fileMask;
  private int directoryMask;
  private int threads = DEFAULT_THREADS;
  private MountOptions.Symlinks symlinks = MountOptions.Symlinks.GUEST;
  private MountOptions.Rings rings = MountOptions.Rings.AUTO;
  private boolean autoUnmount;
  private Duration idle = Duration.ZERO;

  private MountArguments(Drivers drivers) {
    this.drivers = new DriverOptions(drivers);
  }

  /** Reads what followed each {@code -o}; a later option overrides an earlier one. */
  static MountArguments parse(Iterable<String> typed, Drivers drivers) throws CommandException {
    MountArguments arguments = new MountArguments(drivers);
    for (OptionList.Item item : OptionList.parse(typed)) {
      arguments.take(item);
    }
    return arguments;
  }

  /** Whether the mount has to end with the process that made it. */
  boolean autoUnmount() {
    return autoUnmount;
  }

  private void take(OptionList.Item item) throws CommandException {
    String refusal = REFUSED.get(item.name());
    if (refusal != null) {
      throw new CommandException(ExitCode.USAGE, refusal);
    }
    if (drivers.declares(item.name())) {
      drivers.check(item);
      forDrivers.put(item.name(), item.value());
    }
    if (OWN.contains(item.name())) {
      own(item);
    } else if (!drivers.declares(item.name()) && !isForMountItself(item.name())) {
      throw new CommandException(
          ExitCode.USAGE,
          "there is no option \""
              + item.name()
              + "\": those here are "
              + String.join(", ", names())
              + ".");
    }
  }

  private static boolean isForMountItself(String name) {
    return FOR_MOUNT_ITSELF.contains(name) || name.startsWith("x-") || name.startsWith("X-");
  }

  private void own(OptionList.Item item) throws CommandException {
    switch (item.name()) {
      case "ro",
          "exec",
          "noexec",
          "allow_other",
          "auto_unmount",
          "default_permissions",
          "nonempty" ->
          flag(item);
      case "symlinks" -> symlinks = choice(item, MountOptions.Symlinks.class, "guest, raw or hide");
      case "io_uring" -> rings = choice(item, MountOptions.Rings.class, "auto, on or off");
      case "idle" -> idle = time(item);
      case "uid" -> userId = OptionalLong.of(id(item));
      case "gid" -> groupId = OptionalLong.of(id(item));
      case "umask" -> {
        fileMask = mask(item);
        directoryMask = fileMask;
      }
      case "fmask" -> fileMask = mask(item);
      case "dmask" -> directoryMask = mask(item);
      case "fsname" -> fsname = text(item);
      case "max_threads" ->
          threads = (int) number(item, 10, 1, MountOptions.THREAD_LIMIT, "a number");
      default -> throw new IllegalStateException(item.name());
    }
  }

  private void flag(OptionList.Item item) throws CommandException {
    if (!item.value().isEmpty()) {
      throw new CommandException(ExitCode.USAGE, "the option " + item.name() + " takes no value.");
    }
    switch (item.name()) {
      case "exec" -> noexec = false;
      case "noexec" -> noexec = true;
      case "allow_other" -> allowOther = true;
      case "auto_unmount" -> autoUnmount = true;
      case "default_permissions" -> defaultPermissions = true;
      case "nonempty" -> nonEmpty = true;
      default -> {} // ro: there is nothing else
    }
  }

  private static String text(OptionList.Item item) throws CommandException {
    if (item.value().isEmpty()) {
      throw new CommandException(ExitCode.USAGE, "the option " + item.name() + " needs a value.");
    }
    return item.value();
  }

  /**
   * One of several words.
   *
   * @param words the same in a sentence
   */
  private static <E extends Enum<E>> E choice(OptionList.Item item, Class<E> values, String words)
      throws CommandException {
    for (E value : values.getEnumConstants()) {
      if (value.name().toLowerCase(Locale.ROOT).equals(item.value())) {
        return value;
      }
    }
    throw new CommandException(
        ExitCode.USAGE,
        "the option " + item.name() + " is " + words + ", not \"" + item.value() + "\".");
  }

  /** A number of seconds, or of what the letter behind it says. */
  private static Duration time(OptionList.Item item) throws CommandException {
    Matcher matcher = TIME.matcher(item.value());
    if (!matcher.matches()) {
      throw new CommandException(
          ExitCode.USAGE,
          "the option idle needs a time such as 90s, 10m, 2h or 1d, not \"" + item.value() + "\".");
    }
    int count = Integer.parseInt(matcher.group(1));
    return switch (matcher.group(2)) {
      case "m" -> Duration.ofMinutes(count);
      case "h" -> Duration.ofHours(count);
      case "d" -> Duration.ofDays(count);
      default -> Duration.ofSeconds(count);
    };
  }

  private static long id(OptionList.Item item) throws CommandException {
    return number(item, 10, 0, MAXIMUM_ID, "a user or group number");
  }

  private static int mask(OptionList.Item item) throws CommandException {
    return (int) number(item, 8, 0, 0777, "an octal mask");
  }

  private static long number(OptionList.Item item, int radix, long least, long most, String what)
      throws CommandException {
    try {
      long value = Long.parseLong(text(item), radix);
      if (value >= least && value <= most) {
        return value;
      }
    } catch (NumberFormatException e) {
      // falls to the error that says what is expected
    }
    throw new CommandException(
        ExitCode.USAGE,
        "the option "
            + item.name()
            + " needs "
            + what
            + " between "
            + Long.toString(least, radix)
            + " and "
            + Long.toString(most, radix)
            + ", not \""
            + item.value()
            + "\".");
  }

  private Set<String> names() {
    Set<String> names = new TreeSet<>(OWN);
    drivers.all().forEach(option -> names.add(option.name()));
    return names;
  }

  /** How the tree is mounted. */
  MountOptions mountOptions(String image) {
    return new MountOptions(
        fsname == null ? image : fsname,
        allowOther,
        defaultPermissions,
        noexec,
        nonEmpty,
        userId,
        groupId,
        fileMask,
        directoryMask,
        threads,
        symlinks,
        Backend.Choice.NATIVE,
        rings,
        autoUnmount,
        idle);
  }

  boolean nonEmpty() {
    return nonEmpty;
  }

  /** The options that file-system drivers declare. */
  Map<String, String> forDrivers() {
    return forDrivers;
  }

  /** All options with a sentence for each. */
  static Map<String, String> described(Drivers drivers) {
    Map<String, String> lines = new LinkedHashMap<>();
    lines.put("ro", "Mount read-only. It is always so; rw is refused.");
    lines.put("allow_other", "Let all users in, not only the one who mounts.");
    lines.put(
        "default_permissions",
        "Let the kernel check the guest's modes and owners. Without it, who gets in may read all.");
    lines.put("uid=N, gid=N", "Show this owner and group for every file.");
    lines.put(
        "umask=M, fmask=M, dmask=M",
        "Hide these permission bits (octal): of all, of files alone, of folders alone.");
    lines.put("noexec", "Forbid to run programs from the mount; exec, the default, allows it.");
    lines.put("nonempty", "Mount over a folder that holds files.");
    lines.put(
        "symlinks=guest|raw|hide",
        "guest: the guest's links lead where they lead in the guest, and never out of the mount."
            + " raw: as stored, so that programs follow them into the host. hide: not shown.");
    lines.put(
        "idle=TIME",
        "Unmount when nobody has used the mount for so long (90s, 10m, 2h, 1d; 0 is never).");
    lines.put(
        "io_uring=auto|on|off",
        "Let requests come through io_uring, which takes less time, where root has turned it on for"
            + " FUSE (auto); always, or refuse to mount (on); never (off).");
    lines.put(
        "auto_unmount",
        "Unmount also if Coldmount is killed; fusermount3 waits for that in the background.");
    lines.put("fsname=NAME", "What mount and df show as the source, instead of the image.");
    lines.put(
        "max_threads=N",
        "Serve at most N requests at once, 1 to "
            + MountOptions.THREAD_LIMIT
            + ", usually 10; through io_uring one more for each processor.");
    lines.putAll(new DriverOptions(drivers).described());
    lines.put(
        "noatime, noauto, user, ...",
        "What mount(8) and fstab(5) have for themselves (also nofail, _netdev, x-...) is accepted"
            + " and changes nothing.");
    return lines;
  }
}
