package io.coldmount.mountd.check;

import io.coldmount.diskset.DiskLink;
import io.coldmount.diskset.DiskOptions;
import io.coldmount.diskset.DiskSet;
import io.coldmount.fs.FileSystem;
import io.coldmount.mountd.guest.Content;
import io.coldmount.mountd.guest.Guest;
import io.coldmount.mountd.guest.GuestDisk;
import io.coldmount.mountd.guest.GuestVolume;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Checks a guest: its disks first, then its volumes. */
public final class GuestCheck {

  private final DiskOptions options;
  private final boolean withData;
  private final CheckLog log;
  private final CheckCounts counts = new CheckCounts();
  private final Set<Path> walked = new HashSet<>();
  private @Nullable String against;

  /**
   * @param options how the links below the first are opened, each on its own
   * @param withData whether every byte of every file is read too
   */
  public GuestCheck(DiskOptions options, boolean withData, CheckLog log) {
    this.options = options;
    this.withData = withData;
    this.log = log;
  }

  /** Compares what each volume shows with what this other driver shows of it. */
  public GuestCheck against(String driver) {
    against = driver;
    return this;
  }

  /** Checks everything; what is wrong goes to the log. */
  public CheckCounts check(Guest guest) {
    for (GuestDisk disk : guest.disks()) {
      disk(disk);
    }
    for (GuestVolume volume : guest.volumes()) {
      volume(volume);
    }
    return counts;
  }

  private void disk(GuestDisk disk) {
    String name = disk.disk().content().name();
    for (String warning : disk.disk().warnings()) {
      log.note(name, warning);
    }
    List<DiskLink> links = disk.disk().links();
    walked.add(links.getFirst().file());
    counts.links++;
    new RunsCheck(this::report).check(disk.disk().content());
    for (DiskLink link : links.subList(1, links.size())) {
      if (walked.add(link.file())) {
        link(link);
      }
    }
    for (String finding : disk.table().findings()) {
      report(new Problem(Problem.Kind.PARTITION_TABLE, name, finding));
    }
  }

  /** What a newer link covers is not seen through the whole chain, so each is opened by itself. */
  private void link(DiskLink link) {
    counts.links++;
    try (DiskSet alone = DiskSet.open(List.of(link.file()), options)) {
      new RunsCheck(this::report).check(alone.disks().getFirst().content());
    } catch (IOException e) {
      report(Problem.of(link.file().toString(), e));
    }
  }

  private void volume(GuestVolume volume) {
    Content content = volume.content();
    if (content instanceof Content.Damaged || content instanceof Content.Unreadable) {
      report(new Problem(Problem.Kind.CORRUPT, volume.name(), volume.whyNot() + "."));
      return;
    }
    if (!volume.hasFileSystem()) {
      log.note(volume.name(), "not checked, because it " + volume.whyNot() + ".");
      return;
    }
    FileSystem fileSystem;
    try {
      fileSystem = volume.fileSystem();
    } catch (IOException e) {
      report(Problem.of(volume.name(), e));
      return;
    }
    counts.fileSystems++;
    List<FileSystem.Condition> before = fileSystem.conditions();
    before.forEach(condition -> condition(volume, condition));
    new FileSystemCheck(volume.name(), fileSystem, withData, this::report, counts, log).check();
    for (FileSystem.Condition condition : fileSystem.conditions()) {
      if (!before.contains(condition)) {
        condition(volume, condition); // the walk has found it
      }
    }
    if (against != null) {
      compare(volume, fileSystem, against);
    }
  }

  private void condition(GuestVolume volume, FileSystem.Condition condition) {
    if (isDamage(condition.kind())) {
      report(new Problem(Problem.Kind.FILE_SYSTEM, volume.name(), condition.detail()));
    } else {
      log.note(volume.name(), condition.detail());
    }
  }

  private void compare(GuestVolume volume, FileSystem fileSystem, String driver) {
    try {
      Optional<FileSystem> other = volume.secondOpinion(driver);
      if (other.isEmpty()) {
        log.note(volume.name(), "not compared, because " + driver + " does not read it.");
        return;
      }
      try (FileSystem second = other.get()) {
        for (FileSystem.Condition condition : second.conditions()) {
          log.note(volume.name() + " (" + driver + ")", condition.detail());
        }
        new Comparison(volume.name(), fileSystem, second, driver, this::report).compare();
      }
    } catch (IOException e) {
      report(Problem.of(volume.name(), e));
    }
  }

  /** A snapshot of a running guest is dirty and has a journal; that is no damage. */
  private static boolean isDamage(FileSystem.Condition.Kind kind) {
    return switch (kind) {
      case ERRORS_RECORDED,
          BACKUP_IN_USE,
          TRUNCATED,
          JOURNAL_DAMAGED,
          CHECK_INCOMPLETE,
          NAMES_HIDDEN ->
          true;
      case DIRTY,
          JOURNAL_REPLAYED,
          JOURNAL_PENDING,
          HIBERNATED,
          FAST_STARTUP,
          CHECK_SCHEDULED,
          CHECKSUMS_IGNORED ->
          false;
    };
  }

  private void report(Problem problem) {
    counts.problems++;
    log.problem(problem);
  }
}
