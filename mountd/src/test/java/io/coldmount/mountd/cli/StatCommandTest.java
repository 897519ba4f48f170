package io.coldmount.mountd.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.coldmount.fs.FileName;
import io.coldmount.fs.FileType;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class StatCommandTest {

  @TempDir Path folder;
  private CommandLineHarness line;

  @BeforeEach
  void aGuest() throws IOException {
    line = new CommandLineHarness(folder);
    line.fs
        .file(line.fs.root(), "file", "content".getBytes(StandardCharsets.US_ASCII))
        .withXattr("user.a", "text".getBytes(StandardCharsets.US_ASCII))
        .withXattr("user.b", new byte[] {0, 1})
        .withSize(8192)
        .withRuns(4096L);
    line.fs
        .add(line.fs.root(), "link", FileType.SYMBOLIC_LINK, 0777)
        .withTarget(FileName.of("file"));
  }

  @Test
  void allThatTheGuestKeepsIsShown() {
    assertThat(line.run("stat", "--extents", "disk.raw", "file").out())
        .isEqualTo(
            """
                File: disk:/file
                Type: regular file
                Size: 8192 bytes, 8192 allocated (16 blocks)
               Inode: 3, 1 link
                Mode: 0644 (-rw-r--r--)
               Owner: uid 1000, gid 1001
            Accessed: 2128-06-11T08:53:20.123456789Z
            Modified: 2128-06-11T08:53:20.123456789Z
             Changed: 2128-06-11T08:53:20.123456789Z
                Born: 2128-06-11T08:53:20.123456789Z
               Xattr: user.a = "text"
               Xattr: user.b = 0x0001
              Extent: 0 + 4096: memory
              Extent: 4096 + 4096: hole
            """);
  }

  @Test
  void aLinkIsShownItselfUnlessItIsToBeFollowed() {
    assertThat(line.run("stat", "disk.raw", "/link").out())
        .contains("File: disk:/link -> file", "Type: symbolic link");
    assertThat(line.run("stat", "-L", "disk.raw", "/link").out()).contains("File: disk:/file\n");
  }

  @Test
  void theJsonHasItsShape() {
    assertThat(line.run("stat", "--json", "--extents", "disk.raw", "file", "link").out())
        .isEqualTo(
            """
            [ {
              "volume" : "disk",
              "path" : "/file",
              "id" : 3,
              "type" : "regular",
              "permissions" : "0644",
              "links" : 1,
              "uid" : 1000,
              "gid" : 1001,
              "size" : 8192,
              "allocated" : 8192,
              "accessed" : "2128-06-11T08:53:20.123456789Z",
              "modified" : "2128-06-11T08:53:20.123456789Z",
              "changed" : "2128-06-11T08:53:20.123456789Z",
              "born" : "2128-06-11T08:53:20.123456789Z",
              "flags" : [ ],
              "generation" : 7,
              "xattrs" : [ {
                "name" : "user.a",
                "valueBytes" : "74657874"
              }, {
                "name" : "user.b",
                "valueBytes" : "0001"
              } ],
              "streams" : [ ],
              "extents" : [ {
                "position" : 0,
                "length" : 4096,
                "hole" : false,
                "link" : "memory",
                "file" : "",
                "offset" : 0,
                "packed" : false
              }, {
                "position" : 4096,
                "length" : 4096,
                "hole" : true
              } ]
            }, {
              "volume" : "disk",
              "path" : "/link",
              "id" : 4,
              "type" : "symbolic_link",
              "permissions" : "0777",
              "links" : 1,
              "uid" : 1000,
              "gid" : 1001,
              "size" : 4,
              "allocated" : 4,
              "accessed" : "2128-06-11T08:53:20.123456789Z",
              "modified" : "2128-06-11T08:53:20.123456789Z",
              "changed" : "2128-06-11T08:53:20.123456789Z",
              "born" : "2128-06-11T08:53:20.123456789Z",
              "flags" : [ ],
              "generation" : 7,
              "target" : "file",
              "xattrs" : [ ],
              "streams" : [ ]
            } ]
            """);
  }

  @Test
  void aFileIsWrittenOutByteForByte() {
    String content = line.run("cat", "disk.raw", "link").out();
    assertThat(content).hasSize(8192).startsWith("contentcontent");
  }
}
