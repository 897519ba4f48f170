package io.coldmount.mountd.os;

import java.io.IOException;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which distribution of Linux a root is: os-release(5), then lsb-release, then the files that
 * distributions had before.
 */
record Distribution(String id, String name, String version, String edition, String vendor) {

  private static final Pattern RELEASE = Pattern.compile("(.{1,200}?) release ([0-9][0-9.]*).*");

  private static final Map<String, String> VENDORS =
      Map.ofEntries(
          Map.entry("almalinux", "AlmaLinux OS Foundation"),
          Map.entry("amzn", "Amazon"),
          Map.entry("arch", "Arch Linux"),
          Map.entry("centos", "CentOS"),
          Map.entry("debian", "Debian"),
          Map.entry("fedora", "Fedora"),
          Map.entry("ol", "Oracle"),
          Map.entry("opensuse-leap", "openSUSE"),
          Map.entry("opensuse-tumbleweed", "openSUSE"),
          Map.entry("photon", "VMware"),
          Map.entry("rhel", "Red Hat"),
          Map.entry("rocky", "Rocky Enterprise Software Foundation"),
          Map.entry("sled", "SUSE"),
          Map.entry("sles", "SUSE"),
          Map.entry("ubuntu", "Canonical"));

  static Distribution read(GuestFiles files) throws IOException {
    for (String path : new String[] {"/etc/os-release", "/usr/lib/os-release"}) {
      Properties release = Properties.parse(files.text(path));
      if (!release.values().isEmpty()) {
        return ofOsRelease(release, files);
      }
    }
    Properties lsb = Properties.parse(files.text("/etc/lsb-release"));
    if (!lsb.get("DISTRIB_ID").isEmpty()) {
      return ofLsbRelease(lsb);
    }
    for (String file : new String[] {"redhat", "centos", "fedora", "oracle", "SuSE"}) {
      String line = files.firstLine("/etc/" + file + "-release");
      if (!line.isEmpty()) {
        return ofRelease(file.toLowerCase(Locale.ROOT), line);
      }
    }
    String debian = files.firstLine("/etc/debian_version");
    if (!debian.isEmpty()) {
      return new Distribution("debian", "Debian GNU/Linux " + debian, debian, "", "Debian");
    }
    return new Distribution("", "Linux", "", "", "");
  }

  private static Distribution ofOsRelease(Properties release, GuestFiles files) throws IOException {
    String id = release.get("ID").isEmpty() ? "linux" : release.get("ID");
    String version = release.get("VERSION_ID");
    if (id.equals("debian")) {
      String point = files.firstLine("/etc/debian_version"); // os-release has the major alone
      version = point.startsWith(version + ".") ? point : version;
    }
    String name = release.get("PRETTY_NAME");
    if (name.isEmpty()) {
      name = (release.get("NAME") + " " + release.get("VERSION")).strip();
    }
    String vendor = release.get("VENDOR_NAME");
    return new Distribution(
        id,
        name.isEmpty() ? "Linux" : name,
        version,
        release.get("VARIANT"),
        vendor.isEmpty() ? VENDORS.getOrDefault(id, release.get("NAME")) : vendor);
  }

  private static Distribution ofLsbRelease(Properties lsb) {
    String id = lsb.get("DISTRIB_ID").toLowerCase(Locale.ROOT);
    String name = lsb.get("DISTRIB_DESCRIPTION");
    return new Distribution(
        id,
        name.isEmpty() ? (lsb.get("DISTRIB_ID") + " " + lsb.get("DISTRIB_RELEASE")).strip() : name,
        lsb.get("DISTRIB_RELEASE"),
        "",
        VENDORS.getOrDefault(id, lsb.get("DISTRIB_ID")));
  }

  private static Distribution ofRelease(String file, String line) {
    String id = file.equals("redhat") ? "rhel" : file.equals("suse") ? "sles" : file;
    if (file.equals("redhat") && line.startsWith("CentOS")) {
      id = "centos";
    }
    Matcher release = RELEASE.matcher(line);
    return new Distribution(
        id, line, release.matches() ? release.group(2) : "", "", VENDORS.getOrDefault(id, ""));
  }
}
