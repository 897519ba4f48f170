package io.coldmount.fs.ntfs;

import io.coldmount.fs.Attributes;
import io.coldmount.fs.FileType;

/** What a node's attributes are made of. */
record Stat(
    FileType type,
    int permissions,
    int links,
    long userId,
    long groupId,
    long size,
    long allocated,
    int deviceMajor,
    int deviceMinor,
    StandardInformation information,
    int sequence) {

  Attributes attributes() {
    return new Attributes(
        type,
        permissions,
        links,
        userId,
        groupId,
        size,
        allocated,
        deviceMajor,
        deviceMinor,
        StandardInformation.instant(information.accessed()),
        StandardInformation.instant(information.modified()),
        StandardInformation.instant(information.changed()),
        StandardInformation.instant(information.created()),
        sequence,
        flags());
  }

  private int flags() {
    int attributes = information.attributes();
    return ((attributes & StandardInformation.COMPRESSED) != 0 ? Attributes.COMPRESSED : 0)
        | ((attributes & StandardInformation.ENCRYPTED) != 0 ? Attributes.ENCRYPTED : 0);
  }

  /** The same for a stream of the file. */
  Stat ofStream(long streamSize, long streamAllocated) {
    return new Stat(
        FileType.REGULAR,
        permissions,
        1,
        userId,
        groupId,
        streamSize,
        streamAllocated,
        0,
        0,
        information,
        sequence);
  }
}
