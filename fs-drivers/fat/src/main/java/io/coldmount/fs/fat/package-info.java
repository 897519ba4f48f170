/** The fat driver. */
@NullMarked
package io.coldmount.fs.fat;

import org.jspecify.annotations.NullMarked;
