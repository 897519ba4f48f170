package io.coldmount.partitions;

import io.coldmount.block.BlockSource;

/**
 * A part of a disk that can hold a file system.
 *
 * @param id the name users type: {@code p1}, {@code p5}; {@code disk} for a disk without a
 *     partition table
 * @param content its bytes; for an entry that reaches over the end of the disk, as many as there
 *     are
 * @param offset where it begins on the disk, in bytes
 * @param length in bytes as the table says, which can be more than {@code content} has
 * @param type the partition type: {@code 0x83}, or a GUID in lower case; empty if there is none
 * @param typeName what that type is called, or empty if unknown
 * @param label the name the table gives it, or empty
 * @param uuid the identity the guest's PARTUUID= uses, or empty
 * @param bootable the active flag of MBR, or the legacy boot attribute of GPT
 */
public record Volume(
    String id,
    BlockSource content,
    long offset,
    long length,
    String type,
    String typeName,
    String label,
    String uuid,
    boolean bootable) {}
