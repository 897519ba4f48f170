/**
 * What one mount shows: one file system, or a folder for each of several.
 *
 * <p>A node of the mount has a number that follows from the image alone, so nothing is remembered
 * between two requests, and a daemon that was started again understands the numbers of the old one.
 */
@NullMarked
package io.coldmount.mountd.tree;

import org.jspecify.annotations.NullMarked;
