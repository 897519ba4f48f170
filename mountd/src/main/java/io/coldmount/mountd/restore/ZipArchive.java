package io.coldmount.mountd.restore;

import io.coldmount.fs.Attributes;
import io.coldmount.fs.FileName;
import io.coldmount.fs.FileType;
import io.coldmount.fs.Node;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.WritableByteChannel;
import java.nio.file.attribute.FileTime;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.commons.compress.archivers.zip.Zip64Mode;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipArchiveOutputStream;

/** Packs files and trees of a guest into a zip that Windows can unpack. */
public final class ZipArchive {

  private static final int BUFFER = 1 << 18;

  private final ZipArchiveOutputStream zip;
  private final RestoreOptions options;
  private final RestoreLog log;
  private final Notes notes;
  private final Set<String> taken = new HashSet<>();
  private final byte[] buffer = new byte[BUFFER];
  private IOException broken = new IOException();
  private boolean isBroken;

  private ZipArchive(ZipArchiveOutputStream zip, RestoreOptions options, RestoreLog log) {
    this.zip = zip;
    this.options = options;
    this.log = log;
    notes = new Notes(log);
  }

  /**
   * Writes a zip of {@code sources}. What fails is told to the log and does not end it.
   *
   * @throws IOException if {@code out} cannot be written
   */
  public static void write(
      List<RestoreSource> sources, WritableByteChannel out, RestoreOptions options, RestoreLog log)
      throws IOException {
    OutputStream stream = Channels.newOutputStream(out);
    try (ZipArchiveOutputStream zip = new ZipArchiveOutputStream(stream)) {
      zip.setUseZip64(Zip64Mode.AsNeeded);
      zip.setEncoding("UTF-8");
      ZipArchive archive = new ZipArchive(zip, options, log);
      new GuestWalk(options.selection(), NameRule.DISTINCT_ON_WINDOWS, log, archive::entry)
          .walk(sources);
      if (archive.isBroken) {
        throw archive.broken;
      }
      zip.finish();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  private boolean entry(GuestWalk.Found found) {
    try {
      if (found.path().length() > 0) {
        put(found);
      }
      if (options.streams() != RestoreOptions.Streams.NONE) {
        for (Node.Stream stream : found.node().streams()) {
          Node content = found.node().stream(stream.name());
          if (content != null) {
            put(GuestWalk.stream(found, content, stream));
          }
        }
      }
    } catch (IOException e) {
      log.failed(found.source(), Session.reason(e));
    }
    return !isBroken;
  }

  private void put(GuestWalk.Found found) throws IOException {
    switch (found.attributes().type()) {
      case DIRECTORY -> empty(found, name(found.path()) + "/");
      case REGULAR -> file(found);
      case SYMBOLIC_LINK -> link(found);
      case FIFO, SOCKET, CHARACTER_DEVICE, BLOCK_DEVICE ->
          notes.add("a zip has no devices, sockets and FIFOs, so the guest's are left out");
    }
  }

  /** The name in the zip: Windows takes names that differ in case for the same. */
  private String name(FileName path) {
    StringBuilder name = new StringBuilder();
    for (String part : Glob.split(path.toString())) {
      name.append(name.isEmpty() ? "" : "/").append(WindowsName.of(part));
    }
    if (!name.toString().equals(path.toString())) {
      notes.add("names that Windows cannot have are written with %XX");
    }
    return name.toString();
  }

  private String free(FileName path, String name) throws RefusedException {
    String key = name.endsWith("/") ? name.substring(0, name.length() - 1) : name;
    if (!taken.add(WindowsName.key(key))) {
      throw new RefusedException(
          "Windows takes its name " + path + " for that of another entry of the same folder");
    }
    return name;
  }

  private ZipArchiveEntry header(GuestWalk.Found found, String name) throws IOException {
    Attributes attributes = found.attributes();
    ZipArchiveEntry entry = new ZipArchiveEntry(free(found.path(), name));
    entry.setUnixMode(attributes.mode());
    entry.setLastModifiedTime(FileTime.from(attributes.modified()));
    return entry;
  }

  private void empty(GuestWalk.Found found, String name) throws IOException {
    begin(header(found, name));
    end();
    log.done(found.source(), name, FileType.DIRECTORY, 0, RestoreLog.How.WRITTEN);
  }

  private void link(GuestWalk.Found found) throws IOException {
    FileName target = LinkText.of(found.node());
    String name = name(found.path());
    begin(header(found, name));
    write(target.bytes(), target.length());
    end();
    log.done(found.source(), name, FileType.SYMBOLIC_LINK, 0, RestoreLog.How.WRITTEN);
  }

  private void file(GuestWalk.Found found) throws IOException {
    long size = found.attributes().size();
    long at = 0;
    int count = read(found, 0, size); // so that what cannot be read at all makes no entry
    String name = name(found.path());
    begin(header(found, name));
    String fault = "";
    while (at < size) {
      write(buffer, count);
      at += count;
      log.progress(count);
      try {
        count = at < size ? read(found, at, size) : 0;
      } catch (IOException e) {
        fault = Session.reason(e);
        break;
      }
    }
    end();
    if (!fault.isEmpty()) {
      begin(new ZipArchiveEntry(name + ".partial"));
      end();
      throw new IOException(
          fault
              + " (the zip has its first "
              + at
              + " bytes, and beside it an empty file .partial)");
    }
    log.done(found.source(), name, FileType.REGULAR, size, RestoreLog.How.WRITTEN);
  }

  private int read(GuestWalk.Found found, long at, long size) throws IOException {
    int wanted = (int) Math.min(BUFFER, size - at);
    int count = wanted == 0 ? 0 : found.node().read(at, ByteBuffer.wrap(buffer, 0, wanted));
    if (count < wanted && count <= 0) {
      throw new IOException("the file ends before its size of " + size + " bytes");
    }
    return count;
  }

  private void begin(ZipArchiveEntry entry) throws IOException {
    guarded(() -> zip.putArchiveEntry(entry));
  }

  private void write(byte[] bytes, int length) throws IOException {
    guarded(() -> zip.write(bytes, 0, length));
  }

  private void end() throws IOException {
    guarded(zip::closeArchiveEntry);
  }

  private interface Writing {
    void run() throws IOException;
  }

  /** Tells faults of the zip, which end it, from those of the guest. */
  private void guarded(Writing writing) throws IOException {
    try {
      writing.run();
    } catch (IOException e) {
      broken = e;
      isBroken = true;
      throw e;
    }
  }
}
