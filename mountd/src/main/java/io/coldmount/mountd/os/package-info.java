/**
 * Which operating systems are on a guest's disks, found without starting them.
 *
 * <p>{@link io.coldmount.mountd.os.GuestSystem#find} looks at every file system: a root of Linux,
 * of FreeBSD or of macOS is known by its files, Windows by its registry. A system says where its
 * volumes stand ({@code /home}, {@code C:}), and {@link io.coldmount.mountd.os.GuestLayout} makes
 * the tree of it. All of it is what the guest wrote, so it is bounded, and what contradicts itself
 * becomes a finding: nothing stands outside of the tree.
 */
@NullMarked
package io.coldmount.mountd.os;

import org.jspecify.annotations.NullMarked;
