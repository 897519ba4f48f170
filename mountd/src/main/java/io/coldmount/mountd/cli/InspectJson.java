package io.coldmount.mountd.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import io.coldmount.diskset.DiskLink;
import io.coldmount.fs.FileSystem;
import io.coldmount.mountd.guest.Guest;
import io.coldmount.mountd.guest.GuestDisk;
import io.coldmount.mountd.guest.GuestVolume;
import io.coldmount.partitions.PartitionTable;
import io.coldmount.partitions.Volume;
import java.io.IOException;
import java.util.Locale;

/** What {@code inspect --json} prints. */
final class InspectJson {

  private final JsonGenerator json;

  InspectJson(JsonGenerator json) {
    this.json = json;
  }

  static void print(Guest guest, Output out) throws IOException {
    try (JsonGenerator json = Json.to(out)) {
      new InspectJson(json).guest(guest);
    }
    out.line("");
  }

  private void guest(Guest guest) throws IOException {
    json.writeStartObject();
    json.writeArrayFieldStart("disks");
    for (GuestDisk disk : guest.disks()) {
      disk(disk);
    }
    json.writeEndArray();
    json.writeFieldName("systems");
    SystemJson.writeAll(guest, json);
    json.writeEndObject();
  }

  private void disk(GuestDisk disk) throws IOException {
    json.writeStartObject();
    withoutVolumes(disk);
    json.writeArrayFieldStart("volumes");
    for (GuestVolume volume : disk.volumes()) {
      volume(OpenedVolume.of(volume));
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  /** The fields of a disk, but for its volumes. */
  void withoutVolumes(GuestDisk disk) throws IOException {
    json.writeStringField("file", disk.file().toString());
    json.writeNumberField("size", disk.disk().content().size());
    Json.strings(json, "warnings", disk.disk().warnings());
    json.writeFieldName("chain");
    chain(disk);
    table(disk.table());
  }

  /** The links of a disk's chain, as an array. */
  void chain(GuestDisk disk) throws IOException {
    json.writeStartArray();
    for (DiskLink link : disk.disk().links()) {
      link(link);
    }
    json.writeEndArray();
  }

  private void link(DiskLink link) throws IOException {
    json.writeStartObject();
    json.writeStringField("file", link.file().toString());
    json.writeStringField("format", link.format());
    json.writeNumberField("capacity", link.capacity());
    json.writeStringField("contentId", link.contentId());
    json.writeStringField("parentContentId", link.parentContentId());
    json.writeStringField("parentHint", link.parentHint());
    if (link.sectorSize() != null) {
      json.writeNumberField("sectorSize", link.sectorSize());
    }
    json.writeArrayFieldStart("extents");
    for (DiskLink.ExtentFile extent : link.extents()) {
      json.writeStartObject();
      json.writeStringField("kind", extent.kind());
      if (extent.file() != null) {
        json.writeStringField("file", extent.file().toString());
      }
      json.writeNumberField("start", extent.start());
      json.writeNumberField("length", extent.length());
      json.writeEndObject();
    }
    json.writeEndArray();
    Json.strings(json, "metadata", link.metadata());
    json.writeEndObject();
  }

  private void table(PartitionTable table) throws IOException {
    json.writeObjectFieldStart("partitionTable");
    json.writeStringField("scheme", table.scheme().name().toLowerCase(Locale.ROOT));
    json.writeNumberField("sectorSize", table.sectorSize());
    json.writeStringField("uuid", table.uuid());
    Json.strings(json, "findings", table.findings());
    json.writeEndObject();
  }

  /** A volume, as an object. */
  void volume(OpenedVolume opened) throws IOException {
    Volume volume = opened.volume().volume();
    json.writeStartObject();
    json.writeStringField("name", opened.volume().name());
    json.writeNumberField("offset", volume.offset());
    json.writeNumberField("length", volume.length());
    json.writeStringField("type", volume.type());
    json.writeStringField("typeName", volume.typeName());
    json.writeStringField("label", volume.label());
    json.writeStringField("uuid", volume.uuid());
    json.writeBooleanField("bootable", volume.bootable());
    json.writeStringField("content", opened.content());
    json.writeStringField("format", opened.format());
    json.writeStringField("problem", opened.problem());
    FileSystem fileSystem = opened.fileSystem();
    if (fileSystem != null) {
      fileSystem(fileSystem);
    }
    json.writeEndObject();
  }

  private void fileSystem(FileSystem fileSystem) throws IOException {
    json.writeObjectFieldStart("fileSystem");
    json.writeStringField("label", fileSystem.label());
    json.writeStringField("uuid", fileSystem.uuid());
    json.writeArrayFieldStart("conditions");
    for (FileSystem.Condition condition : fileSystem.conditions()) {
      json.writeStartObject();
      json.writeStringField("kind", condition.kind().name().toLowerCase(Locale.ROOT));
      json.writeStringField("detail", condition.detail());
      json.writeEndObject();
    }
    json.writeEndArray();
    FileSystem.Statistics sizes = fileSystem.statistics();
    json.writeNumberField("blockSize", sizes.blockSize());
    json.writeNumberField("blocks", sizes.blocks());
    json.writeNumberField("freeBlocks", sizes.freeBlocks());
    json.writeNumberField("availableBlocks", sizes.availableBlocks());
    json.writeNumberField("files", sizes.files());
    json.writeNumberField("freeFiles", sizes.freeFiles());
    json.writeNumberField("nameMax", sizes.nameMax());
    json.writeEndObject();
  }
}
