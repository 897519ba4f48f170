package io.coldmount.mountd.scan;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** Whatever stands in a report, it is read or refused. */
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
    try (var lines = new BufferedReader(new InputStreamReader(bytes, StandardCharsets.UTF_8))) {
      ReportReader.read(
          Path.of("report"),
          lines,
          (file, line) -> {
            if (file.key().isEmpty()) {
              throw new AssertionError(line);
            }
          });
    } catch (IOException refused) {
      if (refused.getMessage() == null) {
        throw new AssertionError("refused without a reason", refused);
      }
    }
  }
}
