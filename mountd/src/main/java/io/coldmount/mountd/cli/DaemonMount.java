package io.coldmount.mountd.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.coldmount.mountd.daemon.ApiException;
import io.coldmount.mountd.daemon.ControlPlace;
import io.coldmount.mountd.daemon.Daemon;
import io.coldmount.mountd.daemon.DaemonClient;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A mount in the background by a daemon: one that is there, or this process, which becomes the
 * user's daemon once it has mounted. So the first mount is as quick as one without a daemon.
 */
final class DaemonMount {

  /** How this process ends when it was only to ask a daemon, and none has mounted. */
  static final int NOBODY = 75;

  /** Set by the launcher: "true" for a process that may stay, "ask" for one that may not. */
  private static final String BACKGROUND = System.getProperty("coldmount.background", "");

  private static final Logger LOG = LoggerFactory.getLogger(DaemonMount.class);

  /** A daemon that was started on demand stays so long when it has nothing to do. */
  private static final Duration IDLE = Duration.ofSeconds(60);

  /** How long one that begins may take. */
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final Shell shell;
  private final Detachment detachment;
  private final MountCommand command;

  DaemonMount(Shell shell, Detachment detachment, MountCommand command) {
    this.shell = shell;
    this.detachment = detachment;
    this.command = command;
  }

  /** Mounts; false if there is no daemon and can be none, so that nothing was done. */
  boolean done() throws IOException, CommandException, InterruptedException {
    if (BACKGROUND.isEmpty()) {
      return false; // only the launcher's mounts in the background outlive their command
    }
    Optional<ControlPlace> own = ControlPlace.ofUser();
    if (own.isPresent() && asked(own.get())) {
      return true;
    }
    if (asked(ControlPlace.ofSystem())) {
      return true;
    }
    return !onlyAsks() && own.isPresent() && become(own.get());
  }

  /** Whether this process may only ask a daemon: it starts quicker for that. */
  static boolean onlyAsks() {
    return BACKGROUND.equals("ask");
  }

  private boolean asked(ControlPlace place) throws IOException, CommandException {
    Optional<DaemonClient> found = DaemonClient.connect(place.socket());
    if (found.isEmpty()) {
      return false;
    }
    try (DaemonClient client = found.get()) {
      DaemonClient.Reply reply = client.mount(request());
      if (reply.status() == 0) {
        return false; // it ended just now
      }
      reply.warnings().forEach(shell::warn);
      if (reply.status() != 201) {
        throw new CommandException(DaemonFrontend.exit(reply.code()), reply.detail());
      }
      return true;
    }
  }

  private boolean become(ControlPlace place)
      throws IOException, CommandException, InterruptedException {
    Optional<Daemon> made;
    try {
      made = Daemon.make(place, new DaemonFrontend(shell.drivers()), IDLE, Successor.ofUser(IDLE));
    } catch (IOException e) {
      LOG.info("there is no daemon: {}", e.toString());
      return false;
    }
    if (made.isEmpty()) {
      return awaited(place);
    }
    try (Daemon daemon = made.get()) {
      daemon.mount(request()).forEach(shell::warn);
      daemon.listen(); // the next mount may follow at once
      detachment.detach();
      daemon.serve(() -> {});
    } catch (ApiException e) {
      throw new CommandException(DaemonFrontend.exit(e.code().word()), e.sentence());
    }
    return true;
  }

  /** Another process becomes the daemon just now. */
  private boolean awaited(ControlPlace place)
      throws IOException, CommandException, InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (System.nanoTime() - deadline < 0) {
      if (asked(place)) {
        return true;
      }
      Thread.sleep(20);
    }
    return false;
  }

  private byte[] request() throws IOException {
    var bytes = new ByteArrayOutputStream();
    try (JsonGenerator json = new JsonFactory().createGenerator(bytes)) {
      json.writeStartObject();
      List<Path> paths = command.paths;
      Json.strings(json, "disks", texts(paths.subList(0, paths.size() - 1)));
      json.writeStringField("mountpoint", shell.path(paths.getLast()).toString());
      Json.strings(json, "search", texts(command.arguments.search));
      json.writeBooleanField("forceParent", command.arguments.forceParent);
      json.writeObjectFieldStart("devices");
      for (var device : command.arguments.devices.entrySet()) {
        json.writeStringField(device.getKey(), shell.path(device.getValue()).toString());
      }
      json.writeEndObject();
      if (command.arguments.driver != null) {
        json.writeStringField("driver", command.arguments.driver);
      }
      Json.strings(json, "volumes", command.volumes);
      json.writeStringField("layout", command.layout.name());
      Json.strings(json, "options", command.options);
      json.writeEndObject();
    }
    return bytes.toByteArray();
  }

  private List<String> texts(List<Path> paths) {
    List<String> texts = new ArrayList<>();
    paths.forEach(path -> texts.add(shell.path(path).toString()));
    return texts;
  }
}
