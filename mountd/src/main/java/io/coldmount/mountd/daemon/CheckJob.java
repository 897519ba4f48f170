package io.coldmount.mountd.daemon;

import com.fasterxml.jackson.core.JsonGenerator;
import io.coldmount.block.ImageCache;
import io.coldmount.mountd.check.CheckCounts;
import io.coldmount.mountd.check.CheckLog;
import io.coldmount.mountd.check.GuestCheck;
import io.coldmount.mountd.check.Problem;
import java.io.IOException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A check of a disk set. */
final class CheckJob extends Job implements CheckLog {

  private final ImageCache cache;
  private final boolean data;
  private volatile @Nullable CheckCounts counts;

  /**
   * A check to come.
   *
   * @param data whether every byte of every file is read too
   */
  CheckJob(String id, OpenSet.Lease lease, Frontend frontend, ImageCache cache, boolean data) {
    super(id, lease, frontend);
    this.cache = cache;
    this.data = data;
  }

  @Override
  String type() {
    return "check";
  }

  @Override
  void work() {
    OpenSet set = lease().set();
    counts =
        new GuestCheck(set.request().options(set.rights(), cache), data, this)
            .check(lease().guest());
  }

  @Override
  public void problem(Problem problem) {
    finding(
        "problem",
        problem.kind().name().toLowerCase(Locale.ROOT),
        problem.where(),
        problem.detail());
    endIfCancelled();
  }

  @Override
  public void note(String where, String detail) {
    finding("note", "", where, detail);
    endIfCancelled();
  }

  @Override
  public void looking(CheckCounts now) {
    counts = now;
    endIfCancelled();
    progressed();
  }

  private void endIfCancelled() {
    if (isCancelled()) {
      throw new CancelledException();
    }
  }

  @Override
  void counts(JsonGenerator json) throws IOException {
    CheckCounts now = counts;
    if (now != null) {
      json.writeNumberField("links", now.links());
      json.writeNumberField("fileSystems", now.fileSystems());
      json.writeNumberField("folders", now.folders());
      json.writeNumberField("files", now.files());
      json.writeNumberField("dataBytes", now.dataBytes());
      json.writeNumberField("bytesRead", now.bytesRead());
      json.writeNumberField("problems", now.problems());
    }
  }
}
