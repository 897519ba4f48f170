package io.coldmount.diskset.vmdk;

/**
 * By what a child knows its parent: VMware's content ID or, in a disk of VirtualBox, which leaves
 * that empty, the UUID of the parent's image.
 *
 * @param capacity of the child in bytes, as its extents add up; tells namesakes apart
 */
record Expected(String id, boolean byUuid, long capacity) {

  /** The content ID of ESX for a new disk that was never written: many disks have it. */
  private static final String COMMON = "fffffffe";

  static Expected of(Descriptor child) {
    long capacity = child.extents().stream().mapToLong(ExtentLine::length).sum();
    return child.parentContentId().isEmpty()
        ? new Expected(virtualBoxParent(child), true, capacity)
        : new Expected(child.parentContentId(), false, capacity);
  }

  /** Whether {@code descriptor} says that there is a parent. */
  static boolean parentOf(Descriptor descriptor) {
    return !descriptor.parentContentId().isEmpty() || !virtualBoxParent(descriptor).isEmpty();
  }

  private static String virtualBoxParent(Descriptor child) {
    String uuid = child.value("ddb.uuid.parent");
    return uuid.chars().allMatch(c -> c == '0' || c == '-') ? "" : uuid;
  }

  boolean matches(Descriptor parent) {
    return shownFrom(parent).equalsIgnoreCase(id);
  }

  /** Whether {@code parent}, whose name tells nothing, can be meant. */
  boolean fits(Descriptor parent) {
    return matches(parent)
        && !id.equals(COMMON)
        && parent.extents().stream().mapToLong(ExtentLine::length).sum() == capacity;
  }

  /** The parent's side of the comparison. */
  String shownFrom(Descriptor parent) {
    return byUuid ? parent.value("ddb.uuid.image") : parent.contentId();
  }
}
