package io.coldmount.partitions;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What {@code sfdisk --dump} says of an image. */
record Sfdisk(String label, String diskId, List<Row> rows) {

  private static final Pattern FIELD =
      Pattern.compile("(start|size|type|uuid|name)=\\s*(?:\"([^\"]*)\"|([^,\\s]+))");
  private static final Pattern NODE = Pattern.compile("(\\d+) : start=");

  /** One partition; {@code start} and {@code size} in sectors. */
  record Row(
      int number, long start, long size, String type, String uuid, String name, boolean bootable) {}

  static Sfdisk dump(Path image, int sectorSize) throws Exception {
    return parse(run(image, sectorSize, "", "--dump"));
  }

  /** Runs sfdisk on an image as if it were a disk with sectors of {@code sectorSize}. */
  static String run(Path image, int sectorSize, String input, String... arguments)
      throws Exception {
    if (sectorSize == 512) {
      return run(input, image.toString(), arguments);
    }
    String loop =
        Tool.must("", "losetup", "--find", "--show", "-b", "" + sectorSize, image.toString())
            .strip();
    try {
      return run(input, loop, arguments);
    } finally {
      Tool.must("", "losetup", "--detach", loop);
    }
  }

  private static String run(String input, String disk, String... arguments) throws Exception {
    var command = new ArrayList<>(List.of("sfdisk", "--no-reread", "--no-tell-kernel"));
    command.addAll(List.of(arguments));
    command.add(disk);
    return Tool.must(input, command.toArray(String[]::new));
  }

  static Sfdisk parse(String text) {
    String label = "";
    String id = "";
    var rows = new ArrayList<Row>();
    for (String line : text.lines().toList()) {
      if (line.startsWith("label: ")) {
        label = line.substring(7);
      } else if (line.startsWith("label-id: ")) {
        id = line.substring(10).replaceFirst("^0x", "").toLowerCase(Locale.ROOT);
      } else if (NODE.matcher(line).find()) {
        rows.add(row(line));
      }
    }
    return new Sfdisk(label, id, rows);
  }

  private static Row row(String line) {
    Matcher node = NODE.matcher(line);
    node.find();
    long start = 0;
    long size = 0;
    String type = "";
    String uuid = "";
    String name = "";
    Matcher field = FIELD.matcher(line);
    while (field.find()) {
      String value = field.group(2) != null ? field.group(2) : field.group(3);
      switch (field.group(1)) {
        case "start" -> start = Long.parseLong(value);
        case "size" -> size = Long.parseLong(value);
        case "type" -> type = value.toLowerCase(Locale.ROOT);
        case "uuid" -> uuid = value.toLowerCase(Locale.ROOT);
        default -> name = value;
      }
    }
    boolean bootable = line.endsWith(", bootable") || line.contains("LegacyBIOSBootable");
    return new Row(Integer.parseInt(node.group(1)), start, size, type, uuid, name, bootable);
  }

  /** The rows that are volumes: containers are not. */
  List<Row> volumes() {
    return rows.stream().filter(row -> !List.of("5", "f", "85").contains(row.type)).toList();
  }
}
