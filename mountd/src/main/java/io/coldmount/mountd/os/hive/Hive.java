package io.coldmount.mountd.os.hive;

import io.coldmount.block.BlockSource;
import io.coldmount.block.CorruptException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** An open hive. May be used by many threads. */
public final class Hive {

  private final BaseBlock base;
  private final Cells cells;
  private final List<String> conditions;

  private Hive(BlockSource source, BaseBlock base, List<String> conditions) {
    this.base = base;
    this.cells = new Cells(source, base.binsSize());
    this.conditions = List.copyOf(conditions);
  }

  /**
   * Opens a hive.
   *
   * @param primary the hive file
   * @param logs its transaction logs as far as there are any; they are read if the hive is dirty
   * @throws CorruptException if it is no hive, and no log has a copy of its header
   */
  public static Hive open(BlockSource primary, List<BlockSource> logs) throws IOException {
    List<String> conditions = new ArrayList<>();
    BaseBlock base = null;
    CorruptException fault = null;
    try {
      base = base(primary);
    } catch (CorruptException e) {
      fault = e; // a log may have a copy of the header
    }
    if (base != null && !base.isDirty()) {
      return new Hive(primary, base, conditions);
    }
    Recovery.Recovered recovered = new Recovery(primary, base, conditions).recover(logs);
    if (recovered != null) {
      return new Hive(recovered.source(), recovered.base(), conditions);
    }
    if (fault != null) {
      throw fault;
    }
    conditions.add(
        "The hive was not written to its end, and no transaction log could be applied: values may"
            + " be missing or old.");
    return new Hive(primary, Objects.requireNonNull(base), conditions);
  }

  /** The hive's own base block. */
  private static BaseBlock base(BlockSource primary) throws IOException {
    BaseBlock base = BaseBlock.parse(primary.view(0, BaseBlock.SIZE));
    if (base.kind() != BaseBlock.Kind.PRIMARY) {
      throw new CorruptException(primary.name(), "this is a transaction log, not a registry hive");
    }
    return base;
  }

  /** What a user should know of its state, in full sentences; empty if it was written cleanly. */
  public List<String> conditions() {
    return conditions;
  }

  public HiveKey root() throws IOException {
    return HiveKey.at(cells, base.minorVersion(), base.rootCell());
  }

  /** The key at {@code path}, names parted by backslashes, or null. */
  public @Nullable HiveKey find(String path) throws IOException {
    return root().find(path);
  }
}
