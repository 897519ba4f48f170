package io.coldmount.fs.ntfs;

import io.coldmount.block.ByteView;
import io.coldmount.block.CorruptException;
import io.coldmount.block.ImageException;
import io.coldmount.fs.FileName;
import io.coldmount.fs.FileType;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes a {@link NtfsNode} of what an inode says. For one node. */
final class NodeLoader {

  private static final int ALL = 0777;
  private static final int SOME_BLOCKS = 512;

  private final NtfsVolume volume;
  private final Inode inode;
  private final long number;
  private final StandardInformation information;
  private final @Nullable ReparsePoint reparse;

  private FileType type;
  private int major;
  private int minor;
  private long size;
  private long allocated;
  private @Nullable FileName target;
  private @Nullable Content data;

  private NodeLoader(NtfsVolume volume, Inode inode) throws IOException {
    this.volume = volume;
    this.inode = inode;
    this.number = inode.base().number();
    this.information = information(inode, volume.name());
    this.reparse = reparse(volume, inode, information);
    this.type = inode.base().isDirectory() ? FileType.DIRECTORY : FileType.REGULAR;
  }

  static NtfsNode load(NtfsVolume volume, long number) throws IOException {
    return new NodeLoader(volume, volume.inode(number)).node();
  }

  static StandardInformation information(Inode inode, String source) throws IOException {
    AttributeRecord attribute = inode.findFirst(AttributeType.STANDARD_INFORMATION, "");
    ByteView value = attribute == null ? null : attribute.value();
    if (value == null) {
      throw new CorruptException(
          source, "MFT record " + inode.base().number() + " has no $STANDARD_INFORMATION");
    }
    return StandardInformation.parse(value);
  }

  static @Nullable ReparsePoint reparse(
      NtfsVolume volume, Inode inode, StandardInformation information) throws IOException {
    if ((information.attributes() & StandardInformation.REPARSE_POINT) == 0) {
      return null;
    }
    byte[] value = volume.value(inode, AttributeType.REPARSE_POINT, "", ReparsePoint.MAXIMUM);
    if (value == null) {
      // Without it, nobody can tell whether the file's own bytes are its data.
      throw new CorruptException(
          volume.name(),
          "MFT record " + inode.base().number() + " is marked as a reparse point, but has none");
    }
    return ReparsePoint.parse(new ByteView(volume.name(), 0, value));
  }

  private NtfsNode node() throws IOException {
    sizes();
    if (reparse != null) {
      reparseType(reparse);
    } else if (type == FileType.REGULAR
        && (information.attributes() & StandardInformation.SYSTEM) != 0
        && number >= Reference.FIRST_USER) {
      specialFile();
    }
    var ownership = new Ownership(extendedAttributes());
    if (type == FileType.CHARACTER_DEVICE || type == FileType.BLOCK_DEVICE) {
      ownership.device(this::device);
    }
    var stat =
        new Stat(
            type,
            ownership.permissions(ALL),
            links(),
            ownership.user(),
            ownership.group(),
            size,
            allocated,
            major,
            minor,
            information,
            inode.base().sequence());
    int tag = reparse == null ? 0 : reparse.tag();
    return new NtfsNode(volume, number, stat, tag, target, data);
  }

  private void device(int deviceMajor, int deviceMinor) {
    major = deviceMajor;
    minor = deviceMinor;
  }

  private ExtendedAttributes extendedAttributes() throws IOException {
    byte[] value = volume.value(inode, AttributeType.EA, "", ExtendedAttributes.MAXIMUM);
    return value == null
        ? ExtendedAttributes.NONE
        : ExtendedAttributes.parse(new ByteView(volume.name(), 0, value));
  }

  private void sizes() throws IOException {
    boolean directory = type == FileType.DIRECTORY;
    AttributeRecord first =
        directory
            ? inode.findFirst(AttributeType.INDEX_ALLOCATION, Index.OF_NAMES)
            : inode.findFirst(AttributeType.DATA, "");
    if (first == null) {
      return;
    }
    size = first.size();
    allocated = new Attribute(List.of(first)).allocated();
    // Runs in other records, and those of compressed files, are read when the data are.
    if (!directory && !inode.hasList() && reparse == null) {
      data = FileData.open(volume, inode, null, information);
    }
  }

  private void reparseType(ReparsePoint point) throws IOException {
    if (point.isLink()) {
      link(LinkTarget.of(point));
      return;
    }
    switch (point.tag()) {
      case ReparsePoint.AF_UNIX -> type = FileType.SOCKET;
      case ReparsePoint.LX_FIFO -> type = FileType.FIFO;
      case ReparsePoint.LX_CHR -> type = FileType.CHARACTER_DEVICE;
      case ReparsePoint.LX_BLK -> type = FileType.BLOCK_DEVICE;
      case ReparsePoint.WOF -> {
        AttributeRecord packed = inode.findFirst(AttributeType.DATA, FileData.WOF_STREAM);
        if (packed != null) {
          allocated += new Attribute(List.of(packed)).allocated();
        }
      }
      default -> {}
    }
    if (type == FileType.REGULAR && size > 0 && FileData.isElsewhere(point.tag(), information)) {
      // tar takes a file without blocks for a hole, and archives zeros without reading it.
      allocated = Math.max(allocated, SOME_BLOCKS);
    }
  }

  private void specialFile() throws IOException {
    if (size > SpecialFile.MAXIMUM
        || (information.attributes() & StandardInformation.ENCRYPTED) != 0) {
      return;
    }
    byte[] content = volume.value(inode, AttributeType.DATA, "", SpecialFile.MAXIMUM);
    boolean hidden = (information.attributes() & StandardInformation.HIDDEN) != 0;
    SpecialFile special =
        content == null ? null : SpecialFile.parse(new ByteView(volume.name(), 0, content), hidden);
    if (special == null) {
      return;
    }
    type = special.type();
    major = special.major();
    minor = special.minor();
    size = 0;
    if (special.target() != null) {
      link(special.target());
    }
  }

  private void link(LinkTarget where) throws IOException {
    type = FileType.SYMBOLIC_LINK;
    target =
        volume.settings().links() == Settings.Links.RAW
            ? where.raw()
            : where.inside(Parents.depth(volume, inode));
    size = target.length();
    data = null;
  }

  /** The names without those of DOS, which no directory lists; a directory has but one. */
  private int links() throws IOException {
    if (inode.base().isDirectory()) {
      return 1;
    }
    int names = 0;
    for (AttributeRecord name : inode.firsts(AttributeType.FILE_NAME)) {
      ByteView value = name.value();
      if (value != null && !FileNameAttribute.isDos(value)) {
        names++;
      }
    }
    return Math.max(1, names);
  }

  /** What the Windows subsystem for Linux keeps of owners and modes. */
  private record Ownership(ExtendedAttributes attributes) {

    interface Device {
      void is(int major, int minor);
    }

    long user() throws ImageException {
      Long id = attributes.number("$LXUID");
      return id == null ? 0 : id;
    }

    long group() throws ImageException {
      Long id = attributes.number("$LXGID");
      return id == null ? 0 : id;
    }

    int permissions(int otherwise) throws ImageException {
      Long mode = attributes.number("$LXMOD");
      return mode == null ? otherwise : (int) (mode & 07777);
    }

    void device(Device device) throws ImageException {
      ByteView value = attributes.values().get("$LXDEV");
      if (value != null && value.length() >= 8) {
        device.is(value.i32le(0), value.i32le(4));
      }
    }
  }
}
