package io.coldmount.mountd.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.lang.classfile.ClassFile;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Old classes of a real library, and of made ones. */
final class CurrentClassesTest {

  @TempDir Path folder;

  private final CurrentClasses classes = new CurrentClasses(CommandLine.class.getClassLoader());

  private Path picocli() throws Exception {
    Path copy = folder.resolve("picocli.jar");
    URI where = CommandLine.class.getProtectionDomain().getCodeSource().getLocation().toURI();
    Files.copy(Path.of(where), copy);
    return copy;
  }

  private static List<String> old(Path library) throws IOException {
    List<String> names = new ArrayList<>();
    try (ZipFile zip = new ZipFile(library.toFile())) {
      for (ZipEntry entry : zip.stream().toList()) {
        try (InputStream in = zip.getInputStream(entry)) {
          byte[] bytes = in.readAllBytes();
          if (entry.getName().endsWith(".class")
              && CurrentClasses.major(bytes) < ClassFile.JAVA_6_VERSION) {
            names.add(entry.getName());
          }
        }
      }
    }
    return names;
  }

  @Test
  void theOldClassesOfALibraryAreWrittenAnewAndPassTheVerifier() throws Exception {
    Path library = picocli();
    List<String> before = old(library);
    assertThat(before).isNotEmpty();
    classes.rewrite(library);
    assertThat(old(library)).isEmpty();
    URL[] alone = {library.toUri().toURL()};
    try (URLClassLoader loader = new URLClassLoader(alone, ClassLoader.getPlatformClassLoader())) {
      for (String name : before) {
        String type = name.substring(0, name.length() - ".class".length()).replace('/', '.');
        assertThat(Class.forName(type, true, loader).getClassLoader()).isSameAs(loader);
      }
    }
    assertThat(folder).isDirectoryNotContaining("glob:**.new");
  }

  @Test
  void aLibraryWithoutOldClassesIsNotTouched() throws Exception {
    Path library = picocli();
    classes.rewrite(library);
    FileTime then = FileTime.fromMillis(1_000_000);
    Files.setLastModifiedTime(library, then);
    classes.rewrite(library);
    assertThat(Files.getLastModifiedTime(library)).isEqualTo(then);
  }

  @Test
  void aSignedLibraryIsNotTouched() throws Exception {
    Path library = picocli();
    Path signed = folder.resolve("signed.jar");
    try (ZipFile zip = new ZipFile(library.toFile());
        ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(signed));
        InputStream in = zip.getInputStream(zip.getEntry("picocli/CommandLine.class"))) {
      out.putNextEntry(new ZipEntry("picocli/CommandLine.class"));
      in.transferTo(out);
      out.putNextEntry(new ZipEntry("META-INF/OWNER.SF"));
    }
    byte[] before = Files.readAllBytes(signed);
    classes.rewrite(signed);
    assertThat(Files.readAllBytes(signed)).isEqualTo(before);
  }

  @Test
  void whatIsNoClassStaysAsItIs() {
    byte[] text = "no class at all".getBytes(StandardCharsets.UTF_8);
    assertThat(classes.current(text)).isSameAs(text);
    assertThat(classes.current(new byte[3])).hasSize(3);
  }
}
