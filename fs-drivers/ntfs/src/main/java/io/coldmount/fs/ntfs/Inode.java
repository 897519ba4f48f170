package io.coldmount.fs.ntfs;

import io.coldmount.block.BlockSource;
import io.coldmount.block.ByteView;
import io.coldmount.block.CorruptException;
import io.coldmount.block.ImageException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A base record with the attributes of its extension records, which are read as they are asked for.
 * For one thread, and for a short while: it holds on to parts of the table.
 */
final class Inode {

  private final Mft mft;
  private final BlockSource source;
  private final FileRecord base;
  private final @Nullable AttributeList list;
  private @Nullable Map<Long, FileRecord> extensions;

  private Inode(Mft mft, BlockSource source, FileRecord base, @Nullable AttributeList list) {
    this.mft = mft;
    this.source = source;
    this.base = base;
    this.list = list;
  }

  /**
   * @throws NoSuchFileException if record {@code number} is not the base record of a file in use
   */
  static Inode load(Mft mft, BlockSource source, BootSector boot, long number) throws IOException {
    FileRecord base = mft.record(number);
    if (!base.inUse() || !base.isBase()) {
      throw new NoSuchFileException(
          source.name(), null, "MFT record " + number + " is not that of a file");
    }
    AttributeRecord list = base.find(AttributeType.ATTRIBUTE_LIST, "");
    return new Inode(mft, source, base, list == null ? null : list(source, boot, number, list));
  }

  static AttributeList list(
      BlockSource source, BootSector boot, long number, AttributeRecord attribute)
      throws IOException {
    ByteView value = attribute.value();
    if (value != null) {
      return AttributeList.parse(value);
    }
    var runs = new Runs.Builder(boot.clusterCount()).add(attribute).build();
    var what = new Subject(AttributeType.ATTRIBUTE_LIST, number);
    var content =
        new RunContent(
            source,
            Integer.numberOfTrailingZeros(boot.clusterSize()),
            runs,
            attribute.size(),
            attribute.initialised(),
            what);
    byte[] bytes = content.all(source.name(), what, AttributeList.MAXIMUM);
    return AttributeList.parse(new ByteView(source.name(), content.place(0), bytes));
  }

  /** The attribute that {@code entry} says {@code record} holds. */
  static AttributeRecord piece(BlockSource source, FileRecord record, AttributeList.Entry entry)
      throws CorruptException {
    for (AttributeRecord attribute : record.attributes()) {
      if (attribute.id() == entry.id()
          && attribute.lowestVcn() == entry.lowestVcn()
          && attribute.is(entry.type(), entry.name())) {
        return attribute;
      }
    }
    throw new CorruptException(
        source.name(),
        "MFT record "
            + record.number()
            + " does not hold the "
            + AttributeType.name(entry.type())
            + " that an attribute list says it holds");
  }

  FileRecord base() {
    return base;
  }

  /** Whether reading attributes may mean reading more records. */
  boolean hasList() {
    return list != null;
  }

  /** The attribute of that type and name, or null. */
  @Nullable Attribute find(int type, String name) throws IOException {
    if (list == null) {
      AttributeRecord only = base.find(type, name);
      return only == null ? null : whole(List.of(only));
    }
    List<AttributeRecord> pieces = new ArrayList<>();
    for (AttributeList.Entry entry : list.entries()) {
      if (entry.type() == type && entry.name().equals(name)) {
        pieces.add(piece(entry));
      }
    }
    return pieces.isEmpty() ? null : whole(pieces);
  }

  /** The piece of the attribute that has its sizes, or null. */
  @Nullable AttributeRecord findFirst(int type, String name) throws IOException {
    if (list == null) {
      return base.find(type, name);
    }
    for (AttributeList.Entry entry : list.entries()) {
      if (entry.type() == type && entry.lowestVcn() == 0 && entry.name().equals(name)) {
        return piece(entry);
      }
    }
    return null;
  }

  /** The first pieces of all attributes of a type, in the order of the records. */
  List<AttributeRecord> firsts(int type) throws IOException {
    List<AttributeRecord> found = new ArrayList<>(2);
    if (list == null) {
      for (AttributeRecord attribute : base.attributes()) {
        if (attribute.type() == type) {
          found.add(attribute);
        }
      }
      if (base.isDamagedBefore(type)) {
        throw base.damageFound();
      }
    } else {
      for (AttributeList.Entry entry : list.entries()) {
        if (entry.type() == type && entry.lowestVcn() == 0) {
          found.add(piece(entry));
        }
      }
    }
    return found;
  }

  /** The base record, and every other that the attribute list names. */
  List<FileRecord> records() throws IOException {
    List<FileRecord> records = new ArrayList<>(1);
    records.add(base);
    if (list != null) {
      for (AttributeList.Entry entry : list.entries()) {
        holder(entry.reference());
      }
      records.addAll(extensions().values());
    }
    return records;
  }

  private Attribute whole(List<AttributeRecord> pieces) throws ImageException {
    AttributeRecord first = pieces.getFirst();
    if (first.lowestVcn() != 0 || (first.isResident() && pieces.size() > 1)) {
      throw new CorruptException(
          source.name(),
          "the pieces of "
              + AttributeType.name(first.type())
              + " of MFT record "
              + base.number()
              + " do not fit together");
    }
    return new Attribute(pieces);
  }

  private AttributeRecord piece(AttributeList.Entry entry) throws IOException {
    return piece(source, holder(entry.reference()), entry);
  }

  private FileRecord holder(long reference) throws IOException {
    long number = Reference.number(reference);
    if (number == base.number()) {
      return base;
    }
    FileRecord known = extensions().get(number);
    if (known == null) {
      known = extension(reference);
      extensions().put(number, known);
    }
    return known;
  }

  /** Made when it is needed: few files have any. */
  private Map<Long, FileRecord> extensions() {
    Map<Long, FileRecord> known = extensions;
    if (known == null) {
      known = new HashMap<>();
      extensions = known;
    }
    return known;
  }

  private FileRecord extension(long reference) throws IOException {
    FileRecord record;
    try {
      record = mft.record(Reference.number(reference));
    } catch (NoSuchFileException e) {
      throw new CorruptException(
          source.name(),
          "the attribute list of MFT record " + base.number() + " is wrong: " + e.getReason());
    }
    int sequence = Reference.sequence(reference);
    if (!record.inUse()
        || Reference.number(record.baseReference()) != base.number()
        || (sequence != 0 && record.sequence() != sequence)) {
      throw new CorruptException(
          source.name(),
          "MFT record "
              + record.number()
              + " does not extend record "
              + base.number()
              + ", whose attribute list names it");
    }
    return record;
  }
}
