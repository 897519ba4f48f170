package io.coldmount.mountd.restore;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Passes each sentence on once. */
final class Notes {

  /** A guest can make up any number of attribute names. */
  private static final int MOST = 200;

  private final Set<String> said = ConcurrentHashMap.newKeySet();
  private final RestoreLog log;

  Notes(RestoreLog log) {
    this.log = log;
  }

  void add(String sentence) {
    if (said.size() < MOST && said.add(sentence)) {
      log.noted(sentence);
    }
  }
}
