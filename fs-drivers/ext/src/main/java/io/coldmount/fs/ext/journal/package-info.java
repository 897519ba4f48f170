/**
 * Recovery of a jbd2 journal without writing: the blocks of complete transactions are laid over the
 * volume in memory.
 *
 * <p>{@link io.coldmount.fs.ext.journal.JournalReplay} goes over the log in the three passes of the
 * kernel's recovery: it finds the end of the log, collects the revoke records, and maps each block
 * to the place in the journal that holds its newest copy. No block is kept in memory: {@link
 * io.coldmount.fs.ext.journal.JournalOverlay} reads the copies from the journal when they are asked
 * for. A journal that cannot be replayed, or only in part, gives a finding, never an error: what
 * the volume holds can still be shown.
 */
@NullMarked
package io.coldmount.fs.ext.journal;

import org.jspecify.annotations.NullMarked;
