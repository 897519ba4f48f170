/**
 * Files of a guest brought out of its disk ({@link io.coldmount.mountd.restore.Restore}).
 *
 * <p>All that a guest says is hostile: names, links, the shape of its folders. What is written is
 * written relative to descriptors of folders that were opened without following links, so that
 * nothing lands outside the target whatever the guest contains and whatever stands there. Every
 * file is written under a temporary name and renamed when it is complete.
 *
 * <p>One thread walks the guest's folders and makes them, workers fill the files. A folder gets its
 * owner, mode and times when the last thing below it is done. What fails, fails alone: it is told
 * to the {@link io.coldmount.mountd.restore.RestoreLog}, and the rest goes on.
 */
@NullMarked
package io.coldmount.mountd.restore;

import org.jspecify.annotations.NullMarked;
