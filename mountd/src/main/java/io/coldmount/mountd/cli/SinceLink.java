package io.coldmount.mountd.cli;

import io.coldmount.diskset.DiskLink;
import io.coldmount.mountd.guest.Guest;
import io.coldmount.mountd.scan.EarlierReport;
import io.coldmount.mountd.scan.ScanHeader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that say what was scanned already. */
final class SinceLink {

  @Option(
      names = "--since",
      paramLabel = "LINK",
      description =
          "Scan only files whose bytes are not those that LINK of the chain has at the same path.")
  @Nullable String since;

  @Option(
      names = "--since-report",
      paramLabel = "REPORT",
      description =
          "The same with the link that REPORT scanned; files it does not call clean are scanned"
              + " too.")
  @Nullable Path sinceReport;

  /** Begins to read the earlier report, if there is one. */
  @Nullable EarlierReport report(Shell shell) {
    return sinceReport == null ? null : EarlierReport.read(shell.path(sinceReport));
  }

  /**
   * The link that is scanned already, or null.
   *
   * @param report what {@link #report} gave
   */
  @Nullable DiskLink find(Guest guest, @Nullable EarlierReport report)
      throws IOException, CommandException {
    if (report == null) {
      return since == null ? null : ChainLinks.find(ChainLinks.of(guest), since);
    }
    if (since != null) {
      throw new CommandException(ExitCode.USAGE, "give --since or --since-report, not both.");
    }
    List<DiskLink> links = ChainLinks.of(guest);
    ScanHeader.ScannedLink covered = newest(report.header());
    for (DiskLink link : links) {
      if (!covered.cid().isEmpty() && covered.cid().equals(link.contentId())) {
        return link;
      }
    }
    throw new CommandException(
        ExitCode.PARENT,
        "the chain has no link with the content ID "
            + covered.cid()
            + ", which "
            + sinceReport
            + " covers: scan everything.");
  }

  private static ScanHeader.ScannedLink newest(ScanHeader header) throws CommandException {
    if (header.disks().size() != 1 || header.disks().getFirst().links().isEmpty()) {
      throw new CommandException(ExitCode.USAGE, "the earlier report is not of one disk.");
    }
    return header.disks().getFirst().links().getFirst();
  }
}
