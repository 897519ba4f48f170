package io.coldmount.fs.sleuthkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.coldmount.fs.DirectorySink;
import io.coldmount.fs.FileName;
import io.coldmount.fs.FileSystem;
import io.coldmount.fs.Node;
import io.coldmount.fs.sleuthkit.process.Library;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that mtools and debugfs have deleted. */
final class DeletedFilesTest {

  @TempDir Path folder;
  private final byte[] content = new byte[100_000];

  @BeforeEach
  void theToolsAreHere() throws IOException {
    assumeTrue(Library.find().usable() && Tools.has("mcopy") && Tools.has("debugfs"));
    new Random(1).nextBytes(content);
    Files.write(folder.resolve("content"), content);
  }

  private Path image(String name, int megabytes) throws IOException {
    Path image = folder.resolve(name);
    try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
      file.setLength((long) megabytes << 20);
    }
    return image;
  }

  private static FileSystem open(FileSource source) throws IOException {
    var options = Tree.options(Map.of("deleted", ""));
    FileSystem live = new SleuthkitDriver().open(source, options);
    return DeletedFiles.addTo(live, source, options);
  }

  private static String intact(Node file) throws IOException {
    byte[] value = Objects.requireNonNull(file.xattr(DeletedFiles.INTACT));
    return new String(value, StandardCharsets.UTF_8);
  }

  private Path fat() throws IOException {
    Path image = image("fat.img", 32);
    String at = image.toString();
    String from = folder.resolve("content").toString();
    Tools.run("mkfs.vfat", "-F", "16", at);
    Tools.run("mcopy", "-i", at, from, "::/gone.bin");
    Tools.run("mmd", "-i", at, "::/dir");
    Tools.run("mcopy", "-i", at, from, "::/dir/inner.bin");
    Tools.run("mcopy", "-i", at, from, "::/dir/kept.bin");
    Tools.run("mdel", "-i", at, "::/gone.bin", "::/dir/inner.bin");
    return image;
  }

  @Test
  void deletedFilesOfFatAreThereInTheirFoldersWithTheirBytes() throws IOException {
    try (FileSource source = new FileSource(fat());
        FileSystem fileSystem = open(source)) {
      var nodes = Tree.walk(fileSystem);
      assertThat(nodes.keySet())
          .containsExactly(
              ".deleted",
              ".deleted/_one.bin",
              ".deleted/deleted-files.tsv",
              ".deleted/dir",
              ".deleted/dir/_nner.bin",
              "dir",
              "dir/kept.bin");
      for (String path : List.of(".deleted/_one.bin", ".deleted/dir/_nner.bin")) {
        Node file = Objects.requireNonNull(nodes.get(path));
        assertThat(Tree.bytes(file)).isEqualTo(content);
        assertThat(intact(file)).isEqualTo("100000 of 100000 bytes");
      }
      Node report = Objects.requireNonNull(nodes.get(".deleted/deleted-files.tsv"));
      assertThat(new String(Tree.bytes(report), StandardCharsets.UTF_8))
          .isEqualTo(
              "path\tinode\tsize\tintact\n"
                  + "_one.bin\t3\t100000\t100000\n"
                  + "dir/_nner.bin\t"
                  + inode(Objects.requireNonNull(nodes.get(".deleted/dir/_nner.bin")))
                  + "\t100000\t100000\n");
    }
  }

  private static String inode(Node file) throws IOException {
    byte[] value = Objects.requireNonNull(file.xattr(FileName.of("user.coldmount.inode")));
    return new String(value, StandardCharsets.UTF_8);
  }

  @Test
  void aNameWhoseInodeAnotherFileHasIsOnlyAName() throws IOException {
    Path image = image("ext.img", 8);
    String from = folder.resolve("content").toString();
    Tools.run("mkfs.ext2", "-q", "-F", "-b", "1024", image.toString());
    Tools.run("debugfs", "-w", "-R", "write " + from + " gone", image.toString());
    Tools.run("debugfs", "-w", "-R", "mkdir d", image.toString());
    Tools.run("debugfs", "-w", "-R", "rm gone", image.toString());
    Tools.run("debugfs", "-w", "-R", "symlink d/new target", image.toString()); // the free inode
    try (FileSource source = new FileSource(image);
        FileSystem fileSystem = open(source)) {
      assertThat(Tree.walk(fileSystem).keySet()).doesNotContain(".deleted/gone");
      assertThat(new String(Tree.bytes(report(fileSystem)), StandardCharsets.UTF_8))
          .contains("gone\t-\t-\t0\n");
    }
  }

  private static Node report(FileSystem fileSystem) throws IOException {
    Node deleted = Objects.requireNonNull(fileSystem.root().lookup(FileName.of(".deleted")));
    return Objects.requireNonNull(deleted.lookup(FileName.of("deleted-files.tsv")));
  }

  @Test
  void theReportTellsHowMuchOfAFileWasOverwritten() throws IOException {
    Path image = fat();
    byte[] small = new byte[30_000];
    Files.write(folder.resolve("small"), small);
    Path kept = folder.resolve("big.img");
    Files.copy(image, kept);
    Tools.run("mcopy", "-i", kept.toString(), folder.resolve("small").toString(), "::/dir/new.bin");
    try (FileSource source = new FileSource(kept);
        FileSystem fileSystem = open(source)) {
      String report = new String(Tree.bytes(report(fileSystem)), StandardCharsets.UTF_8);
      assertThat(report).startsWith("path\tinode\tsize\tintact\n").contains("_one.bin");
      assertThat(report).doesNotContain("_one.bin\t3\t100000\t100000");
    }
  }

  @Test
  void theFolderIsTheLastEntryAndAListingGoesOnBehindIt() throws IOException {
    try (FileSource source = new FileSource(fat());
        FileSystem fileSystem = open(source)) {
      List<DirectorySink.Entry> all = new ArrayList<>();
      fileSystem.root().list(0, all::add);
      assertThat(all).extracting(e -> e.name().toString()).containsExactly("dir", ".deleted");
      List<DirectorySink.Entry> rest = new ArrayList<>();
      fileSystem.root().list(all.getFirst().next(), rest::add);
      assertThat(rest).containsExactly(all.getLast());
      rest.clear();
      fileSystem.root().list(all.getLast().next(), rest::add);
      assertThat(rest).isEmpty();
      Node folder = fileSystem.node(all.getLast().id());
      assertThat(folder.parentId()).isEqualTo(fileSystem.root().id());
    }
  }
}
