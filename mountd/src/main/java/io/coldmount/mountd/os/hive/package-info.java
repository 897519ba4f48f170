/**
 * A bounded, read-only reader of Windows registry hives.
 *
 * <p>Format: Maxim Suhanov, "Windows registry file format specification" ("the regf specification"
 * below). A {@link io.coldmount.mountd.os.hive.Hive} is opened with its transaction logs: where it
 * was not written to its end, the logs are laid over it in memory, as Windows does it at the next
 * start. Keys and values are read when they are asked for; a damaged one fails alone.
 */
@NullMarked
package io.coldmount.mountd.os.hive;

import org.jspecify.annotations.NullMarked;
