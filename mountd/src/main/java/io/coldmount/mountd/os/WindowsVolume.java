package io.coldmount.mountd.os;

import io.coldmount.block.BlockSource;
import io.coldmount.fs.FileSystem;
import io.coldmount.fs.FileType;
import io.coldmount.fs.Node;
import io.coldmount.mountd.guest.Guest;
import io.coldmount.mountd.guest.GuestVolume;
import io.coldmount.mountd.os.hive.Hive;
import io.coldmount.mountd.os.hive.HiveKey;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A volume that Windows is installed on. */
final class WindowsVolume {

  /** Also in the spelling of older versions, for a file system that tells case apart. */
  private static final List<String> FOLDERS =
      List.of("Windows/System32/config", "WINDOWS/system32/config", "WINNT/system32/config");

  private final GuestFiles files;
  private final String config;
  private final Findings findings = new Findings();

  private WindowsVolume(GuestFiles files, String config) {
    this.files = files;
    this.config = config;
  }

  /** The system on {@code volume}, or null if it is none of Windows. */
  static @Nullable GuestSystem read(Guest guest, GuestVolume volume, FileSystem fs)
      throws IOException {
    GuestFiles files = new GuestFiles(fs);
    for (String config : FOLDERS) {
      WindowsVolume windows = new WindowsVolume(files, config);
      if (windows.file("SOFTWARE").isPresent()) {
        return windows.system(guest, volume);
      }
    }
    return null;
  }

  private GuestSystem system(Guest guest, GuestVolume volume) {
    Hive software = hive("SOFTWARE");
    Hive system = hive("SYSTEM");
    WindowsFacts facts = WindowsFacts.read(software, system, findings);
    MountedDevices devices = devices(system, guest);
    Map<Character, GuestVolume> letters = new TreeMap<>(devices.letters());
    String folder = config.substring(0, config.indexOf('/'));
    char letter = 'C';
    if (!letters.containsValue(volume)) {
      letter = ownLetter(facts.systemRoot(), letters);
      letters.put(letter, volume);
      findings.add(
          "MountedDevices does not name the volume of Windows itself: it is taken for "
              + letter
              + ":.");
    } else {
      for (Map.Entry<Character, GuestVolume> entry : letters.entrySet()) {
        if (entry.getValue() == volume) {
          letter = entry.getKey();
          break;
        }
      }
    }
    List<GuestMount> mounts = new ArrayList<>();
    letters.forEach((drive, at) -> mounts.add(new GuestMount(drive + ":", at, "")));
    OsInfo info = facts.info(letter + ":\\" + folder);
    return new GuestSystem(volume, info, mounts, devices.names(), findings.sentences(), null);
  }

  /** The letter in {@code SystemRoot} if it is free, else the first from C on that is. */
  private static char ownLetter(String systemRoot, Map<Character, GuestVolume> letters) {
    String root = systemRoot.toUpperCase(Locale.ROOT);
    if (root.matches("[A-Z]:.*") && !letters.containsKey(root.charAt(0))) {
      return root.charAt(0);
    }
    for (char letter = 'C'; letter <= 'Z'; letter++) {
      if (!letters.containsKey(letter)) {
        return letter;
      }
    }
    return 'A';
  }

  private MountedDevices devices(@Nullable Hive system, Guest guest) {
    try {
      HiveKey key = system == null ? null : system.find("MountedDevices");
      if (key != null) {
        return MountedDevices.read(key, guest, findings);
      }
    } catch (IOException e) {
      findings.add("The drive letters cannot be read: " + e.getMessage() + ".");
    }
    return new MountedDevices(Map.of(), Map.of());
  }

  /** The hive called {@code name} with its logs, or null if it cannot be read. */
  private @Nullable Hive hive(String name) {
    try {
      Optional<BlockSource> primary = file(name);
      if (primary.isEmpty()) {
        findings.add("There is no hive " + name + ".");
        return null;
      }
      List<BlockSource> logs = new ArrayList<>();
      for (String log : List.of(".LOG1", ".LOG2", ".LOG")) {
        file(name + log).ifPresent(logs::add);
      }
      Hive hive = Hive.open(primary.get(), logs);
      hive.conditions().forEach(condition -> findings.add(name + ": " + condition));
      return hive;
    } catch (IOException e) {
      findings.add("The hive " + name + " cannot be read: " + e.getMessage() + ".");
      return null;
    }
  }

  private Optional<BlockSource> file(String name) throws IOException {
    Optional<Node> node = files.find(config + "/" + name);
    if (node.isEmpty()) {
      node = files.find(config + "/" + name.toLowerCase(Locale.ROOT));
    }
    if (node.isEmpty() || node.get().attributes().type() != FileType.REGULAR) {
      return Optional.empty();
    }
    return Optional.of(new NodeSource(name, node.get()));
  }
}
