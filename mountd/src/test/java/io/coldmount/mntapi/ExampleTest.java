package io.coldmount.mntapi;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The program in the document compiles and does what the document says. */
final class ExampleTest {

  private static final Path DOCUMENT =
      Path.of(System.getProperty("coldmount.root", "."), "src/docs/vixmntapi.md");

  @TempDir Path folder;

  @Test
  void theExampleOfTheDocumentRuns() throws Exception {
    TestDisks.assumeMounts();
    String disk = new TestDisks(folder).linux();
    Matcher code =
        Pattern.compile("```java\n(.*?)```", Pattern.DOTALL).matcher(Files.readString(DOCUMENT));
    assertThat(code.find()).isTrue();
    compile(code.group(1));
    assertThat(run(folder.toString(), disk))
        .isEqualTo(
            "LINUX 9.3 Rocky Linux 9.3\np1 BASIC_PARTITION [/]\np2 BASIC_PARTITION [/home]\n  hello\n  lost+found\n"
                .replace("[/]\n", "[/]\n  bin\n  etc\n  home\n  lost+found\n  sbin\n"));
  }

  private void compile(String code) throws IOException {
    Path source = Files.writeString(folder.resolve("Example.java"), code);
    var errors = new ByteArrayOutputStream();
    int exit =
        ToolProvider.getSystemJavaCompiler()
            .run(
                null,
                null,
                errors,
                "-cp",
                System.getProperty("java.class.path"),
                "-d",
                folder.toString(),
                source.toString());
    assertThat(exit).as(errors.toString(StandardCharsets.UTF_8)).isZero();
  }

  /** What the program prints. */
  private String run(String... arguments) throws Exception {
    URL[] classes = {URI.create("file://" + folder + "/").toURL()};
    var printed = new ByteArrayOutputStream();
    PrintStream original = System.out;
    try (URLClassLoader loader = new URLClassLoader(classes)) {
      System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
      loader
          .loadClass("Example")
          .getMethod("main", String[].class)
          .invoke(null, (Object) arguments);
    } finally {
      System.setOut(original);
    }
    return printed.toString(StandardCharsets.UTF_8);
  }
}
