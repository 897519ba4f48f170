/** The ext driver. */
@NullMarked
package io.coldmount.fs.ext;

import org.jspecify.annotations.NullMarked;
