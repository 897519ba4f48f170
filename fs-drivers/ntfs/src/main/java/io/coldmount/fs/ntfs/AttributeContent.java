package io.coldmount.fs.ntfs;

import io.coldmount.block.BlockSource;
import io.coldmount.block.ByteView;
import io.coldmount.block.UnavailableException;
import io.coldmount.block.UnsupportedException;
import java.io.IOException;

/** Finds the way in which the value of an attribute is stored. */
final class AttributeContent {

  private static final int LZNT1 = 1;

  private AttributeContent() {}

  static Content open(NtfsVolume volume, long record, Attribute attribute) throws IOException {
    BlockSource source = volume.source();
    AttributeRecord first = attribute.first();
    var what = new Subject(first.type(), record);
    if (first.isEncrypted()) {
      return new UnreadableContent(
          first.size(),
          () ->
              new UnavailableException(
                  volume.name(),
                  UnavailableException.Reason.ENCRYPTED_FOR_USERS,
                  what + " is encrypted by the guest (EFS), and its keys are not here"));
    }
    ByteView value = first.value();
    if (value != null) {
      return new ResidentContent(
          value.bytes(0, value.length()), source, volume.mft().place(record));
    }
    Runs runs = attribute.runs(volume.boot().clusterCount());
    int shift = volume.clusterShift();
    if (!first.isCompressed()) {
      return new RunContent(source, shift, runs, first.size(), first.initialised(), what);
    }
    int method = first.flags() & AttributeRecord.COMPRESSION_MASK;
    if (method != LZNT1) {
      return new UnreadableContent(
          first.size(),
          () ->
              new UnsupportedException(
                  volume.name(), "compression method " + method + " of " + what));
    }
    return new Lznt1Content(
        source,
        shift,
        runs,
        first.size(),
        first.initialised(),
        first.compressionUnit(),
        what,
        volume.chunkCache());
  }
}
