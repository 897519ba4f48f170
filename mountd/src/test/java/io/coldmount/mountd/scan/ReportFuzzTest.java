package io.coldmount.mountd.scan;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** Whatever stands in a report, it is read or refused, and with a parser as without. */
final class ReportFuzzTest {

  private static final String HEADER =
      "{\"record\":\"scan\",\"version\":1,\"engine\":\"clamd: 1\",\"disks\":[]}\n";

  @FuzzTest
  void everyReportIsReadOrRefused(byte[] data) {
    read(new String(data, StandardCharsets.UTF_8));
    read(HEADER + new String(data, StandardCharsets.UTF_8));
  }

  private static void read(String text) {
    var bytes = new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    try (var lines = new ReportLines(bytes)) {
      ReportReader.read(
          Path.of("report"),
          lines,
          (file, line) -> {
            if (file.key().isEmpty()) {
              throw new AssertionError(line);
            }
            byte[] raw = line.getBytes(StandardCharsets.UTF_8);
            PlainLine plain = PlainLine.parse(raw, 0, raw.length);
            if (plain != null
                && !(file.verdict() instanceof Verdict.Clean
                    && plain.equals(new PlainLine(file.volume(), file.name())))) {
              throw new AssertionError("it is read in two ways: " + line);
            }
          });
    } catch (IOException refused) {
      if (refused.getMessage() == null) {
        throw new AssertionError("refused without a reason", refused);
      }
    }
  }
}
