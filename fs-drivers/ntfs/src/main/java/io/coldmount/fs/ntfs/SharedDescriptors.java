package io.coldmount.fs.ntfs;

import io.coldmount.fs.Footprints;
import java.io.IOException;

/**
 * Which bytes of a volume hold the security descriptors that its files share. That the index leads
 * elsewhere in another state is no matter: what {@code $SDS} has there says its own number, and
 * Windows gives each number once.
 */
final class SharedDescriptors {

  private final SecurityDescriptors descriptors;
  private final Runs runs;
  private final int shift;

  private SharedDescriptors(SecurityDescriptors descriptors, Runs runs, int shift) {
    this.descriptors = descriptors;
    this.runs = runs;
    this.shift = shift;
  }

  static SharedDescriptors open(NtfsVolume volume) throws IOException {
    var runs = new Runs.Builder(volume.boot().clusterCount());
    for (FileRecord record : volume.inode(Reference.SECURE).records()) {
      for (AttributeRecord piece : record.attributes()) {
        if (piece.type() == AttributeType.DATA
            && piece.name().equals("$SDS")
            && piece.mapping() != null) {
          runs.add(piece);
        }
      }
    }
    return new SharedDescriptors(volume.securityDescriptors(), runs.build(), volume.clusterShift());
  }

  /** As {@link Footprints#of}; false also if there is no descriptor of that number. */
  boolean of(long id, Footprints.Sink sink) throws IOException {
    SecurityDescriptors.Place place = descriptors.place(id);
    if (place == null) {
      return false;
    }
    long end = place.offset() + place.size();
    // Ends: each turn leaves a run behind, or returns.
    for (long at = place.offset(); at < end; ) {
      int run = runs.find(at >> shift);
      if (run < 0 || runs.lcn(run) == Runs.HOLE) {
        return false;
      }
      long stop = Math.min(end, runs.end(run) << shift);
      long position = ((runs.lcn(run) - runs.vcn(run)) << shift) + at;
      if (!sink.range(position, stop - at)) {
        return false;
      }
      at = stop;
    }
    return true;
  }
}
