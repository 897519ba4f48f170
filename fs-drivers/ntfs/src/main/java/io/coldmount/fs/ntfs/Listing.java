package io.coldmount.fs.ntfs;

import io.coldmount.block.ByteView;
import io.coldmount.block.CorruptException;
import io.coldmount.block.ImageException;
import io.coldmount.fs.DirectorySink;
import io.coldmount.fs.FileName;
import io.coldmount.fs.FileType;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import org.jspecify.annotations.Nullable;

/** Gives the entries of a directory that a user is to see to a sink. For one listing. */
final class Listing implements Directory.Visitor {

  /** The flag of a name whose file is a directory: that it has an index. */
  private static final int IS_DIRECTORY = 0x10000000;

  private final NtfsVolume volume;
  private final boolean ofRoot;
  private final DirectorySink sink;
  private @Nullable CorruptException damage;
  private boolean stopped;

  Listing(NtfsVolume volume, boolean ofRoot, DirectorySink sink) {
    this.volume = volume;
    this.ofRoot = ofRoot;
    this.sink = sink;
  }

  @Override
  public boolean entry(long reference, byte[] bytes, int key, long next) throws IOException {
    long number = Reference.number(reference);
    if (ofRoot && isHiddenInRoot(number)) {
      return true;
    }
    FileName name = Directory.name(bytes, key);
    if (!name.isEntryName() || number > NodeId.MAXIMUM_RECORD) {
      note(name, number);
      return true;
    }
    var view = new ByteView(volume.name(), 0, bytes);
    int flags = view.i32le(key + FileNameAttribute.FLAGS);
    boolean plain = (flags & (StandardInformation.REPARSE_POINT | StandardInformation.SYSTEM)) == 0;
    if (!plain && volume.settings().links() == Settings.Links.HIDE && isLink(number)) {
      return true;
    }
    FileType type = type(flags, view.i32le(key + FileNameAttribute.REPARSE_TAG));
    stopped = !sink.entry(new DirectorySink.Entry(name, NodeId.of(number), type, next));
    return !stopped;
  }

  private boolean isHiddenInRoot(long number) {
    return number == Reference.ROOT
        || (number < Reference.FIRST_USER && !volume.settings().showSystemFiles());
  }

  private void note(FileName name, long number) {
    var problem =
        new CorruptException(
            volume.name(),
            "a directory entry cannot be shown: its name is «"
                + name
                + "», its MFT record "
                + number);
    damage = damage == null ? problem : damage;
    sink.damaged(problem);
  }

  @Override
  public void damaged(CorruptException problem) {
    sink.damaged(problem);
  }

  private boolean isLink(long number) throws IOException {
    try {
      return volume.node(number).stat().type() == FileType.SYMBOLIC_LINK;
    } catch (ImageException | NoSuchFileException theNodeSaysSoWhenItIsAskedFor) {
      return false;
    }
  }

  private static @Nullable FileType type(int flags, int tag) {
    boolean directory = (flags & IS_DIRECTORY) != 0;
    if ((flags & StandardInformation.REPARSE_POINT) != 0) {
      return switch (tag) {
        case ReparsePoint.SYMLINK, ReparsePoint.MOUNT_POINT, ReparsePoint.LX_SYMLINK ->
            FileType.SYMBOLIC_LINK;
        case ReparsePoint.WOF -> FileType.REGULAR;
        default -> null;
      };
    }
    if (directory) {
      return FileType.DIRECTORY;
    }
    return (flags & StandardInformation.SYSTEM) != 0 ? null : FileType.REGULAR;
  }

  /** Throws what could not be shown, now that everything else was. */
  void finish() throws CorruptException {
    if (damage != null && !stopped) {
      throw damage;
    }
  }
}
