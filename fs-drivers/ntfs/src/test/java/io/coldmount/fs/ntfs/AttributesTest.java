package io.coldmount.fs.ntfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.coldmount.block.CorruptException;
import io.coldmount.block.ImageException;
import io.coldmount.block.UnavailableException;
import io.coldmount.block.UnsupportedException;
import io.coldmount.fs.FileName;
import io.coldmount.fs.FileSystem;
import io.coldmount.fs.FileType;
import io.coldmount.fs.Node;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What files have besides their bytes: attributes, streams, links and special types. */
final class AttributesTest {

  @TempDir static Path folder;

  private static NtfsImage image;

  private static final String NAMES =
      "acl attrib attrib_be times times_be crtime crtime_be reparse_data object_id ea dos_name";

  @BeforeAll
  static void make() throws Exception {
    image = NtfsImage.make(folder, "32M", "");
    image.mounted(
        "rw,streams_interface=windows",
        """
        echo data > file; echo one > file:one; seq 1 2000 > file:two; seq 1 20000 > file:big
        mkdir Folder; echo s > Folder:OfFolder; mkdir Folder/inner; echo q > Folder/inner/deep
        """);
    image.fill(
        """
        setfattr -n system.ntfs_attrib_be -v 0x00000023 file
        setfattr -n system.ntfs_ea -v 0x1400000000060400244c5855494400e803000000"1400000000060400244c5847494400e903000000"1400000000060400244c584d4f4400a081000000 file
        setfattr -n system.ntfs_object_id -v 0x000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f202122232425262728292a2b2c2d2e2f303132333435363738393a3b3c3d3e3f file
        echo l > 'long file name.text'; setfattr -n system.ntfs_dos_name -v 'LONGFI~1.TEX' 'long file name.text'
        echo p > Case; echo q > CASE; echo o > other
        r() { echo x > $1; setfattr -n system.ntfs_reparse_data -v $2 $1; }
        d() { mkdir -p $1; setfattr -n system.ntfs_reparse_data -v $2 $1; }
        u() { printf %s "$1" | iconv -t UTF-16LE | od -An -v -tx1 | tr -d ' \\n'; }
        le() { printf '%02x%02x' $(($1 % 256)) $(($1 / 256)); }
        sym() { n=$(u "$2"); l=$((${#n} / 2)); t=0x0c0000a0$(le $((12 + l + l)))0000$(le 0)$(le $l)$(le $l)$(le $l)0${3}000000$n$n; : > $1; setfattr -n system.ntfs_reparse_data -v $t $1; }
        junction() { n=$(u "$2"); l=$((${#n} / 2)); t=0x030000a0$(le $((12 + l)))0000$(le 0)$(le $l)$(le $((l + 2)))$(le 0)$n$(u '')00000000; mkdir $1; setfattr -n system.ntfs_reparse_data -v $t $1; }
        sym Folder/relative '..\\file' 1
        sym Folder/inner/absolute '\\??\\C:\\Folder\\..\\file' 0
        sym Folder/inner/rooted '\\file' 1
        sym Folder/climbing '..\\..\\..\\etc\\passwd' 1
        sym elsewhere '\\??\\UNC\\server\\share' 0
        junction Folder/inner/junction '\\??\\D:\\Folder\\inner'
        junction volume '\\??\\Volume{01234567-89ab-cdef-0123-456789abcdef}\\'
        junction toroot '\\??\\C:\\'
        : > wsl; setfattr -n system.ntfs_reparse_data -v 0x1d0000a00e000000020000002f6d6e742f632f66696c wsl
        r dedup 0x1300008004000000aabbccdd; r unknown 0x99990080020000000102
        r cloud 0x1a20009004000000aabbccdd; setfattr -n system.ntfs_attrib_be -v 0x00401020 cloud
        r hydrated 0x1a20009004000000aabbccdd
        truncate -s 100000 hollow hollowwof; setfattr -n system.ntfs_reparse_data -v 0x1a20009004000000aabbccdd hollow
        setfattr -n system.ntfs_attrib_be -v 0x00401020 hollow
        setfattr -n system.ntfs_reparse_data -v 0x1700008010000000010000000200000001000000"01000000" hollowwof
        r wim 0x170000800800000001000000"01000000"
        r badwof 0x1700008010000000010000000200000001000000"01000000"
        """);
    image.mounted(
        "rw,special_files=wsl",
        """
        mkfifo fifo; mknod chr c 5 300; mknod blk b 259 7; ln -s ../Folder//x wslink
        perl -e 'use Socket; socket(S, AF_UNIX, SOCK_STREAM, 0); bind(S, sockaddr_un("socket")) or die'
        """);
  }

  private interface Check {
    void on(FileSystem fs) throws Exception;
  }

  private static void with(Map<String, String> options, Check check) throws Exception {
    try (var source = FileSource.open(image.file());
        var fs = NtfsImage.open(source, options)) {
      check.on(fs);
    }
  }

  private static Node at(FileSystem fs, String path) throws Exception {
    Node node = fs.root();
    for (String name : path.split("/", -1)) {
      node = Objects.requireNonNull(node.lookup(FileName.of(name)), path);
    }
    return node;
  }

  private static String link(FileSystem fs, String path) throws Exception {
    Node node = at(fs, path);
    assertThat(node.attributes().type()).isEqualTo(FileType.SYMBOLIC_LINK);
    assertThat(node.attributes().size()).isEqualTo(node.readLink().length());
    return node.readLink().toString();
  }

  private static String text(Node node) throws Exception {
    ByteBuffer buffer = ByteBuffer.allocate(200_000);
    int count = node.read(0, buffer);
    return new String(buffer.array(), 0, count, StandardCharsets.UTF_8);
  }

  @Test
  void attributesOfNtfs3gHaveItsNamesAndBytes() throws Exception {
    var theirs = new TreeMap<String, String>();
    String script =
        "for f in file 'long file name.text' Folder unknown; do for n in "
            + NAMES
            + "; do v=$(getfattr -h --absolute-names --only-values -n system.ntfs_$n \"$f\""
            + " 2>/dev/null | od -An -v -tx1 | tr -d ' \\n"
            + "'); echo \"$f $n=$v\"; done; done";
    String out = new String(image.mounted("ro", script), StandardCharsets.UTF_8);
    out.lines()
        .forEach(l -> theirs.put(l.substring(0, l.indexOf('=')), l.substring(l.indexOf('=') + 1)));
    var ours = new TreeMap<String, String>();
    with(
        Map.of(),
        fs -> {
          for (String file : List.of("file", "long file name.text", "Folder", "unknown")) {
            for (String name : NAMES.split(" ", -1)) {
              byte[] value = at(fs, file).xattr(FileName.of("system.ntfs_" + name));
              ours.put(file + " " + name, value == null ? "" : HexFormat.of().formatHex(value));
            }
          }
        });
    assertThat(Tree.differences(ours, theirs)).isEmpty();
    assertThat(ours.get("long file name.text dos_name")).isEqualTo("4c4f4e4746497e312e544558");
    assertThat(ours.get("file ea")).isNotEmpty();
    assertThat(ours.get("file object_id")).startsWith("000102030405060708090a0b0c0d0e0f");
    assertThat(ours.get("unknown reparse_data")).startsWith("99990080");
  }

  @Test
  void streamsAreListedAndRead() throws Exception {
    with(
        Map.of(),
        fs -> {
          Node file = at(fs, "file");
          assertThat(file.streams().stream().map(s -> s.name() + "=" + s.size()))
              .containsExactlyInAnyOrder("one=4", "two=8893", "big=108894");
          assertThat(file.xattrNames()).contains(FileName.of("user.one"), FileName.of("user.two"));
          assertThat(file.xattrNames()).doesNotContain(FileName.of("user.big"));
          assertThat(file.xattr(FileName.of("user.one")))
              .isEqualTo("one\n".getBytes(StandardCharsets.UTF_8));
          assertThat(file.xattr(FileName.of("user.none"))).isNull();
          assertThat(file.xattr(FileName.of("ntfs.streams.list")))
              .asString()
              .contains("one\0", "two\0", "big\0");
          Node big = Objects.requireNonNull(file.stream(FileName.of("BIG")));
          assertThat(text(big)).startsWith("1\n2\n").endsWith("20000\n");
          assertThat(big.id()).isBetween(1L << 32, 1L << 48);
          assertThat(text(fs.node(big.id()))).isEqualTo(text(big));
          assertThat(at(fs, "Folder").streams()).hasSize(1);
          assertThat(fs.root().lookup(FileName.of("file:one"))).isNull();
        });
    with(
        Map.of("streams", "windows"),
        fs -> {
          assertThat(text(at(fs, "file:one"))).isEqualTo("one\n");
          assertThat(text(at(fs, "Folder:OfFolder"))).isEqualTo("s\n");
          assertThat(at(fs, "file").xattrNames()).isEmpty();
        });
    with(
        Map.of("streams", "none"),
        fs -> {
          assertThat(at(fs, "file").xattrNames()).isEmpty();
          assertThat(at(fs, "file").xattr(FileName.of("user.one"))).isNull();
          assertThat(fs.root().lookup(FileName.of("file:one"))).isNull();
        });
  }

  @Test
  void namesAreFoundExactlyFirstAndThenInAnyCase() throws Exception {
    with(
        Map.of(),
        fs -> {
          assertThat(text(at(fs, "Case"))).isEqualTo("p\n");
          assertThat(text(at(fs, "CASE"))).isEqualTo("q\n");
          assertThat(text(at(fs, "case"))).isIn("p\n", "q\n");
          assertThat(text(at(fs, "OTHER"))).isEqualTo("o\n");
          assertThat(text(at(fs, "longfi~1.tex"))).isEqualTo("l\n");
          assertThat(at(fs, "long file name.text").attributes().linkCount()).isEqualTo(1);
          assertThat(Tree.entries(fs.root()).stream().map(e -> e.name().toString()))
              .contains("long file name.text")
              .doesNotContain("LONGFI~1.TEX", "$MFT", "$Extend", ".");
          assertThat(fs.root().lookup(FileName.of("absent"))).isNull();
          assertThat(fs.root().lookup(FileName.of(new byte[] {(byte) 0xFF}))).isNull();
          assertThat(at(fs, "$MFT").attributes().size()).isPositive();
          assertThat(fs.node(at(fs, "$MFT").id()).attributes().size()).isPositive();
        });
    with(
        Map.of("case", "sensitive"),
        fs -> assertThat(fs.root().lookup(FileName.of("OTHER"))).isNull());
    with(
        Map.of("show_sys_files", ""),
        fs ->
            assertThat(Tree.entries(fs.root()).stream().map(e -> e.name().toString()))
                .contains("$MFT", "$Extend", "$Bitmap")
                .doesNotContain("."));
  }

  @Test
  void linksStayInsideTheVolume() throws Exception {
    with(
        Map.of(),
        fs -> {
          assertThat(link(fs, "Folder/relative")).isEqualTo("../file");
          assertThat(link(fs, "Folder/inner/absolute")).isEqualTo("../../file");
          assertThat(link(fs, "Folder/inner/rooted")).isEqualTo("../../file");
          assertThat(link(fs, "Folder/climbing")).isEqualTo("../etc/passwd");
          assertThat(link(fs, "Folder/inner/junction")).isEqualTo("../../Folder/inner");
          assertThat(link(fs, "toroot")).isEqualTo(".");
          assertThat(link(fs, "elsewhere")).isEqualTo("\\??\\UNC\\server\\share");
          assertThat(link(fs, "volume"))
              .isEqualTo("\\??\\Volume{01234567-89ab-cdef-0123-456789abcdef}\\");
          assertThat(link(fs, "wsl")).isEqualTo("fil");
        });
    with(
        Map.of("symlinks", "raw"),
        fs -> {
          assertThat(link(fs, "Folder/relative")).isEqualTo("..\\file");
          assertThat(link(fs, "Folder/inner/junction")).isEqualTo("\\??\\D:\\Folder\\inner");
          assertThat(link(fs, "wsl")).isEqualTo("/mnt/c/fil");
        });
    with(
        Map.of("symlinks", "hide"),
        fs -> {
          assertThat(fs.root().lookup(FileName.of("wsl"))).isNull();
          assertThat(Tree.entries(fs.root()).stream().map(e -> e.name().toString()))
              .doesNotContain("wsl", "toroot", "volume")
              .contains("fifo", "file", "unknown");
        });
  }

  @Test
  void filesOfWslHaveTheirTypes() throws Exception {
    with(
        Map.of(),
        fs -> {
          assertThat(at(fs, "socket").attributes().type()).isEqualTo(FileType.SOCKET);
          assertThat(at(fs, "fifo").attributes().type()).isEqualTo(FileType.FIFO);
          assertThat(at(fs, "chr").attributes().type()).isEqualTo(FileType.CHARACTER_DEVICE);
          var blk = at(fs, "blk").attributes();
          assertThat(blk.type()).isEqualTo(FileType.BLOCK_DEVICE);
          assertThat(blk.deviceMajor()).isEqualTo(259);
          assertThat(blk.deviceMinor()).isEqualTo(7);
          assertThat(at(fs, "chr").attributes().deviceMinor()).isEqualTo(300);
          assertThat(link(fs, "wslink")).isEqualTo("Folder/x");
          var file = at(fs, "file").attributes();
          assertThat(file.userId()).isEqualTo(1000);
          assertThat(file.groupId()).isEqualTo(1001);
          assertThat(file.permissions()).isEqualTo(0640);
        });
  }

  @Test
  void dataThatAreElsewhereAreAnErrorAndNeverZeros() throws Exception {
    with(
        Map.of(),
        fs -> {
          ByteBuffer buffer = ByteBuffer.allocate(10);
          // Without blocks, tar would take them for holes.
          for (String elsewhere : List.of("hollow", "hollowwof")) {
            assertThat(at(fs, elsewhere).attributes().size()).isEqualTo(100_000);
            assertThat(at(fs, elsewhere).attributes().allocated()).isEqualTo(512);
            assertThatThrownBy(() -> at(fs, elsewhere).read(0, buffer))
                .isInstanceOf(ImageException.class);
          }
          assertThatThrownBy(() -> at(fs, "cloud").read(0, buffer))
              .isInstanceOfSatisfying(
                  UnavailableException.class,
                  e -> assertThat(e.reason()).isEqualTo(UnavailableException.Reason.NOT_ON_DISK))
              .hasMessageContaining("0x9000201a");
          assertThatThrownBy(() -> at(fs, "dedup").read(0, buffer))
              .isInstanceOf(CorruptException.class)
              .hasMessageContaining("the length of deduplication data");
          assertThatThrownBy(() -> at(fs, "wim").read(0, buffer))
              .isInstanceOf(UnsupportedException.class)
              .hasMessageContaining("WIM");
          assertThatThrownBy(() -> at(fs, "badwof").read(0, buffer))
              .isInstanceOf(CorruptException.class)
              .hasMessageContaining("there is no stream WofCompressedData");
          assertThat(text(at(fs, "hydrated"))).isEqualTo("x\n");
          assertThat(text(at(fs, "unknown"))).isEqualTo("x\n");
        });
  }

  @Test
  void theOwnerIsReadable() throws Exception {
    with(
        Map.of(),
        fs ->
            assertThat(at(fs, "file").xattr(FileName.of("user.coldmount.owner_sid")))
                .asString()
                .startsWith("S-1-5-"));
  }

  @Test
  void anOptionThatIsNotUnderstoodIsRefused() {
    assertThatThrownBy(() -> with(Map.of("symlinks", "follow"), fs -> {}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("The option symlinks=follow is not one of guest, raw, hide.");
  }
}
