/** The ntfs driver. */
@NullMarked
package io.coldmount.fs.ntfs;

import org.jspecify.annotations.NullMarked;
