package io.coldmount.mountd.daemon;

import com.fasterxml.jackson.core.JsonGenerator;
import io.coldmount.mountd.scan.Scan;
import io.coldmount.mountd.scan.ScanEngine;
import io.coldmount.mountd.scan.ScanEngines;
import io.coldmount.mountd.scan.ScanHeader;
import io.coldmount.mountd.scan.ScanListener;
import io.coldmount.mountd.scan.ScanReport;
import io.coldmount.mountd.scan.ScanSettings;
import io.coldmount.mountd.scan.ScannedVolumes;
import io.coldmount.mountd.scan.Verdict;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** A scan for malware. What is infected or was not scanned are its findings. */
final class ScanJob extends Job implements ScanListener {

  private static final Path CLAMD = Path.of("/etc/clamav/clamd.conf");
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  /** The findings are the report, so the file of it goes nowhere. */
  private static final Path NO_REPORT = Path.of("/dev/null");

  private final String engine;
  private final ScanSettings settings;
  private final AtomicLong clean = new AtomicLong();
  private final AtomicLong infected = new AtomicLong();
  private final AtomicLong notScanned = new AtomicLong();
  private final AtomicLong bytes = new AtomicLong();

  ScanJob(String id, OpenSet.Lease lease, Frontend frontend, String engine, ScanSettings settings) {
    super(id, lease, frontend);
    this.engine = engine;
    this.settings = settings;
  }

  @Override
  String type() {
    return "scan";
  }

  @Override
  void work() throws IOException, InterruptedException {
    ScannedVolumes volumes =
        ScannedVolumes.of(lease().guest(), e -> frontend().failure(e).sentence());
    try (ScanEngine opened = new ScanEngines(CLAMD, PATIENCE).open(engine, volumes::mount);
        ScanReport report = ScanReport.begin(NO_REPORT, header(opened), this, null)) {
      volumes.tell(report);
      Scan.run(volumes.since(null), opened, settings, report);
    }
  }

  private ScanHeader header(ScanEngine opened) {
    return new ScanHeader(
        opened.description(), List.of(), List.of(), List.of(), settings.maxSize(), "");
  }

  @Override
  public void answer(String shown, Verdict verdict, long size) {
    bytes.addAndGet(size);
    switch (verdict) {
      case Verdict.Clean c -> clean.incrementAndGet();
      case Verdict.Infected i -> {
        infected.incrementAndGet();
        finding("problem", "infected", shown, i.signature());
      }
      case Verdict.NotScanned n -> {
        notScanned.incrementAndGet();
        finding("note", n.reason().word(), shown, n.detail());
      }
    }
    progressed();
  }

  @Override
  void counts(JsonGenerator json) throws IOException {
    json.writeNumberField("clean", clean.get());
    json.writeNumberField("infected", infected.get());
    json.writeNumberField("notScanned", notScanned.get());
    json.writeNumberField("bytes", bytes.get());
  }
}
