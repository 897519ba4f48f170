package io.coldmount.fs.ntfs;

import io.coldmount.block.ByteView;
import io.coldmount.block.ImageException;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A security identifier. Layout: [MS-DTYP] section 2.4.2.2; of the descriptor, 2.4.6.
 *
 * @param authority of 48 bits
 */
record Sid(int revision, long authority, List<Long> subAuthorities) {

  private static final int MAXIMUM_SUB_AUTHORITIES = 15;

  static Sid parse(ByteView b) throws ImageException {
    int revision = b.u8(0);
    int subAuthorityCount = b.u8(1);
    b.require(
        subAuthorityCount <= MAXIMUM_SUB_AUTHORITIES,
        "the number of sub-authorities of a SID",
        1,
        subAuthorityCount);
    long identifierAuthority = ((long) b.u16be(2) << 32) | b.u32be(4);
    Long[] subAuthority = new Long[subAuthorityCount];
    for (int i = 0; i < subAuthorityCount; i++) {
      subAuthority[i] = b.u32le(8 + 4 * i);
    }
    return new Sid(revision, identifierAuthority, List.of(subAuthority));
  }

  /** The owner that a self-relative security descriptor names. */
  static Sid ownerOf(ByteView descriptor) throws ImageException {
    long offsetOwner = descriptor.u32le(4);
    descriptor.require(
        offsetOwner >= 20 && offsetOwner < descriptor.length(),
        "the offset of the owner of a security descriptor",
        4,
        offsetOwner);
    return parse(descriptor.from((int) offsetOwner));
  }

  /** As Windows writes it: {@code S-1-5-32-544}. */
  @Override
  public String toString() {
    String top =
        authority < 1L << 32
            ? Long.toString(authority)
            : "0x" + java.util.HexFormat.of().toHexDigits(authority, 12);
    return subAuthorities.stream()
        .map(s -> "-" + s)
        .collect(Collectors.joining("", "S-" + revision + "-" + top, ""));
  }
}
