package io.coldmount.mountd.host;

import io.coldmount.diskset.HostFile;
import io.coldmount.diskset.HostFiles;
import java.io.IOException;
import java.nio.file.Path;

/** Host files through the system's own calls. */
public final class NativeFiles implements HostFiles {

  @Override
  public HostFile open(Path file) throws IOException {
    return HostFiles.portable().open(file);
  }
}
