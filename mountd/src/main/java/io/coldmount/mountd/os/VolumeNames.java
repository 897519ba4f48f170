package io.coldmount.mountd.os;

import io.coldmount.mountd.guest.Content;
import io.coldmount.mountd.guest.Guest;
import io.coldmount.mountd.guest.GuestDisk;
import io.coldmount.mountd.guest.GuestVolume;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds volumes by the names that Linux has for them. */
final class VolumeNames {

  /** {@code sda1}, {@code vdb}, {@code nvme0n1p2}, {@code mmcblk0p1}. */
  private static final Pattern DEVICE =
      Pattern.compile(
          "/dev/(?:(?:sd|hd|vd|xvd)([a-z])([0-9]{0,3})|(?:nvme([0-9]{1,3})n1|mmcblk([0-9]{1,3}))"
              + "(?:p([0-9]{1,3}))?)");

  private static final String BY = "/dev/disk/by-";

  private final Guest guest;

  VolumeNames(Guest guest) {
    this.guest = guest;
  }

  /**
   * The volumes that {@code source} names: normally one, none if it names something else.
   *
   * @param source {@code UUID=...}, {@code LABEL=...}, {@code PARTUUID=...}, {@code PARTLABEL=...},
   *     or a path below {@code /dev}
   */
  List<GuestVolume> named(String source) {
    int equals = source.indexOf('=');
    if (equals > 0) {
      return tagged(source.substring(0, equals), unquoted(source.substring(equals + 1)));
    }
    if (source.startsWith(BY)) {
      int slash = source.indexOf('/', BY.length());
      return slash < 0
          ? List.of()
          : tagged(source.substring(BY.length(), slash), unhexed(source.substring(slash + 1)));
    }
    Matcher device = DEVICE.matcher(source);
    return device.matches() ? device(device) : List.of();
  }

  private List<GuestVolume> tagged(String tag, String value) {
    if (value.isEmpty()) {
      return List.of();
    }
    return switch (tag.toUpperCase(Locale.ROOT)) {
      case "UUID" -> all(volume -> uuid(volume).equalsIgnoreCase(value));
      case "LABEL" -> all(volume -> label(volume).equals(value));
      case "PARTUUID" -> all(volume -> volume.volume().uuid().equalsIgnoreCase(value));
      case "PARTLABEL" -> all(volume -> volume.volume().label().equals(value));
      default -> List.of();
    };
  }

  private List<GuestVolume> all(Predicate<GuestVolume> wanted) {
    return guest.volumes().stream().filter(wanted).toList();
  }

  private static String uuid(GuestVolume volume) {
    return volume.content() instanceof Content.Known known ? known.probe().uuid() : "";
  }

  private static String label(GuestVolume volume) {
    return volume.content() instanceof Content.Known known ? known.probe().label() : "";
  }

  /** The guest's disks are taken to be in the order in which they were named. */
  private List<GuestVolume> device(Matcher device) {
    String letter = device.group(1);
    String number = device.group(3) != null ? device.group(3) : device.group(4);
    int index = letter != null ? letter.charAt(0) - 'a' : Integer.parseInt(number);
    String partition = letter != null ? device.group(2) : device.group(5);
    if (index >= guest.disks().size()) {
      return List.of();
    }
    GuestDisk disk = guest.disks().get(index);
    String id = partition == null || partition.isEmpty() ? "disk" : "p" + partition;
    List<GuestVolume> found = new ArrayList<>();
    for (GuestVolume volume : disk.volumes()) {
      if (volume.volume().id().equals(id)) {
        found.add(volume);
      }
    }
    return found;
  }

  private static String unquoted(String value) {
    boolean quoted =
        value.length() >= 2
            && (value.charAt(0) == '"' || value.charAt(0) == '\'')
            && value.charAt(value.length() - 1) == value.charAt(0);
    return quoted ? value.substring(1, value.length() - 1) : value;
  }

  /** udev writes a blank in a label as {@code \x20}. */
  private static String unhexed(String name) {
    Matcher hex = Pattern.compile("\\\\x([0-9a-fA-F]{2})").matcher(name);
    return hex.replaceAll(
        found ->
            Matcher.quoteReplacement(String.valueOf((char) Integer.parseInt(found.group(1), 16))));
  }
}
