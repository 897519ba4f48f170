/**
 * VMware's virtual disks, after VMware's "Virtual Disk Format 5.0" (technical note, 2011) for the
 * descriptor and the hosted sparse extent, "Virtual Disk Format 1.1" (2007) for COWD, and, as
 * VMware has published nothing on it, QEMU's {@code block/vmdk.c} for seSparse. Inside the module
 * only.
 */
@NullMarked
package io.coldmount.diskset.vmdk;

import org.jspecify.annotations.NullMarked;
