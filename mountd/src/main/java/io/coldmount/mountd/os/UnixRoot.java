package io.coldmount.mountd.os;

import io.coldmount.fs.FileSystem;
import io.coldmount.mountd.guest.GuestVolume;
import io.coldmount.mountd.tree.AssembledTree;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A root file system of FreeBSD or macOS; where other volumes stand in it is not looked up. */
final class UnixRoot {

  private static final String MACOS = "/System/Library/CoreServices/SystemVersion.plist";
  private static final String FREEBSD = "/bin/freebsd-version";
  private static final Pattern USERLAND = Pattern.compile("USERLAND_VERSION=\"([^\"]{1,64})\"");

  private UnixRoot() {}

  /** The system whose root {@code fs} is, or null if it is neither. */
  static @Nullable GuestSystem read(GuestVolume volume, FileSystem fs) throws IOException {
    GuestFiles files = new GuestFiles(fs);
    OsInfo info = null;
    if (files.isFile(MACOS)) {
      String plist = files.text(MACOS);
      String version = entry(plist, "ProductVersion");
      String name = (entry(plist, "ProductName") + " " + version).strip();
      String build = entry(plist, "ProductBuildVersion");
      info = info(OsFamily.DARWIN, "macos", name, version, build, "Apple", "");
    } else if (files.isFile(FREEBSD)) {
      Matcher userland = USERLAND.matcher(files.text(FREEBSD));
      String version = userland.find() ? userland.group(1) : "";
      String host = Properties.parse(files.text("/etc/rc.conf")).get("hostname");
      String name = ("FreeBSD " + version).strip();
      info = info(OsFamily.FREEBSD, "freebsd", name, version, "", "FreeBSD", host);
    }
    return info == null
        ? null
        : new GuestSystem(
            volume,
            info,
            List.of(new GuestMount("/", volume, "")),
            Map.of(),
            List.of(),
            AssembledTree.at(fs));
  }

  private static OsInfo info(
      OsFamily family,
      String id,
      String name,
      String version,
      String build,
      String vendor,
      String host) {
    return new OsInfo(
        family,
        id,
        name,
        version,
        Versions.major(version),
        Versions.minor(version),
        build,
        "",
        vendor,
        "",
        0,
        host,
        List.of(),
        "/");
  }

  /** The text of a key of a property list in XML. */
  private static String entry(String plist, String key) {
    Matcher value =
        Pattern.compile("<key>" + key + "</key>\\s{0,99}<string>([^<]{1,99})</string>")
            .matcher(plist);
    return value.find() ? value.group(1) : "";
  }
}
