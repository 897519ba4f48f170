package io.coldmount.mountd.os;

import io.coldmount.mountd.os.hive.Hive;
import io.coldmount.mountd.os.hive.HiveKey;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What the hives of Windows say of it. What cannot be read is empty and a finding. */
record WindowsFacts(
    String product,
    String version,
    @Nullable Integer major,
    @Nullable Integer minor,
    String build,
    String edition,
    String systemRoot,
    String architecture,
    String hostName) {

  private static final String CURRENT_VERSION = "Microsoft\\Windows NT\\CurrentVersion";

  /** Windows 11 still calls itself Windows 10 in {@code ProductName}. */
  private static final int FIRST_BUILD_OF_11 = 22000;

  private static final WindowsFacts UNKNOWN =
      new WindowsFacts("", "", null, null, "", "", "", "", "");

  static WindowsFacts read(@Nullable Hive software, @Nullable Hive system, Findings findings) {
    WindowsFacts facts = UNKNOWN;
    try {
      HiveKey key = software == null ? null : software.find(CURRENT_VERSION);
      if (key != null) {
        facts = ofSoftware(key);
      }
    } catch (IOException e) {
      findings.add("The version of Windows cannot be read: " + e.getMessage() + ".");
    }
    try {
      HiveKey control = system == null ? null : control(system.root());
      if (control != null) {
        facts = facts.with(control);
      }
    } catch (IOException e) {
      findings.add("The settings of Windows cannot be read: " + e.getMessage() + ".");
    }
    return facts;
  }

  private static WindowsFacts ofSoftware(HiveKey key) throws IOException {
    Long majorNumber = key.number("CurrentMajorVersionNumber"); // since Windows 10
    Long minorNumber = key.number("CurrentMinorVersionNumber");
    String current = key.text("CurrentVersion");
    String version =
        majorNumber == null ? current : majorNumber + "." + (minorNumber == null ? 0 : minorNumber);
    String build = key.text("CurrentBuildNumber");
    if (build.isEmpty()) {
      build = key.text("CurrentBuild");
    }
    Integer major = Versions.major(version);
    Integer minor = Versions.minor(version);
    Long revision = key.number("UBR");
    String full =
        version + (build.isEmpty() ? "" : "." + build) + (revision == null ? "" : "." + revision);
    String pack = key.text("CSDVersion");
    String product = product(key.text("ProductName"), build);
    return new WindowsFacts(
        pack.isEmpty() ? product : product + " " + pack,
        full,
        major,
        minor,
        build,
        key.text("EditionID"),
        key.text("SystemRoot"),
        architecture(key.text("BuildLabEx")),
        "");
  }

  private static String product(String name, String build) {
    boolean eleven =
        build.matches("[0-9]{5,9}")
            && Integer.parseInt(build) >= FIRST_BUILD_OF_11
            && name.startsWith("Windows 10");
    return eleven ? "Windows 11" + name.substring("Windows 10".length()) : name;
  }

  /** {@code 19041.1.amd64fre.vb_release.191206-1406}. */
  private static String architecture(String buildLab) {
    String[] parts = buildLab.split("\\.", -1);
    return parts.length < 3 ? "" : machine(parts[2].replaceFirst("(fre|chk)$", ""));
  }

  private static String machine(String processor) {
    return switch (processor.toLowerCase(Locale.ROOT)) {
      case "amd64" -> "x86_64";
      case "x86" -> "i686";
      case "arm64" -> "aarch64";
      case "ia64" -> "ia64";
      case "arm" -> "arm";
      default -> "";
    };
  }

  /** The key {@code Control} of the control set that was in use last. */
  private static @Nullable HiveKey control(HiveKey root) throws IOException {
    HiveKey select = root.subkey("Select");
    Long current = select == null ? null : select.number("Current");
    if (current == null || current < 1 || current > 999) {
      current = 1L;
    }
    return root.find("ControlSet%03d\\Control".formatted(current));
  }

  private WindowsFacts with(HiveKey control) throws IOException {
    HiveKey name = control.find("ComputerName\\ComputerName");
    HiveKey environment = control.find("Session Manager\\Environment");
    String processor =
        environment == null ? "" : machine(environment.text("PROCESSOR_ARCHITECTURE"));
    return new WindowsFacts(
        product,
        version,
        major,
        minor,
        build,
        edition,
        systemRoot,
        processor.isEmpty() ? architecture : processor,
        name == null ? "" : name.text("ComputerName"));
  }

  OsInfo info(String osFolder) {
    int bits =
        switch (architecture) {
          case "x86_64", "aarch64", "ia64" -> 64;
          case "i686", "arm" -> 32;
          default -> 0;
        };
    return new OsInfo(
        OsFamily.WINDOWS,
        "windows",
        product.isEmpty() ? "Windows" : product,
        version,
        major,
        minor,
        build,
        edition,
        "Microsoft",
        architecture,
        bits,
        hostName,
        List.of(),
        osFolder);
  }
}
