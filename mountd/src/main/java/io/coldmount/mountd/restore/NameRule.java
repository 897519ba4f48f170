package io.coldmount.mountd.restore;

import io.coldmount.fs.FileName;
import java.util.Set;

/**
 * Which entries of one folder are told apart. An archive takes no name twice: were a link followed
 * by a folder of its name, whoever unpacks it could write through the link.
 */
enum NameRule {
  /** All entries are taken, also those of one name. */
  ANY,
  /** Names of other bytes are other names. */
  DISTINCT,
  /** So they are if Windows tells them apart. */
  DISTINCT_ON_WINDOWS;

  /** Adds {@code name} to those {@code taken} in its folder, or refuses it. */
  void claim(FileName name, Set<Object> taken) throws RefusedException {
    switch (this) {
      case ANY -> {}
      case DISTINCT -> {
        if (!taken.add(name)) {
          throw new RefusedException("an entry of that name is in the archive already");
        }
      }
      case DISTINCT_ON_WINDOWS -> {
        if (!taken.add(WindowsName.key(WindowsName.of(name.toString())))) {
          throw new RefusedException(
              "Windows takes its name " + name + " for that of another entry of the same folder");
        }
      }
    }
  }
}
