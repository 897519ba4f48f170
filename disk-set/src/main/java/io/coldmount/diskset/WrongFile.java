package io.coldmount.diskset;

import io.coldmount.block.BlockSource;
import io.coldmount.diskset.chain.HostSource;
import io.coldmount.diskset.vmdk.VmdkFolder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** What is said of a file that was given as a disk and is none: what it is, and what to open. */
final class WrongFile {

  /** How many disks a sentence names. */
  private static final int SHOWN = 4;

  /** No configuration comes near it. */
  private static final int MAX_TEXT = 1 << 20;

  /** A disk of a {@code .vmx} file: the newest link, if there are snapshots. */
  private static final Pattern ATTACHED =
      Pattern.compile(
          "(?mi)^[ \\t]*(?:scsi|sata|ide|nvme)\\d+:\\d+\\.fileName[ \\t]*=[ \\t]*\"([^\"]+\\.vmdk)\"");

  private final HostFiles files;
  private final Path path;

  WrongFile(HostFiles files, Path path) {
    this.files = files;
    this.path = path;
  }

  /** Throws if {@code content}, in no format of disks, is known not to be a disk. */
  void refuse(BlockSource content) throws IOException {
    Companion companion = Companion.of(content);
    if (companion != null) {
      throw notADisk("is " + companion.title() + advice(companion.cure(), content));
    }
    if (content.size() == 0) {
      throw notADisk("is empty, so it is no disk");
    }
  }

  /** {@code refused}, with what to open instead if a folder was given. */
  FileSystemException refused(FileSystemException refused) {
    if (refused.getReason() == null || !Files.isDirectory(path)) {
      return refused; // it is missing, may not be read, or is a FIFO: nothing waits for it
    }
    List<Path> disks = new VmdkFolder(files, path.resolve("any")).links();
    return disks.isEmpty()
        ? refused
        : notADisk(refused.getReason() + "; open a disk in it instead: " + names(disks));
  }

  private FileSystemException notADisk(String reason) {
    return new FileSystemException(path.toString(), null, reason);
  }

  private String advice(Companion.Cure cure, BlockSource content) throws IOException {
    VmdkFolder folder = new VmdkFolder(files, path);
    return switch (cure) {
      case UNPACKED -> "; unpack it and open the disk in it instead";
      case DESCRIPTOR -> {
        List<Path> tracked = folder.tracked();
        yield ", not a disk; open the disk's descriptor instead"
            + (tracked.isEmpty() ? "" : ": " + tracked.getFirst());
      }
      case ATTACHED -> {
        String attached = attached(content);
        yield machine(attached.isEmpty() ? names(folder.links()) : attached);
      }
      case BESIDE -> machine(names(folder.links()));
    };
  }

  private static String machine(String disks) {
    return ", not a disk; open a disk of the machine instead"
        + (disks.isEmpty() ? " (a .vmdk file)" : ": " + disks);
  }

  private static String attached(BlockSource configuration) throws IOException {
    int size = (int) Math.min(configuration.size(), MAX_TEXT);
    String text = new String(configuration.bytes(0, size), StandardCharsets.UTF_8);
    return list(ATTACHED.matcher(text).results().map((MatchResult disk) -> disk.group(1)).toList());
  }

  private static String names(List<Path> disks) {
    return list(disks.stream().map(HostSource::nameOf).toList());
  }

  private static String list(List<String> names) {
    String shown = String.join(", ", names.subList(0, Math.min(SHOWN, names.size())));
    String more = names.size() > SHOWN ? " and " + (names.size() - SHOWN) + " more" : "";
    return shown.replaceAll("\\p{Cntrl}", "?") + more;
  }
}
