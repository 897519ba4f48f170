package io.coldmount.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.coldmount.block.ImageCache;
import io.coldmount.diskset.DiskOptions;
import io.coldmount.fs.FileSystem;
import io.coldmount.fs.FileType;
import io.coldmount.mountd.guest.Drivers;
import io.coldmount.mountd.guest.Guest;
import io.coldmount.mountd.guest.GuestOptions;
import io.coldmount.mountd.host.NativeFiles;
import io.coldmount.mountd.restore.Difference;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What {@code diff} finds between two links by changed grains is what a comparison of both whole
 * trees finds, and what the host's own driver shows to differ.
 */
final class ChangedFilesTest {

  private static final int ROUNDS = 3;
  private static final int CHANGES = 120;

  /** Resident, small, fragmented and compressed files, streams, and folders of many names. */
  private static final String NTFS_FILES =
      """
      mkdir -p a/b/c many packed
      setfattr -n system.ntfs_attrib -v 0x00080000 packed
      for i in $(seq 400); do seq "$i" $((i * 30)) >"many/file with a long name $i"; done
      for i in $(seq 30); do yes "$i" | head -c $((i * 9000)) >"packed/$i" || true; done
      for i in $(seq 30); do seq "$i" >"a/b/$i"; setfattr -n user.stream -v "of $i" "a/b/$i"; done
      for i in $(seq 5); do dd if=/dev/urandom of="a/b/c/$i" bs=100k count=4 status=none; done
      for i in $(seq 200); do for f in 1 2; do echo "$i" >>"a/$f"; head -c 4096 /dev/zero >>"a/$f"; done; done
      """;

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "mkfs.ext4 -q -F -b 1024 -N 4000",
        "mkfs.ext4 -q -F -O inline_data,ea_inode -I 512 -N 4000",
        "mkfs.ext2 -q -F -N 4000",
        "mkfs.ntfs -q -F -f"
      })
  void changedGrainsLeadToTheFilesThatACompleteComparisonFinds(String mkfs) throws Exception {
    Host.assumeMounts();
    Host.assumeTools("qemu-img", "qemu-io", "setfattr", "mkfs.ntfs", "ntfs-3g");
    var images = new Images(folder);
    Path raw = images.fileSystem("base.raw", 64, List.of(mkfs.split(" ")));
    boolean ntfs = mkfs.contains("ntfs");
    try (var mount = mount(raw, ntfs)) {
      if (ntfs) {
        Host.bash(mount.mountpoint(), NTFS_FILES);
      } else {
        Population.plain(mount.mountpoint());
      }
    }
    Path link = images.vmdk(raw, "monolithicSparse");
    for (int round = 0; round < ROUNDS; round++) {
      int seed = mkfs.hashCode() + round;
      Path changed = folder.resolve("round" + round + ".raw");
      Files.copy(raw, changed);
      Path later = mutated(changed, seed, ntfs);
      Path next = images.snapshot("round" + round + ".vmdk", link, raw, later);
      check("seed " + seed, link, next, oracle(raw, later, ntfs));
      raw = later;
      link = next;
    }
  }

  /** Owner and group are the administrators; everybody may do what the mask says. */
  private static String descriptor(String mask) {
    String administrators = "01020000000000052000000020020000";
    String everybody = "010100000000000100000000";
    return "0x0100048030000000400000000000000014000000"
        + ("02001c000100000000031400" + mask + everybody)
        + administrators
        + administrators;
  }

  @Test
  void anAccessListThatChangedIsAChangeOfMetadata() throws Exception {
    Host.assumeMounts();
    Host.assumeTools("qemu-img", "qemu-io", "setfattr", "mkfs.ntfs", "ntfs-3g");
    var images = new Images(folder);
    Path raw = images.fileSystem("base.raw", 64, List.of("mkfs.ntfs", "-q", "-F", "-f"));
    describe(
        raw, "for i in 1 2 3 4 5; do echo $i >$i; done; for i in 1 2 3; do $set $one $i; done");
    Path base = images.vmdk(raw, "monolithicSparse");
    // $Secure grows with the first change, and not with the second.
    Path grown = Files.copy(raw, folder.resolve("grown.raw"));
    describe(grown, "$set $two 1");
    Path first = images.snapshot("grown.vmdk", base, raw, grown);
    assertThat(changes(base, first)).containsExactly("METADATA /1 REGULAR");
    Path used = Files.copy(grown, folder.resolve("used.raw"));
    describe(used, "$set $two 2; $set $one 1");
    Path second = images.snapshot("used.vmdk", first, grown, used);
    assertThat(changes(first, second))
        .containsExactly("METADATA /1 REGULAR", "METADATA /2 REGULAR");
    assertThat(changes(base, second)).containsExactly("METADATA /2 REGULAR");
    // What shares a descriptor that is another one: no record of a file has changed.
    Path replaced = Files.copy(used, folder.resolve("replaced.raw"));
    replace(replaced, descriptor("a9001200"), descriptor("ff011f00"));
    Path third = images.snapshot("replaced.vmdk", second, used, replaced);
    assertThat(changes(second, third))
        .containsExactly("METADATA /1 REGULAR", "METADATA /3 REGULAR");
  }

  /** Runs commands in the volume; {@code $set $one FILE} gives a file a descriptor. */
  private static void describe(Path raw, String commands) throws IOException {
    try (var mount = mount(raw, true)) {
      String variables =
          "set='setfattr -n system.ntfs_acl -v'; one=%s; two=%s; "
              .formatted(descriptor("a9001200"), descriptor("89001200"));
      Host.bash(mount.mountpoint(), variables + commands);
    }
  }

  private static void replace(Path raw, String from, String to) throws IOException {
    String bytes = Files.readString(raw, Host.BYTES);
    String changed = bytes.replace(bytes(from), bytes(to));
    assertThat(changed).isNotEqualTo(bytes);
    Files.writeString(raw, changed, Host.BYTES);
  }

  private static String bytes(String descriptor) {
    return new String(HexFormat.of().parseHex(descriptor.substring(2)), Host.BYTES);
  }

  /** What both ways of comparing find. */
  private static Set<String> changes(Path older, Path newer) throws IOException {
    try (Guest before = open(older);
        Guest after = open(newer)) {
      FileSystem one = before.volumes().getFirst().fileSystem();
      FileSystem two = after.volumes().getFirst().fileSystem();
      var byGrains = new Changes();
      Difference.between(one, two, byGrains);
      var byTrees = new Changes();
      Difference.ofTrees(one, two, byTrees);
      assertThat(byGrains.seen).isEqualTo(byTrees.seen);
      return byGrains.seen;
    }
  }

  private interface Mounted extends AutoCloseable {
    Path mountpoint();

    @Override
    void close() throws IOException;
  }

  private static Mounted mount(Path raw, boolean ntfs) throws IOException {
    if (ntfs) {
      Path mountpoint = Files.createTempDirectory(raw.getParent(), "ntfs");
      Host.run("ntfs-3g", "-o", "streams_interface=xattr", raw.toString(), mountpoint.toString());
      return new Mounted() {
        @Override
        public Path mountpoint() {
          return mountpoint;
        }

        @Override
        public void close() throws IOException {
          Host.run("umount", mountpoint.toString());
        }
      };
    }
    KernelMount mount = KernelMount.readWrite(raw, "rw");
    return new Mounted() {
      @Override
      public Path mountpoint() {
        return mount.mountpoint();
      }

      @Override
      public void close() throws IOException {
        mount.close();
      }
    };
  }

  /** The disk after changes; an ext's as it is while the guest runs, its journal not empty. */
  private Path mutated(Path raw, int seed, boolean ntfs) throws IOException {
    Path running = raw.resolveSibling("running-" + raw.getFileName());
    try (var mount = mount(raw, ntfs);
        InputStream in = ChangedFilesTest.class.getResourceAsStream("mutate.sh")) {
      Path script = folder.resolve("mutate.sh");
      Files.write(script, Objects.requireNonNull(in).readAllBytes());
      Host.bash(
          mount.mountpoint(),
          "bash \"$1\" $2 $3 $4; sync -f .",
          script.toString(),
          Integer.toString(Math.abs(seed % 30000)),
          Integer.toString(CHANGES),
          ntfs ? "ntfs" : "ext");
      if (!ntfs) {
        Files.copy(raw, running);
      }
    }
    return ntfs ? raw : running;
  }

  private static void check(String seed, Path older, Path newer, Set<String> oracle)
      throws IOException {
    try (Guest before = open(older);
        Guest after = open(newer)) {
      FileSystem one = before.volumes().getFirst().fileSystem();
      FileSystem two = after.volumes().getFirst().fileSystem();
      assertThat(two.footprints()).isNotNull();
      var byGrains = new Changes();
      Difference.between(one, two, byGrains);
      var byTrees = new Changes();
      Difference.ofTrees(one, two, byTrees);
      assertThat(byGrains.seen).as(seed).isEqualTo(byTrees.seen).isNotEmpty();
      assertThat(byGrains.paths).as(seed).isEqualTo(oracle);
    }
  }

  private static Guest open(Path disk) throws IOException {
    var disks =
        new DiskOptions(
            new NativeFiles(), ImageCache.ofBytes(16 << 20), List.of(), false, Map.of());
    return Guest.open(List.of(disk), Drivers.installed(), new GuestOptions(disks, Map.of(), null));
  }

  private static final class Changes implements Difference.Sink {
    private final TreeSet<String> seen = new TreeSet<>();
    private final TreeSet<String> paths = new TreeSet<>();

    @Override
    public void changed(Difference.Kind kind, String path, FileType type) {
      seen.add(kind + " " + path + " " + type);
      paths.add(path);
    }

    @Override
    public void failed(String path, String reason) {
      seen.add("FAILED " + path + " " + reason);
      paths.add("FAILED " + path);
    }
  }

  /** The paths that differ as the host's own driver shows them. */
  private Set<String> oracle(Path before, Path after, boolean ntfs) throws IOException {
    Map<String, String> old = facts(before, ntfs);
    Map<String, String> now = facts(after, ntfs);
    var changed = new TreeSet<String>();
    for (String path : old.keySet()) {
      if (!Objects.equals(old.get(path), now.get(path))) {
        changed.add(text(path));
      }
    }
    now.keySet().stream().filter(path -> !old.containsKey(path)).forEach(p -> changed.add(text(p)));
    return changed;
  }

  private static String text(String path) {
    String shown = path.equals(".") ? "/" : path.substring(1);
    return io.coldmount.fs.FileName.of(shown.getBytes(Host.BYTES)).toString();
  }

  /** Without what {@code diff} does not tell of. */
  private Map<String, String> facts(Path raw, boolean ntfs) throws IOException {
    Path copy = Files.copy(raw, folder.resolve("oracle.raw"));
    try (var mount = mount(copy, ntfs)) {
      Map<String, String> facts = new java.util.TreeMap<>();
      Manifest.of(mount.mountpoint())
          .facts()
          .forEach(
              (path, fact) ->
                  facts.put(
                      path,
                      fact.replaceAll(
                          "(links|inode|blocks|changed|accessed|born|holes)=\\S*( [0-9:.]+ [+]\\d+)?",
                          "")));
      facts.replaceAll(
          (path, fact) -> fact.contains("type=d") ? fact.replaceAll("size=\\d+", "") : fact);
      return facts;
    } finally {
      Files.delete(copy);
    }
  }
}
