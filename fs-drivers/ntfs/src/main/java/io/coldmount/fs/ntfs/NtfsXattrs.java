package io.coldmount.fs.ntfs;

import io.coldmount.block.ByteView;
import io.coldmount.fs.FileName;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The extended attributes of one file, under the names and in the forms of ntfs-3g: its streams as
 * {@code user.} attributes, and what Windows keeps of it as {@code system.ntfs_} attributes, which
 * are not listed.
 */
final class NtfsXattrs {

  /** The largest value of an attribute in Linux; longer streams are no attributes. */
  private static final int VALUE_MAXIMUM = 64 << 10;

  private static final String SYSTEM = "system.ntfs_";
  private static final String USER = "user.";
  private static final String STREAMS = "ntfs.streams.list";
  private static final String EFS = "user.ntfs.efsinfo";
  private static final String OWNER = "user.coldmount.owner_sid";

  /** What Windows keeps of a file and nothing else here tells. */
  static final List<FileName> UNLISTED =
      List.of(FileName.of(SYSTEM + "acl"), FileName.of(SYSTEM + "ea"));

  private final NtfsVolume volume;
  private final NtfsNode node;

  NtfsXattrs(NtfsVolume volume, NtfsNode node) {
    this.volume = volume;
    this.node = node;
  }

  /** Turns away at no cost the names that the kernel asks for by itself. */
  static boolean mayExist(FileName name) {
    int length = name.length();
    return length > 5 && (name.at(0) == 'u' || name.at(0) == 'n' || name.at(1) == 'y');
  }

  List<FileName> names() throws IOException {
    List<FileName> names = new ArrayList<>();
    if (showsStreams()) {
      for (var stream : node.streams()) {
        if (stream.size() <= VALUE_MAXIMUM) {
          names.add(FileName.of(USER + stream.name()));
        }
      }
    }
    return names;
  }

  private boolean showsStreams() {
    return volume.settings().streams() == Settings.Streams.XATTR;
  }

  byte @Nullable [] value(FileName name) throws IOException {
    String text = name.toString();
    if (text.startsWith(SYSTEM)) {
      return system(text.substring(SYSTEM.length()));
    }
    byte[] known =
        switch (text) {
          case STREAMS -> streamList();
          case EFS -> efsInfo();
          case OWNER -> ownerSid();
          default -> null;
        };
    return known == null && text.startsWith(USER) && showsStreams() ? stream(name) : known;
  }

  private byte @Nullable [] stream(FileName name) throws IOException {
    byte[] full = name.bytes();
    byte[] own = java.util.Arrays.copyOfRange(full, USER.length(), full.length);
    StreamNode stream = new NamedStreams(volume, node).find(FileName.of(own));
    if (stream == null || stream.stat().size() > VALUE_MAXIMUM) {
      return null;
    }
    ByteBuffer value = ByteBuffer.allocate((int) stream.stat().size());
    stream.read(0, value);
    return value.array();
  }

  private byte @Nullable [] system(String name) throws IOException {
    StandardInformation information = node.stat().information();
    return switch (name) {
      case "attrib" -> number(ByteOrder.nativeOrder(), attributes(information));
      case "attrib_be" -> number(ByteOrder.BIG_ENDIAN, attributes(information));
      case "times" -> times(ByteOrder.nativeOrder(), information);
      case "times_be" -> times(ByteOrder.BIG_ENDIAN, information);
      case "crtime" -> time(ByteOrder.nativeOrder(), information.created());
      case "crtime_be" -> time(ByteOrder.BIG_ENDIAN, information.created());
      case "acl" -> descriptor();
      case "efsinfo" -> efsInfo();
      case "reparse_data" -> attribute(AttributeType.REPARSE_POINT);
      case "object_id" -> {
        byte[] id = attribute(AttributeType.OBJECT_ID);
        yield id == null ? null : volume.fullObjectId(id);
      }
      case "ea" -> attribute(AttributeType.EA);
      case "dos_name" -> dosName();
      default -> null;
    };
  }

  private byte @Nullable [] attribute(int type) throws IOException {
    return volume.value(volume.inode(node.number()), type, "", VALUE_MAXIMUM);
  }

  private byte @Nullable [] efsInfo() throws IOException {
    return volume.value(
        volume.inode(node.number()), AttributeType.LOGGED_UTILITY_STREAM, "$EFS", VALUE_MAXIMUM);
  }

  /** The attributes as Windows shows them. */
  private int attributes(StandardInformation information) throws IOException {
    int attributes = information.attributes() & ~StandardInformation.DIRECTORY;
    if (volume.inode(node.number()).base().isDirectory()) {
      attributes |= StandardInformation.DIRECTORY;
    }
    return attributes == 0 ? StandardInformation.NORMAL : attributes;
  }

  private static byte[] number(ByteOrder order, int value) {
    return ByteBuffer.allocate(4).order(order).putInt(value).array();
  }

  private static byte[] time(ByteOrder order, long value) {
    return ByteBuffer.allocate(8).order(order).putLong(value).array();
  }

  private static byte[] times(ByteOrder order, StandardInformation information) {
    return ByteBuffer.allocate(32)
        .order(order)
        .putLong(information.created())
        .putLong(information.modified())
        .putLong(information.accessed())
        .putLong(information.changed())
        .array();
  }

  private byte @Nullable [] dosName() throws IOException {
    for (AttributeRecord attribute : volume.inode(node.number()).firsts(AttributeType.FILE_NAME)) {
      ByteView value = attribute.value();
      FileNameAttribute name = value == null ? null : FileNameAttribute.parse(value);
      if (name != null && name.isForDos()) {
        return Utf16.fileName(name.name()).bytes();
      }
    }
    return null;
  }

  private byte[] streamList() throws IOException {
    var list = new ByteArrayOutputStream();
    for (var stream : node.streams()) {
      list.writeBytes(stream.name().bytes());
      list.write(0);
    }
    return list.toByteArray();
  }

  private byte @Nullable [] descriptor() throws IOException {
    Inode inode = volume.inode(node.number());
    byte[] own = volume.value(inode, AttributeType.SECURITY_DESCRIPTOR, "", VALUE_MAXIMUM);
    long id = node.stat().information().securityId();
    return own != null || id == 0 ? own : volume.securityDescriptors().find(id);
  }

  private byte @Nullable [] ownerSid() throws IOException {
    byte[] descriptor = descriptor();
    return descriptor == null
        ? null
        : Sid.ownerOf(new ByteView(volume.name(), 0, descriptor))
            .toString()
            .getBytes(StandardCharsets.US_ASCII);
  }
}
