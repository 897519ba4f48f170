package io.coldmount.mountd.daemon;

import com.fasterxml.jackson.core.JsonGenerator;
import io.coldmount.fs.FileSystem;
import io.coldmount.mountd.guest.Content;
import io.coldmount.mountd.guest.GuestVolume;
import io.coldmount.mountd.scan.GuestMount;
import io.coldmount.mountd.scan.Scan;
import io.coldmount.mountd.scan.ScanEngine;
import io.coldmount.mountd.scan.ScanEngines;
import io.coldmount.mountd.scan.ScanHeader;
import io.coldmount.mountd.scan.ScanListener;
import io.coldmount.mountd.scan.ScanReport;
import io.coldmount.mountd.scan.ScanSettings;
import io.coldmount.mountd.scan.ScanVolume;
import io.coldmount.mountd.scan.Verdict;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

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
    SequencedMap<String, FileSystem> shown = new LinkedHashMap<>();
    for (GuestVolume volume : lease().guest().volumes()) {
      String why = add(volume, shown);
      if (why != null) {
        answer(volume.name() + ":", new Verdict.NotScanned(Verdict.Reason.UNSUPPORTED, why), 0);
      }
    }
    String image = lease().set().request().disks().getFirst().toString();
    try (ScanEngine opened =
            new ScanEngines(CLAMD, PATIENCE).open(engine, () -> GuestMount.of(shown, image));
        ScanReport report = ScanReport.begin(NO_REPORT, header(opened), this, null)) {
      List<ScanVolume> volumes = new ArrayList<>();
      shown.forEach((name, fileSystem) -> volumes.add(new ScanVolume(name, fileSystem, null)));
      Scan.run(volumes, opened, settings, report);
    }
  }

  private ScanHeader header(ScanEngine opened) {
    return new ScanHeader(
        opened.description(), List.of(), List.of(), List.of(), settings.maxSize(), "");
  }

  /** Why the volume is not scanned although it may hold files, or null. */
  private @Nullable String add(GuestVolume volume, SequencedMap<String, FileSystem> shown) {
    return switch (volume.content()) {
      case Content.Known known -> {
        try {
          shown.put(volume.name(), volume.fileSystem());
          yield null;
        } catch (IOException e) {
          yield frontend().failure(e).sentence();
        }
      }
      case Content.Empty() -> null;
      case Content.Foreign foreign when foreign.format().startsWith("sw") -> null; // swap space
      case Content.Foreign foreign -> "it " + volume.whyNot();
      case Content.Damaged damaged -> "it " + volume.whyNot();
      case Content.Unknown() -> "it " + volume.whyNot();
      case Content.Unreadable(IOException cause) -> frontend().failure(cause).sentence();
    };
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
