package io.coldmount.mountd.cli;

import io.coldmount.block.ImageCache;
import io.coldmount.diskset.DiskOptions;
import io.coldmount.mountd.fuse.Rehearsal;
import io.coldmount.mountd.guest.Drivers;
import io.coldmount.mountd.guest.Guest;
import io.coldmount.mountd.guest.GuestOptions;
import io.coldmount.mountd.guest.GuestVolume;
import io.coldmount.mountd.scan.ClamdRehearsal;
import io.coldmount.mountd.tree.MountTree;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.zip.GZIPInputStream;

/**
 * The run that the launcher's start-up cache is made from: each kind of command once, and the
 * requests of many programs, on a small disk that it brings along.
 */
public final class Training {

  /** So often that Java compiles what is walked through, as it would in a real mount. */
  private static final int ROUNDS = 5;

  /** And so often that Java learns how nodes are made, not only how cached ones are found. */
  private static final int OPENINGS = 10;

  private static final long CACHE = 64L << 20;

  private Training() {}

  /** Runs the commands; what they say is thrown away. */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    Path disk = Files.createTempFile("coldmount-", ".vmdk");
    try {
      try (InputStream packed = Training.class.getResourceAsStream("training.vmdk.gz");
          InputStream image = new GZIPInputStream(Objects.requireNonNull(packed))) {
        Files.copy(image, disk, StandardCopyOption.REPLACE_EXISTING);
      }
      String image = disk.toString();
      run("inspect", image);
      run("inspect", image, "--json");
      run("ls", "-l", image, "p1:/folder-01");
      run("cat", image, "p1:/folder-01/file-01.dat");
      run("list");
      run("mount", image, "/nonexistent");
      run("--help");
      rehearse(disk);
      scan(image);
    } finally {
      Files.delete(disk);
    }
  }

  /** A scan of everything, and one of what has changed since. */
  private static void scan(String image) throws IOException {
    Path folder = Files.createTempDirectory("coldmount-");
    Path socket = folder.resolve("clamd");
    Path first = folder.resolve("first");
    Path second = folder.resolve("second");
    try (ClamdRehearsal clamd = ClamdRehearsal.on(socket)) {
      String engine = "clamd:" + clamd.socket();
      run("scan", "--engine", engine, "--report", first.toString(), image);
      for (int round = 0; round < ROUNDS; round++) {
        run(
            "scan",
            "--engine",
            engine,
            "--since-report",
            first.toString(),
            "--report",
            second.toString(),
            image);
      }
      // whoever asks for the report of a link by its name
      run("scan", "--engine", engine, "--since", image, image);
    } finally {
      Files.deleteIfExists(first);
      Files.deleteIfExists(second);
      Files.delete(folder);
    }
  }

  private static void rehearse(Path disk) throws IOException, InterruptedException {
    for (int opening = 0; opening < OPENINGS; opening++) {
      var options = new GuestOptions(DiskOptions.strict(ImageCache.ofBytes(CACHE)), Map.of(), null);
      try (Guest guest = Guest.open(List.of(disk), Drivers.installed(), options)) {
        for (GuestVolume volume : guest.volumes()) {
          Rehearsal.of(MountTree.of(volume.fileSystem()), ROUNDS);
        }
      }
    }
  }

  private static void run(String... arguments) {
    Output out = new Output(OutputStream.nullOutputStream());
    PrintStream err =
        new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
    Shell shell = new Shell(out, err, Drivers.installed(), Path.of("/"), false, false);
    Coldmount.commandLine(shell).execute(arguments);
  }
}
