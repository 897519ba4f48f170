package io.coldmount.fs.ntfs;

import static org.assertj.core.api.Assertions.assertThat;

import io.coldmount.fs.FileSystem;
import io.coldmount.fs.FileType;
import io.coldmount.fs.Node;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files and streams, by their record and stream name, hold the bytes that fls and icat find. */
final class SleuthkitTest {

  @TempDir Path folder;

  private static final String FILES =
      """
      head -c 8000000 /dev/urandom > dirt; sync; rm dirt
      echo resident > small; seq 1 100000 > large; : > empty
      p=deep; for i in $(seq 100); do p=$p/d; done; mkdir -p $p; echo bottom > $p/file; echo s > $p/file:stream
      truncate -s 20M sparse; echo data | dd of=sparse bs=1 oflag=seek_bytes seek=9000000 conv=notrunc status=none
      for i in 1 2 3; do for f in x y; do head -c 70000 /dev/urandom >> frag$f; done; done
      head -c 300000 /dev/urandom > partly; : > never; ln large 'second name'
      for i in 1 2 3 4 5 6 7 8 9; do seq $i 3000 > small:stream$i; done
      echo one > 'large:ein Strom'; mkdir folder; seq 1 500 > folder:ofFolder
      mkdir packed; setfattr -n system.ntfs_attrib_be -v 0x00000810 packed
      seq 1 200000 > packed/numbers; cp /bin/bash packed/program; head -c 300000 /dev/urandom > packed/random
      mkdir many; (cd many; seq 1 300 | xargs touch)
      """;

  private static final String CONTENTS =
      """
      fls -u -r -p -f ntfs "$1" | while IFS=$'\\t' read -r meta path; do
        address=${meta#* }; address=${address%:}
        case $address in *-128-*) ;; *) continue ;; esac
        printf '%s\\t%s\\t%s\\n' "$address" "$path" "$(icat -f ntfs "$1" "$address" | sha256sum | head -c 64)"
      done
      """;

  @Test
  void eachFileAndStreamIsWhatIcatReads() throws Exception {
    Assumptions.assumeTrue(Shell.has("fls", "icat"), "sleuthkit");
    var image = NtfsImage.make(folder, "64M", "");
    image.mounted("rw,compression,streams_interface=windows", FILES);
    image.tool("ntfsfallocate -l 1000000", "partly");
    image.tool("ntfsfallocate -l 500001", "never");
    Map<String, String> theirs = new TreeMap<>();
    String out = Shell.text(folder, "set -- '" + image.file() + "'\n" + CONTENTS);
    for (String line : out.lines().toList()) {
      String[] fields = line.split("\t", -1);
      long record = Long.parseLong(fields[0].substring(0, fields[0].indexOf('-')));
      if (record >= Reference.FIRST_USER && !fields[1].startsWith("$")) {
        theirs.put(record + " " + fields[1].replace("/.:", ":"), fields[2]);
      }
    }
    Map<String, String> ours = new TreeMap<>();
    try (var source = FileSource.open(image.file());
        var fs = NtfsImage.open(source, Map.of())) {
      walk(fs, fs.root(), "", ours);
    }
    assertThat(Tree.differences(ours, theirs)).isEmpty();
    assertThat(ours).hasSizeGreaterThan(320);
  }

  private static void walk(FileSystem fs, Node node, String path, Map<String, String> hashes)
      throws IOException {
    for (Node.Stream stream : node.streams()) {
      Node opened = Objects.requireNonNull(node.stream(stream.name()));
      assertThat(opened.attributes().size()).isEqualTo(stream.size());
      hashes.put(node.id() + " " + path + ":" + Tree.latin(stream.name()), Tree.sha256(opened));
    }
    if (node.attributes().type() == FileType.REGULAR) {
      hashes.put(node.id() + " " + path, Tree.sha256(node));
      return;
    }
    for (var entry : Tree.entries(node)) {
      String name = Tree.latin(entry.name());
      walk(fs, fs.node(entry.id()), path.isEmpty() ? name : path + "/" + name, hashes);
    }
  }
}
