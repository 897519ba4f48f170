package io.coldmount.mountd.os;

import io.coldmount.block.ByteView;
import io.coldmount.block.CorruptException;
import io.coldmount.mountd.guest.Guest;
import io.coldmount.mountd.guest.GuestDisk;
import io.coldmount.mountd.guest.GuestVolume;
import io.coldmount.mountd.os.hive.HiveKey;
import io.coldmount.mountd.os.hive.HiveValue;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The letters and the names that Windows gave to volumes: the key {@code MountedDevices} of the
 * SYSTEM hive.
 *
 * <p>A value's data is the disk's signature (4 bytes) and where the volume begins (8 bytes) for a
 * partition of an MBR, or {@code DMIO:ID:} and the partition's GUID (16 bytes) for one of a GPT.
 * What is longer names a removable device. Source: Microsoft, "How Windows assigns, reserves, and
 * stores drive letters" (KB 234048); Brian Carrier, File System Forensic Analysis, chapter 6.
 *
 * @param letters the volumes by their letter, {@code C}
 * @param names the volumes by their GUID in lower case
 */
record MountedDevices(Map<Character, GuestVolume> letters, Map<String, GuestVolume> names) {

  private static final int MAX_VALUES = 8192;
  private static final String LETTER = "\\DosDevices\\";
  private static final String NAME = "\\??\\Volume{";
  private static final int MBR = 12;
  private static final int GPT = 24;
  private static final String DMIO = "DMIO:ID:";

  static MountedDevices read(HiveKey key, Guest guest, Findings findings) throws IOException {
    Map<Character, GuestVolume> letters = new TreeMap<>();
    Map<String, GuestVolume> names = new TreeMap<>();
    int seen = 0;
    for (HiveValue value : key.values()) {
      if (++seen > MAX_VALUES) {
        findings.add("MountedDevices has more than " + MAX_VALUES + " values.");
        break;
      }
      String name = value.name();
      try {
        if (name.startsWith(LETTER)) {
          letter(name.substring(LETTER.length()), value, guest, letters, findings);
        } else if (name.startsWith(NAME) && name.endsWith("}")) {
          String guid = name.substring(NAME.length(), name.length() - 1).toLowerCase(Locale.ROOT);
          volume(value, guest).ifPresent(volume -> names.putIfAbsent(guid, volume));
        }
      } catch (CorruptException e) {
        findings.add("MountedDevices: " + e.getMessage() + ".");
      }
    }
    return new MountedDevices(letters, names);
  }

  private static void letter(
      String drive,
      HiveValue value,
      Guest guest,
      Map<Character, GuestVolume> letters,
      Findings findings)
      throws IOException {
    char letter = drive.isEmpty() ? 0 : Character.toUpperCase(drive.charAt(0));
    if (drive.length() != 2 || drive.charAt(1) != ':' || letter < 'A' || letter > 'Z') {
      findings.add("MountedDevices: " + LinuxRoot.quoted(drive) + " is no drive letter.");
      return;
    }
    Optional<GuestVolume> volume = volume(value, guest);
    if (volume.isEmpty()) {
      return; // a removable drive, or a disk that is not here
    }
    if (letters.putIfAbsent(letter, volume.get()) != null) {
      findings.add("MountedDevices: the drive letter " + letter + ": is given twice.");
    }
  }

  private static Optional<GuestVolume> volume(HiveValue value, Guest guest) throws IOException {
    byte[] data = value.data();
    ByteView b = new ByteView("MountedDevices", 0, data);
    if (data.length == MBR) {
      String signature = HexFormat.of().toHexDigits((int) b.u32le(0));
      return at(guest, signature, b.u64le(4));
    }
    boolean gpt =
        data.length == GPT
            && new String(data, 0, DMIO.length(), StandardCharsets.ISO_8859_1).equals(DMIO);
    return gpt ? called(guest, guid(b, DMIO.length())) : Optional.empty();
  }

  private static Optional<GuestVolume> at(Guest guest, String signature, long offset) {
    for (GuestDisk disk : guest.disks()) {
      if (disk.table().uuid().equals(signature)) {
        for (GuestVolume volume : disk.volumes()) {
          if (volume.volume().offset() == offset) {
            return Optional.of(volume);
          }
        }
      }
    }
    return Optional.empty();
  }

  private static Optional<GuestVolume> called(Guest guest, String guid) {
    return guest.volumes().stream()
        .filter(volume -> volume.volume().uuid().equalsIgnoreCase(guid))
        .findFirst();
  }

  /** As UEFI and Windows store it: three little-endian fields, then bytes. */
  private static String guid(ByteView b, int offset) throws CorruptException {
    HexFormat hex = HexFormat.of();
    return String.join(
        "-",
        hex.toHexDigits((int) b.u32le(offset)),
        hex.toHexDigits((short) b.u16le(offset + 4)),
        hex.toHexDigits((short) b.u16le(offset + 6)),
        hex.formatHex(b.bytes(offset + 8, 2)),
        hex.formatHex(b.bytes(offset + 10, 6)));
  }
}
