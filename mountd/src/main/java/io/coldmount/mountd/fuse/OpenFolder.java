package io.coldmount.mountd.fuse;

import java.nio.file.Path;

/**
 * A folder that was opened to be mounted on, for a user. The mount goes where the descriptor is,
 * whatever becomes of the path.
 *
 * @param descriptor opened with {@code O_PATH}; who opened it closes it, after the mount
 * @param path where it was then
 * @param userId who may enter the mount and end it
 * @param groupId likewise
 */
public record OpenFolder(int descriptor, Path path, long userId, long groupId) {}
