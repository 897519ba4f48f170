package io.coldmount.mountd.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import io.coldmount.fs.FileName;
import io.coldmount.fs.Node;
import io.coldmount.mountd.daemon.ApiException;
import io.coldmount.mountd.daemon.Frontend;
import io.coldmount.mountd.daemon.ProblemCode;
import io.coldmount.mountd.fuse.MountOptions;
import io.coldmount.mountd.guest.Drivers;
import io.coldmount.mountd.guest.Guest;
import io.coldmount.mountd.guest.GuestDisk;
import io.coldmount.mountd.guest.GuestVolume;
import io.coldmount.mountd.tree.MountTree;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The daemon says and understands what the commands do. */
record DaemonFrontend(Drivers drivers) implements Frontend {

  private static final String PREFIX = "coldmount: ";

  @Override
  public String version() {
    return Version.text();
  }

  @Override
  public ApiException failure(Throwable thrown) {
    Failure failure = Failure.of(thrown);
    return new ApiException(code(failure.code()), failure.sentence());
  }

  private static ProblemCode code(ExitCode code) {
    return switch (code) {
      case USAGE -> ProblemCode.BAD_REQUEST;
      case DISK, CORRUPT, UNSUPPORTED, PARENT, NO_FILE_SYSTEM, MOUNTPOINT, FUSE, PATH ->
          ProblemCode.valueOf(code.name());
      case BUSY, UNAVAILABLE -> ProblemCode.valueOf(code.name());
      default -> ProblemCode.INTERNAL;
    };
  }

  /** How a command ends that gets the answer {@code code}. */
  static ExitCode exit(String code) {
    return switch (code) {
      case "bad_request" -> ExitCode.USAGE;
      case "forbidden", "too_many" -> ExitCode.FUSE;
      default ->
          Arrays.stream(ExitCode.values())
              .filter(exit -> exit.name().equalsIgnoreCase(code))
              .findFirst()
              .orElse(ExitCode.INTERNAL);
    };
  }

  @Override
  public Map<String, String> driverOptions(List<String> options) throws IOException {
    try {
      return new DriverOptions(drivers).parse(options);
    } catch (CommandException e) {
      throw failure(e);
    }
  }

  @Override
  public MountPlan plan(List<String> options, List<String> volumes, @Nullable String layout)
      throws IOException {
    try {
      return new Plan(MountArguments.parse(options, drivers), volumes, layout(layout));
    } catch (CommandException e) {
      throw failure(e);
    }
  }

  private static MountCommand.Layout layout(@Nullable String word) throws ApiException {
    try {
      return word == null ? MountCommand.Layout.auto : MountCommand.Layout.valueOf(word);
    } catch (IllegalArgumentException e) {
      throw new ApiException(
          ProblemCode.BAD_REQUEST,
          "the field \"layout\" is one of " + List.of(MountCommand.Layout.values()) + ".");
    }
  }

  /** A mount as the command would make it. */
  private final class Plan implements MountPlan {
    private final MountArguments arguments;
    private final List<String> volumes;
    private final MountCommand.Layout layout;

    Plan(MountArguments arguments, List<String> volumes, MountCommand.Layout layout) {
      this.arguments = arguments;
      this.volumes = volumes;
      this.layout = layout;
    }

    @Override
    public Map<String, String> driverOptions() {
      return arguments.forDrivers();
    }

    @Override
    public void checkPlace(Path mountpoint, List<Path> disks) throws IOException {
      try {
        Mountpoint.check(mountpoint, disks, arguments.nonEmpty());
      } catch (CommandException e) {
        throw failure(e);
      }
    }

    @Override
    public MountTree tree(Guest guest, Consumer<String> warnings) throws IOException {
      var said = new ByteArrayOutputStream();
      PrintStream err = new PrintStream(said, true, StandardCharsets.UTF_8);
      Output out = new Output(OutputStream.nullOutputStream());
      Shell shell = new Shell(out, err, drivers, Path.of("/"), false, false);
      MountCommand command = new MountCommand(shell, () -> {});
      command.volumes = volumes;
      command.layout = layout;
      try {
        MountTree tree = command.tree(guest);
        said.toString(StandardCharsets.UTF_8)
            .lines()
            .forEach(line -> warnings.accept(line.substring(PREFIX.length()) + "."));
        return tree;
      } catch (CommandException e) {
        throw failure(e);
      }
    }

    @Override
    public MountOptions options(String image) {
      return arguments.mountOptions(image);
    }
  }

  @Override
  public void disk(JsonGenerator json, GuestDisk disk) throws IOException {
    json.writeStartObject();
    new InspectJson(json).withoutVolumes(disk);
    json.writeEndObject();
  }

  @Override
  public void links(JsonGenerator json, GuestDisk disk) throws IOException {
    new InspectJson(json).chain(disk);
  }

  @Override
  public void volume(JsonGenerator json, GuestVolume volume) throws IOException {
    new InspectJson(json).volume(OpenedVolume.of(volume));
  }

  @Override
  public void systems(JsonGenerator json, Guest guest) throws IOException {
    SystemJson.writeAll(guest, json);
  }

  @Override
  public void entry(JsonGenerator json, FileName name, Node node) throws IOException {
    LsJson.listed(json, ListedFile.of(name, node));
  }

  @Override
  public void badEntry(JsonGenerator json, FileName name, long id, IOException problem)
      throws IOException {
    LsJson.listed(json, new ListedFile(name, id, null, null, null, problem));
  }

  @Override
  public void stat(
      JsonGenerator json, GuestVolume volume, FileName path, Node node, boolean extents)
      throws IOException {
    GuestFile file = new GuestFile(volume, volume.fileSystem(), path, node);
    StatJson.fields(json, FileFacts.of(file, extents));
  }

  @Override
  public void name(JsonGenerator json, String field, FileName name) throws IOException {
    Json.name(json, field, name);
  }
}
