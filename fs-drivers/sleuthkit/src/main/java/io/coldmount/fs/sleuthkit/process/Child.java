package io.coldmount.fs.sleuthkit.process;

import io.coldmount.fs.sleuthkit.child.ChildMain;
import io.coldmount.fs.sleuthkit.child.Frames;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A child process, and the frames to and from it. One thread at a time talks to it. */
final class Child {

  /** The virtual machine's own options: small, quick to start, and silent when it dies. */
  private static final List<String> OPTIONS =
      List.of(
          "-XX:+UseSerialGC",
          "-Xmx48m",
          "-Xss1m",
          "-XX:TieredStopAtLevel=1",
          "-XX:-UseDynamicNumberOfCompilerThreads",
          "-XX:ReservedCodeCacheSize=24m",
          "-XX:CompressedClassSpaceSize=48m",
          "-XX:-UsePerfData",
          "-XX:-CreateCoredumpOnCrash",
          "-XX:+SuppressFatalErrorMessage",
          "-Xlog:disable",
          "--enable-native-access=ALL-UNNAMED",
          "--sun-misc-unsafe-memory-access=allow");

  private static final int HEADER = 5;

  /** A busy host may take this long to start a Java. */
  private static final long START_SECONDS = 60;

  private final Process process;
  private final InputStream in;
  private final OutputStream out;
  private final Watch watch;

  Child(Process process) {
    this.process = process;
    this.in = process.getInputStream();
    this.out = process.getOutputStream();
    this.watch = new Watch(process, TimeUnit.SECONDS.toNanos(START_SECONDS));
  }

  /**
   * A frame.
   *
   * @param content what follows the type
   */
  record Frame(byte type, ByteBuffer content) {}

  /** Starts a process, which will say whether it is ready. */
  static Child start() throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(OPTIONS);
    String library = System.getProperty(ChildMain.LIBRARY_PROPERTY);
    if (library != null) {
      command.add("-D" + ChildMain.LIBRARY_PROPERTY + "=" + library);
    }
    command.add("-cp");
    command.add(
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")));
    command.add(ChildMain.class.getName());
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.directory(new File("/"));
    Map<String, String> environment = builder.environment();
    environment.clear();
    environment.put("TZ", "UTC"); // FAT keeps local times, which libtsk takes as those of TZ
    environment.put("LC_ALL", "C.UTF-8");
    builder.redirectError(ProcessBuilder.Redirect.DISCARD);
    return new Child(builder.start());
  }

  long pid() {
    return process.pid();
  }

  /** How long it may be silent, now that it has started. */
  void limit(long seconds) {
    watch.limit(TimeUnit.SECONDS.toNanos(seconds));
  }

  void send(byte type, ByteBuffer content) throws IOException {
    ByteBuffer frame = ByteBuffer.allocate(HEADER + content.remaining());
    frame.putInt(content.remaining() + 1).put(type).put(content);
    watch.begin(); // it may not take the bytes that it has asked for
    out.write(frame.array());
    out.flush();
  }

  /** The next frame. */
  Frame receive() throws IOException {
    byte[] header = in.readNBytes(HEADER);
    int length = header.length == HEADER ? ByteBuffer.wrap(header).getInt() - 1 : -1;
    if (length < 0 || length > Frames.MAXIMUM + Frames.HEADER) {
      throw died();
    }
    byte[] content = in.readNBytes(length);
    watch.end();
    if (content.length != length) {
      throw died();
    }
    return new Frame(header[4], ByteBuffer.wrap(content));
  }

  /** Why it is of no use any more; it is ended. */
  IOException died() {
    boolean late = watch.isLate();
    end();
    return new IOException(
        late ? "libtsk did not answer in time" : "libtsk's process died" + how());
  }

  private String how() {
    try {
      if (!process.waitFor(1, TimeUnit.SECONDS)) {
        return "";
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "";
    }
    int code = process.exitValue();
    return code > 128 ? " (signal " + (code - 128) + ")" : " (exit code " + code + ")";
  }

  /** Ends the process, whatever it does. */
  void end() {
    watch.stop();
    process.destroyForcibly();
  }

  static String text(ByteBuffer bytes) {
    return StandardCharsets.UTF_8.decode(bytes).toString();
  }
}
