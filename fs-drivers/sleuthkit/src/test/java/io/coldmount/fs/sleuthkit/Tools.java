package io.coldmount.fs.sleuthkit;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SequencedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The programs that tests compare with, or make images with. */
final class Tools {

  private Tools() {}

  static boolean has(String program) {
    for (String folder : List.of("/usr/bin", "/usr/sbin", "/bin", "/sbin")) {
      if (Files.isExecutable(Path.of(folder, program))) {
        return true;
      }
    }
    return false;
  }

  static byte[] output(List<String> command) throws IOException {
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    return process.getInputStream().readAllBytes();
  }

  static void run(String... command) throws IOException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    try {
      if (process.waitFor() != 0) {
        throw new IOException(String.join(" ", command) + ": " + said);
      }
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }

  /** What makes the tools read {@code image} as we do. */
  static List<String> typeOf(Found found, Path image) throws IOException {
    return switch (found.format()) {
      case HFS_PLUS -> List.of("-f", "hfs");
      case UFS -> List.of("-f", "ufs");
      case ISO9660 -> List.of("-f", "iso9660");
      case YAFFS2 -> List.of("-f", "yaffs2");
      case APFS -> List.of("-f", "apfs", "-P", "apfs", "-B", apfsBlock(image));
      case NTFS -> List.of("-f", "ntfs");
      case FAT -> List.of("-f", "fat");
      case EXT -> List.of("-f", "ext");
    };
  }

  private static String apfsBlock(Path image) throws IOException {
    String text = new String(output(List.of("pstat", image.toString())), StandardCharsets.UTF_8);
    Matcher matcher = Pattern.compile("APSB Block Number: (\\d+)").matcher(text);
    return matcher.find() ? matcher.group(1) : "0";
  }

  /** The inodes of all files that are not deleted, by their paths, as {@code fls} lists them. */
  static SequencedMap<String, String> listed(Path image, List<String> type) throws IOException {
    List<String> command = new ArrayList<>(List.of("fls", "-r", "-p", "-u"));
    command.addAll(type);
    command.add(image.toString());
    SequencedMap<String, String> inodes = new TreeMap<>();
    String text = new String(output(command), StandardCharsets.UTF_8);
    for (String line : text.lines().toList()) {
      Matcher matcher = Pattern.compile("([^V ]/[^V ]) ([0-9-]+):\t(.*)").matcher(line);
      if (matcher.matches()) {
        inodes.put(matcher.group(3), matcher.group(1).charAt(0) + matcher.group(2));
      }
    }
    return inodes;
  }

  static byte[] icat(Path image, List<String> type, String inode) throws IOException {
    List<String> command = new ArrayList<>(List.of("icat"));
    command.addAll(type);
    command.add(image.toString());
    command.add(inode);
    return output(command);
  }
}
