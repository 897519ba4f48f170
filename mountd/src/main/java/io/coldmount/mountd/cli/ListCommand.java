package io.coldmount.mountd.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import io.coldmount.mountd.fuse.ActiveMount;
import io.coldmount.mountd.fuse.FuseMount;
import java.io.IOException;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code coldmount list}. */
@Command(
    name = "list",
    header = "List the mounts of Coldmount.",
    description = "Lists the mounts of Coldmount on this machine.")
final class ListCommand implements Subcommand {

  private final Shell shell;

  @Option(names = "--json", description = "Print JSON.")
  boolean json;

  ListCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public ExitCode call() throws IOException {
    List<ActiveMount> mounts = FuseMount.list();
    if (json) {
      json(mounts);
    } else {
      for (ActiveMount mount : mounts) {
        shell.out().line(Text.oneLine(mount.mountpoint() + "  " + mount.source()));
      }
    }
    return ExitCode.OK;
  }

  private void json(List<ActiveMount> mounts) throws IOException {
    try (JsonGenerator generator = Json.to(shell.out())) {
      generator.writeStartArray();
      for (ActiveMount mount : mounts) {
        generator.writeStartObject();
        generator.writeStringField("mountpoint", mount.mountpoint().toString());
        generator.writeStringField("source", mount.source());
        generator.writeStringField("options", mount.options());
        generator.writeStringField("device", mount.device());
        generator.writeEndObject();
      }
      generator.writeEndArray();
    }
    shell.out().line("");
  }

  @Override
  public Set<ExitCode> ends() {
    return EnumSet.of(ExitCode.OUTPUT, ExitCode.READER_GONE);
  }
}
