package io.coldmount.mountd.restore;

import io.coldmount.fs.FileName;
import io.coldmount.fs.FileSystem;
import io.coldmount.fs.Node;
import org.jspecify.annotations.Nullable;

/**
 * A file or tree to be taken out of a guest.
 *
 * @param name what it is to be called in the target, or null for a folder whose entries go into the
 *     target itself
 * @param shown its place in the guest, as {@code p1:/etc}
 */
public record RestoreSource(
    FileSystem fileSystem, Node node, @Nullable FileName name, String shown) {}
