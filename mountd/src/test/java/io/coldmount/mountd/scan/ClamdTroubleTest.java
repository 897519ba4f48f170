package io.coldmount.mountd.scan;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.coldmount.mountd.restore.MemoryFileSystem;
import io.coldmount.mountd.restore.Selection;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of the files that clamd has when it breaks off, or answers strangely. */
@Timeout(60)
final class ClamdTroubleTest {

  private static final int FILES = 300;

  @TempDir Path folder;

  private final MemoryFileSystem guest = new MemoryFileSystem();
  private final List<String> answers = new ArrayList<>();

  /** Answers the request of that number on a connection, which may close it. */
  private interface Script {
    void answer(SocketChannel connection, int session, int number) throws IOException;
  }

  private static void say(SocketChannel connection, String text) throws IOException {
    connection.write(ByteBuffer.wrap((text + "\0").getBytes(US_ASCII)));
  }

  /** Serves one connection; the descriptors are lost on the way, and nobody misses them. */
  private static void serve(SocketChannel connection, int session, Script script) {
    try (connection) {
      ByteBuffer bytes = ByteBuffer.allocate(1);
      StringBuilder command = new StringBuilder();
      int number = 0;
      while (connection.read(bytes.clear()) > 0) {
        if (bytes.get(0) != 0) {
          command.append((char) bytes.get(0));
          continue;
        }
        switch (command.toString()) {
          case "zVERSION" -> say(connection, "ClamAV 1.4.0");
          case "zFILDES" -> script.answer(connection, session, ++number);
          default -> {} // IDSESSION, and the NUL that a descriptor comes with
        }
        command.setLength(0);
      }
    } catch (IOException e) {
      // the client has gone, or the script has closed it
    }
  }

  private ScanTotals scan(Script script) throws Exception {
    for (int i = 0; i < FILES; i++) {
      guest.root().file("f" + i, "x".repeat(i + 1));
    }
    Path socket = folder.resolve("socket");
    try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      server.bind(UnixDomainSocketAddress.of(socket));
      Thread.ofVirtual().start(() -> accept(server, script));
      try (ScanEngine engine =
              new ClamdEngine(socket.toString(), folder.resolve("none"), Duration.ofSeconds(20));
          ScanReport report =
              ScanReport.begin(
                  folder.resolve("report"),
                  new ScanHeader(engine.description(), List.of(), List.of(), List.of(), 9, ""),
                  (shown, verdict, bytes) -> answers.add(shown + " " + verdict),
                  null)) {
        var settings = new ScanSettings(Selection.ALL, Long.MAX_VALUE, 1, false);
        Scan.run(List.of(new ScanVolume("p1", guest, null)), engine, settings, report);
        return report.totals();
      }
    }
  }

  private static void accept(ServerSocketChannel server, Script script) {
    int sessions = 0;
    try {
      while (true) {
        SocketChannel connection = server.accept();
        int session = sessions++; // of which the first asks for the version
        Thread.ofVirtual().start(() -> serve(connection, session, script));
      }
    } catch (IOException e) {
      // closed: the test is over
    }
  }

  private void everyFileHasOneAnswer() {
    assertThat(answers).hasSize(FILES);
    assertThat(new TreeSet<>(answers.stream().map(line -> line.split(" ", 2)[0]).toList()))
        .hasSize(FILES);
  }

  @Test
  void answersThatComeInAnotherOrderAreThoseOfTheirFiles() throws Exception {
    ScanTotals totals =
        scan(
            (connection, session, number) -> {
              if (number % 2 == 0) { // in pairs, the later one first
                say(connection, number + ": fd[9]: Even FOUND");
                say(connection, number - 1 + ": fd[9]: OK");
              }
            });
    everyFileHasOneAnswer();
    assertThat(totals.infected()).isEqualTo(FILES / 2);
    for (int i = 0; i < FILES; i++) { // the only session was given them in this order
      Verdict verdict = i % 2 == 1 ? new Verdict.Infected("Even") : new Verdict.Clean();
      assertThat(answers).contains("p1:/f" + i + " " + verdict);
    }
  }

  @Test
  void filesThatClamdHasWhenItClosesTheConnectionArePassedAgain() throws Exception {
    ScanTotals totals =
        scan(
            (connection, session, number) -> {
              if (session == 1 && number == 10) {
                connection.shutdownInput(); // and so closes it: of ten files, most have no answer
              } else if (session > 1 || number % 3 == 0) {
                say(connection, number + ": fd[9]: OK");
              }
            });
    everyFileHasOneAnswer();
    assertThat(totals.clean()).isEqualTo(FILES);
  }

  @Test
  void lackOfMemoryOfOneFileIsNoAnswerForTheOthers() throws Exception {
    ScanTotals totals =
        scan(
            (connection, session, number) ->
                say(
                    connection,
                    session == 1 && number == 30
                        ? number + ": fd[9]: Can't allocate memory ERROR"
                        : number + ": fd[9]: OK"));
    everyFileHasOneAnswer();
    assertThat(totals.clean()).isEqualTo(FILES);
  }

  @Test
  void anAnswerToARequestThatWasNotMadeIsNobodysVerdict() throws Exception {
    ScanTotals totals =
        scan(
            (connection, session, number) ->
                say(connection, (session == 1 ? number + 1000 : number) + ": fd[9]: OK"));
    everyFileHasOneAnswer();
    assertThat(totals.clean()).isEqualTo(FILES);
    assertThat(totals.notScanned()).isZero();
  }
}
