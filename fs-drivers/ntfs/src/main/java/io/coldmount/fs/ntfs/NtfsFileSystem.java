package io.coldmount.fs.ntfs;

import io.coldmount.fs.FileSystem;
import io.coldmount.fs.Footprints;
import io.coldmount.fs.Node;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An open NTFS volume. */
final class NtfsFileSystem implements FileSystem {

  private static final int NAME_MAXIMUM = 255 * 3;

  private final NtfsVolume volume;
  private final String label;
  private final List<Condition> conditions;
  private volatile @Nullable Statistics statistics;

  NtfsFileSystem(NtfsVolume volume, String label, List<Condition> conditions) {
    this.volume = volume;
    this.label = label;
    this.conditions = List.copyOf(conditions);
  }

  @Override
  public String format() {
    return NtfsDriver.NAME;
  }

  @Override
  public String label() {
    return label;
  }

  @Override
  public String uuid() {
    return NtfsDriver.uuid(volume.boot());
  }

  @Override
  public List<Condition> conditions() {
    return conditions;
  }

  /** Counts the bits of $Bitmap and of the table's bitmap at the first call. */
  @Override
  public Statistics statistics() throws IOException {
    Statistics known = statistics;
    if (known == null) {
      known = count();
      statistics = known;
    }
    return known;
  }

  private Statistics count() throws IOException {
    long clusters = volume.boot().clusterCount();
    Content bitmap = volume.content(volume.inode(Reference.BITMAP), AttributeType.DATA, "");
    long free = bitmap == null ? 0 : ClusterBitmap.zeros(bitmap, clusters);
    long records = volume.mft().count();
    Content used = volume.content(volume.inode(Reference.MFT), AttributeType.BITMAP, "");
    long unused = used == null ? 0 : ClusterBitmap.zeros(used, records);
    // A record is made from free clusters where the table has none left.
    long more = free * volume.boot().clusterSize() / volume.boot().recordSize();
    return new Statistics(
        volume.boot().clusterSize(),
        clusters,
        free,
        free,
        records + more,
        unused + more,
        NAME_MAXIMUM);
  }

  @Override
  public Node root() throws IOException {
    return volume.node(Reference.ROOT);
  }

  @Override
  public Node node(long id) throws IOException {
    return volume.nodeById(id);
  }

  @Override
  public Footprints footprints() {
    return new NtfsFootprints(volume);
  }

  @Override
  public void close() {
    volume.close();
  }
}
