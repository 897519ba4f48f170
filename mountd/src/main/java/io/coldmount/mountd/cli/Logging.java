package io.coldmount.mountd.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.rolling.FixedWindowRollingPolicy;
import ch.qos.logback.core.rolling.RollingFileAppender;
import ch.qos.logback.core.rolling.SizeBasedTriggeringPolicy;
import ch.qos.logback.core.util.FileSize;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.slf4j.LoggerFactory;

/** Where the log goes: to standard error while a command runs, to a file once it is a daemon. */
final class Logging {

  private static final FileSize MAXIMUM = FileSize.valueOf("8MB");
  private static final String PATTERN = "%d{ISO8601} [%property{PID}] %-5level %logger{0}: %msg%n";

  private Logging() {}

  /** Logs in detail. */
  static void detailed() {
    ch.qos.logback.classic.Logger root = root();
    root.setLevel(Level.DEBUG);
  }

  /** Logs what a service does. */
  static void informing() {
    ch.qos.logback.classic.Logger root = root();
    if (root.getLevel() != Level.DEBUG) {
      root.setLevel(Level.INFO);
    }
  }

  private static ch.qos.logback.classic.Logger root() {
    LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
    return context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
  }

  /**
   * The log of daemons: {@code /var/log/coldmount.log} for root, for others {@code
   * coldmount/coldmount.log} in {@code $XDG_STATE_HOME} or {@code ~/.local/state}.
   */
  static Path file() {
    if (System.getProperty("user.name", "").equals("root")) {
      return Path.of("/var/log/coldmount.log");
    }
    String state = System.getenv("XDG_STATE_HOME");
    Path base =
        state == null || state.isEmpty() ? Path.of(home(), ".local", "state") : Path.of(state);
    return base.resolve("coldmount").resolve("coldmount.log");
  }

  private static String home() {
    String home = System.getenv("HOME");
    return home == null || home.isEmpty() ? System.getProperty("user.home", "/") : home;
  }

  /** Sends the log to {@link #file()} from now on; where that cannot be written, to nowhere. */
  static void toFile() {
    ch.qos.logback.classic.Logger root = root();
    root.detachAndStopAllAppenders();
    if (root.getLevel() != Level.DEBUG) {
      root.setLevel(Level.INFO);
    }
    Path file = file();
    try {
      Files.createDirectories(file.getParent());
    } catch (IOException e) {
      return; // a daemon without a log still serves
    }
    root.addAppender(appender(root.getLoggerContext(), file));
  }

  private static RollingFileAppender<ILoggingEvent> appender(LoggerContext context, Path file) {
    context.putProperty("PID", Long.toString(ProcessHandle.current().pid()));
    var encoder = new PatternLayoutEncoder();
    encoder.setContext(context);
    encoder.setPattern(PATTERN);
    encoder.start();
    var appender = new RollingFileAppender<ILoggingEvent>();
    appender.setContext(context);
    appender.setFile(file.toString());
    appender.setEncoder(encoder);
    var older = new FixedWindowRollingPolicy();
    older.setContext(context);
    older.setParent(appender);
    older.setFileNamePattern(file + ".%i");
    older.setMaxIndex(1);
    older.start();
    var trigger = new SizeBasedTriggeringPolicy<ILoggingEvent>();
    trigger.setContext(context);
    trigger.setMaxFileSize(MAXIMUM);
    trigger.start();
    appender.setRollingPolicy(older);
    appender.setTriggeringPolicy(trigger);
    appender.start();
    return appender;
  }
}
