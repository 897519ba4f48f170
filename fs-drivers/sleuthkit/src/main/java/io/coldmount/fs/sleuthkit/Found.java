package io.coldmount.fs.sleuthkit;

import io.coldmount.fs.FileSystemDriver.Probe;

/**
 * A file system that a signature shows.
 *
 * @param format its family
 */
record Found(Format format, Probe probe) {

  static Found of(Format format, String name, String label, String uuid) {
    return new Found(format, new Probe(name, label, uuid));
  }
}
