package io.coldmount.diskset;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One link of a snapshot chain, described: what a descriptor and its extent files say.
 *
 * @param file the file that begins the link: a descriptor, or an extent with an embedded one
 * @param format the format's own name, for example {@code VMDK monolithicSparse}
 * @param capacity in bytes, as the guest sees it
 * @param contentId the CID, eight lower-case hex digits, or empty where the format has none
 * @param parentContentId the CID the parent must have, or empty if this link begins the chain
 * @param parentHint the parent's name as the descriptor gives it, or empty
 * @param extents the files that hold its data, in order
 * @param metadata the disk database ({@code ddb.*}) and other facts of the format, in the order
 *     found
 * @param sectorSize the guest's logical sector size in bytes if the format tells, else null
 */
public record DiskLink(
    Path file,
    String format,
    long capacity,
    String contentId,
    String parentContentId,
    String parentHint,
    List<ExtentFile> extents,
    Map<String, String> metadata,
    @Nullable Integer sectorSize) {

  /**
   * One extent of a link.
   *
   * @param kind the extent's type as the format names it: SPARSE, FLAT, ZERO, VMFSSPARSE, SESPARSE
   *     ...
   * @param file the host file that holds it, or null where there is none (ZERO)
   * @param start where it begins on the disk, in bytes
   * @param length in bytes
   */
  public record ExtentFile(String kind, @Nullable Path file, long start, long length) {}
}
