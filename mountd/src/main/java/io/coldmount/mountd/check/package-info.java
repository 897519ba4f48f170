/**
 * Looks at everything a guest's disks say of themselves and collects the contradictions: the runs
 * of every link of a chain, the partition table, and in each file system every folder, file and
 * extended attribute. Nothing is written, and one fault never ends the look at the rest.
 */
@NullMarked
package io.coldmount.mountd.check;

import org.jspecify.annotations.NullMarked;
