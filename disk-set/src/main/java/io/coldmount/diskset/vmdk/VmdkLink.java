package io.coldmount.diskset.vmdk;

import io.coldmount.diskset.DiskLink;
import io.coldmount.diskset.chain.Layer;
import io.coldmount.diskset.chain.RunList;
import java.io.IOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** A link whose extents are open. */
final class VmdkLink implements Layer {

  /** Entries that a {@link DiskLink} has fields for. */
  private static final Set<String> FIELDS =
      Set.of("cid", "parentcid", "createtype", "parentfilenamehint");

  private final Described described;
  private final List<DiskLink.ExtentFile> files;
  private final DiskExtent[] extents;
  private final long[] starts;
  private final long size;

  /**
   * @param files what the extents are
   * @param extents in the same order, each beginning where the one before it ends
   */
  VmdkLink(
      Described described, List<DiskLink.ExtentFile> files, List<DiskExtent> extents, long size) {
    this.described = described;
    this.files = List.copyOf(files);
    this.extents = extents.toArray(new DiskExtent[0]);
    this.starts = files.stream().mapToLong(DiskLink.ExtentFile::start).toArray();
    this.size = size;
  }

  Described described() {
    return described;
  }

  @Override
  public long size() {
    return size;
  }

  @Override
  public long grain() {
    return Arrays.stream(extents).mapToLong(DiskExtent::grain).min().orElse(Long.MAX_VALUE);
  }

  @Override
  public void map(long from, long to, RunList into) throws IOException {
    int found = Arrays.binarySearch(starts, from);
    int i = found >= 0 ? found : -found - 2;
    for (long at = from; at < to; i++) {
      long stop = Math.min(to, i + 1 < starts.length ? starts[i + 1] : size);
      extents[i].map(at - starts[i], stop - starts[i], into);
      at = stop;
    }
  }

  /** What a user is told of it. */
  DiskLink description() {
    Descriptor descriptor = described.descriptor();
    Map<String, String> metadata = new LinkedHashMap<>();
    descriptor
        .entries()
        .forEach(
            (key, value) -> {
              if (!FIELDS.contains(key.toLowerCase(Locale.ROOT))) {
                metadata.put(key, value);
              }
            });
    String type = descriptor.createType();
    return new DiskLink(
        described.path(),
        type.isEmpty() ? "VMDK" : "VMDK " + type,
        size,
        descriptor.contentId(),
        descriptor.parentContentId(),
        descriptor.parentHint(),
        files,
        metadata,
        null);
  }
}
