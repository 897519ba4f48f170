package io.coldmount.mountd.restore;

import io.coldmount.block.BlockSource;
import io.coldmount.fs.FileSystem;
import io.coldmount.fs.Footprints;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Tells which nodes of a volume are the same at two links of a chain, by the bytes they are made
 * of: neither tree need be compared there. For one thread.
 */
public final class SameNodes {

  private final @Nullable Footprints after;
  private final @Nullable SameBytes same;

  private SameNodes(@Nullable Footprints after, @Nullable SameBytes same) {
    this.after = after;
    this.same = same;
  }

  /** Compares {@code after} with {@code before}, the same volume at an older link. */
  public static SameNodes of(FileSystem before, FileSystem after) {
    Footprints old = before.footprints();
    Footprints now = after.footprints();
    if (old == null || now == null) {
      return unknown();
    }
    BlockSource left = old.volume();
    BlockSource right = now.volume();
    try {
      return left.size() == right.size() && now.isComparable(old)
          ? new SameNodes(now, new SameBytes(left, right))
          : unknown();
    } catch (IOException e) {
      return unknown(); // whoever needs what cannot be read says so
    }
  }

  /** Tells of no node that it is the same. */
  static SameNodes unknown() {
    return new SameNodes(null, null);
  }

  /**
   * Whether the node {@code id} is the same at both links, with all that belongs to it but the
   * nodes that a directory names; false also where that cannot be told.
   */
  public boolean contains(long id) {
    if (after == null || same == null) {
      return false;
    }
    try {
      return after.of(id, same::in);
    } catch (IOException e) {
      return false; // whoever compares them says what is wrong
    }
  }
}
