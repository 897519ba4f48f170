package io.coldmount.mountd.os;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an operating system says of itself. Text that it does not tell is empty.
 *
 * @param id the distribution's short name ({@code debian}), or {@code windows}, {@code freebsd},
 *     {@code macos}
 * @param name as people call it: {@code Debian GNU/Linux 12 (bookworm)}
 * @param version the whole version: {@code 12.5}, {@code 10.0.19045.3803}
 * @param majorVersion the version's first number, or null
 * @param minorVersion its second number, or null
 * @param build the build, of Windows and macOS
 * @param edition {@code Professional}, {@code ServerStandard}, or a variant of a distribution
 * @param vendor who makes it
 * @param architecture as {@code uname -m} calls it: {@code x86_64}, {@code i686}, {@code aarch64}
 * @param bits 32 or 64, or 0 if it is unknown
 * @param hostName the machine's name
 * @param kernels the versions of the kernels that are installed, the newest last
 * @param osFolder where it is installed: {@code /}, {@code C:\Windows}
 */
public record OsInfo(
    OsFamily family,
    String id,
    String name,
    String version,
    @Nullable Integer majorVersion,
    @Nullable Integer minorVersion,
    String build,
    String edition,
    String vendor,
    String architecture,
    int bits,
    String hostName,
    List<String> kernels,
    String osFolder) {

  public OsInfo {
    kernels = List.copyOf(kernels);
  }
}
