/** Volumes: the ranges and mappings of a disk's bytes that hold file systems. */
@NullMarked
package io.coldmount.partitions;

import org.jspecify.annotations.NullMarked;
