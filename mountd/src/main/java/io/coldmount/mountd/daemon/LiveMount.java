package io.coldmount.mountd.daemon;

import com.fasterxml.jackson.core.JsonGenerator;
import io.coldmount.mountd.fuse.FuseMount;
import io.coldmount.mountd.tree.MountTree;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A mount that is there.
 *
 * @param temporary whether its disks were opened for it alone
 * @param body a request that makes it again, after the daemon was killed
 */
@SuppressWarnings("ArrayRecordComponent") // nobody compares them
record LiveMount(
    String id,
    OpenSet.Lease lease,
    boolean temporary,
    FuseMount fuse,
    MountTree tree,
    byte[] body,
    Instant since,
    List<String> warnings,
    AtomicBoolean over)
    implements Owned {

  @Override
  public Caller owner() {
    return lease.set().owner();
  }

  void write(JsonGenerator json) throws IOException {
    json.writeStringField("id", id);
    json.writeNumberField("owner", owner().uid());
    json.writeStringField("mountpoint", fuse.mountpoint().toString());
    json.writeStringField("diskSet", lease.set().id());
    json.writeArrayFieldStart("files");
    for (Path disk : lease.set().request().disks()) {
      json.writeString(disk.toString());
    }
    json.writeEndArray();
    json.writeStringField("since", since.toString());
    json.writeArrayFieldStart("warnings");
    for (String warning : warnings) {
      json.writeString(warning);
    }
    json.writeEndArray();
  }
}
