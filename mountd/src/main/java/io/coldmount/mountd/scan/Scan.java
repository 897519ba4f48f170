package io.coldmount.mountd.scan;

import io.coldmount.fs.FileName;
import io.coldmount.fs.FileSystem;
import io.coldmount.fs.FileType;
import io.coldmount.fs.Node;
import io.coldmount.mountd.restore.GuestWalk;
import io.coldmount.mountd.restore.RestoreLog;
import io.coldmount.mountd.restore.RestoreSource;
import io.coldmount.mountd.scan.ScanEngine.EngineGoneException;
import io.coldmount.mountd.scan.SharedVerdicts.Shared;
import io.coldmount.mountd.scan.Verdict.NotScanned;
import io.coldmount.mountd.scan.Verdict.Reason;
import java.io.IOException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One scan of a guest: a walk over its volumes hands files to the engine, and every answer goes
 * into the report.
 */
public final class Scan {

  private record HardLink(FileSystem fileSystem, long id) {}

  private final ScanSettings settings;
  private final ScanEngine engine;
  private final ScanReport report;
  private final SharedVerdicts shared = new SharedVerdicts();
  private final ScanWorkers workers;

  private Scan(ScanSettings settings, ScanEngine engine, ScanReport report, ScanWorkers workers) {
    this.settings = settings;
    this.engine = engine;
    this.report = report;
    this.workers = workers;
  }

  /**
   * Scans {@code volumes}.
   *
   * @param report takes the answers, and knows those of an earlier run that was broken off
   * @throws EngineGoneException if the engine died; the report holds what it had said
   * @throws IOException if the report cannot be written
   */
  public static void run(
      List<ScanVolume> volumes, ScanEngine engine, ScanSettings settings, ScanReport report)
      throws IOException, InterruptedException {
    try (ScanWorkers workers = new ScanWorkers(engine, settings.jobs(), report)) {
      Scan scan = new Scan(settings, engine, report, workers);
      for (ScanVolume volume : volumes) {
        scan.volume(volume);
      }
      workers.finish();
    }
    report.check();
  }

  /**
   * Scans one file and its streams.
   *
   * @param path from the volume's root
   */
  public static void file(
      ScanVolume volume,
      FileName path,
      Node node,
      ScanEngine engine,
      ScanSettings settings,
      ScanReport report)
      throws IOException, InterruptedException {
    byte[] bytes = path.bytes();
    FileName below =
        FileName.of(Arrays.copyOfRange(bytes, Math.min(1, bytes.length), bytes.length));
    var found =
        new GuestWalk.Found(
            below, List.of(), volume.fileSystem(), node, node.attributes(), path.toString());
    try (ScanWorkers workers = new ScanWorkers(engine, 1, report)) {
      new Scan(settings, engine, report, workers).found(volume, null, found);
      workers.finish();
    }
    report.check();
  }

  private void volume(ScanVolume volume) throws IOException, InterruptedException {
    FileSystem before = volume.before();
    Unchanged unchanged = before == null ? null : new Unchanged(before, volume.fileSystem());
    GuestWalk walk =
        new GuestWalk(
            settings.selection(),
            new WalkLog(volume.name()),
            found -> {
              found(volume, unchanged, found);
              return !workers.ended();
            });
    String top = volume.name() + ":";
    walk.walk(
        List.of(new RestoreSource(volume.fileSystem(), volume.fileSystem().root(), null, top)));
  }

  /** What the walk cannot read was not scanned. */
  private final class WalkLog implements RestoreLog {
    private final String volume;

    WalkLog(String volume) {
      this.volume = volume;
    }

    @Override
    public void failed(String source, String reason) {
      tell(source, new NotScanned(Reason.DAMAGED, reason));
    }

    @Override
    public void failed(String source, IOException thrown) {
      tell(source, ScanTarget.unreadable(thrown));
    }

    private void tell(String source, NotScanned why) {
      String path = source.substring(Math.min(source.length(), volume.length() + 1));
      report.unreadable(volume, path, why);
    }

    @Override
    public void done(String source, String target, FileType type, long bytes, How how) {}

    @Override
    public void noted(String sentence) {}

    @Override
    public void progress(long bytes) {}
  }

  private void found(ScanVolume volume, @Nullable Unchanged unchanged, GuestWalk.Found found)
      throws InterruptedException {
    FileName path = path(found.path(), null);
    if (unchanged != null) {
      if (found.attributes().type() == FileType.DIRECTORY) {
        unchanged.enter(path, found.node());
      } else {
        unchanged.file(found.path(), found.node());
      }
    }
    if (found.attributes().type() == FileType.REGULAR) {
      ScanTarget file =
          new ScanTarget(
              volume.name(),
              path,
              found.node(),
              found.attributes().size(),
              found.attributes().modified(),
              false);
      Object link =
          found.attributes().linkCount() > 1
              ? new HardLink(found.fileSystem(), found.node().id())
              : null;
      take(file, link, unchanged != null && unchanged.content(file.node(), file.size()));
    }
    streams(volume.name(), unchanged, found, path);
  }

  private void streams(
      String volume, @Nullable Unchanged unchanged, GuestWalk.Found found, FileName path)
      throws InterruptedException {
    Instant modified = found.attributes().modified();
    try {
      for (Node.Stream stream : found.node().streams()) {
        Node content = found.node().stream(stream.name());
        if (content != null) {
          FileName name = path(found.path(), stream.name());
          boolean same =
              unchanged != null && unchanged.stream(stream.name(), content, stream.size());
          take(new ScanTarget(volume, name, content, stream.size(), modified, true), null, same);
        }
      }
    } catch (IOException e) {
      report.unreadable(volume, path + " (its streams)", ScanTarget.unreadable(e));
    }
  }

  private static FileName path(FileName path, @Nullable FileName stream) {
    int length = 1 + path.length();
    byte[] bytes = new byte[stream == null ? length : length + 1 + stream.length()];
    bytes[0] = '/';
    path.copyTo(bytes, 1);
    if (stream != null) {
      bytes[length] = ':';
      stream.copyTo(bytes, length + 1);
    }
    return FileName.of(bytes);
  }

  private void take(ScanTarget target, @Nullable Object hardLink, boolean same)
      throws InterruptedException {
    if (report.knows(target, same)) {
      return;
    }
    if (target.size() == 0) {
      report.answer(target, new Verdict.Clean(), "");
    } else if (target.size() > settings.maxSize()) {
      String detail = "it has " + target.size() + " bytes, over --max-size";
      report.answer(target, new NotScanned(Reason.MAX_SIZE, detail), "");
    } else if (target.size() > engine.limit()) {
      String detail =
          "it has "
              + target.size()
              + " bytes, and the engine looks at no more than "
              + engine.limit();
      report.answer(target, new NotScanned(Reason.ENGINE_LIMIT, detail), "");
    } else {
      share(target, hardLink);
    }
  }

  private void share(ScanTarget target, @Nullable Object hardLink) throws InterruptedException {
    Object key = hardLink;
    if (key == null && settings.shareContent()) {
      key = ContentKey.of(target.node(), target.size());
    }
    Shared known = key == null ? null : shared.find(key);
    if (known != null) {
      known.whenKnown(verdict -> report.answer(target, verdict, known.first()));
    } else {
      workers.submit(target, key == null ? null : shared.add(key, target.shown()));
    }
  }
}
