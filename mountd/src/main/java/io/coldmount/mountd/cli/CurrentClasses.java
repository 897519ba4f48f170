package io.coldmount.mountd.cli;

import java.io.IOException;
import java.io.InputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassFile.ClassHierarchyResolverOption;
import java.lang.classfile.ClassFile.StackMapsOption;
import java.lang.classfile.ClassFileVersion;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeTransform;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Locale;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;

/**
 * Writes classes of old formats anew in a format that Java's start-up cache takes: it leaves out
 * those from before Java 6 (some libraries are kept so on purpose), which are then looked for, read
 * and verified in each run. The code stays what it is; the tables that newer verifiers want are
 * added to it.
 *
 * <p>The launcher runs this over its own copy of the libraries, once for each build.
 */
public final class CurrentClasses {

  /** The first format that the start-up cache takes is that of Java 6. */
  private static final int OLDEST = ClassFile.JAVA_6_VERSION;

  private static final int WRITTEN = ClassFile.JAVA_8_VERSION;
  private static final int MAGIC = 0xCAFEBABE;

  /** Up to the format's number. */
  private static final int HEADER = 8;

  private final ClassFile format;

  /**
   * @param libraries where the classes are found that the written ones name
   */
  CurrentClasses(ClassLoader libraries) {
    ClassHierarchyResolver resolver =
        ClassHierarchyResolver.ofResourceParsing(libraries)
            .orElse(ClassHierarchyResolver.defaultResolver());
    format =
        ClassFile.of(
            StackMapsOption.GENERATE_STACK_MAPS, ClassHierarchyResolverOption.of(resolver));
  }

  /** Takes the files of libraries, which are on the class path as well. */
  public static void main(String[] libraries) throws IOException {
    var classes = new CurrentClasses(ClassLoader.getSystemClassLoader());
    for (String library : libraries) {
      classes.rewrite(Path.of(library));
    }
  }

  /** Replaces the file if there is something old in it, and if it is not signed. */
  void rewrite(Path library) throws IOException {
    if (!isOldAndUnsigned(library)) {
      return;
    }
    Path written = library.resolveSibling(library.getFileName() + ".new");
    try {
      copy(library, written);
      Files.move(written, library, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(written);
    }
  }

  /** Reads the beginning of each class: most libraries have nothing old. */
  private static boolean isOldAndUnsigned(Path library) throws IOException {
    boolean old = false;
    try (ZipFile zip = new ZipFile(library.toFile())) {
      for (ZipEntry entry : zip.stream().toList()) {
        if (isSignature(entry.getName())) {
          return false;
        }
        if (!old && entry.getName().endsWith(".class")) {
          try (InputStream in = zip.getInputStream(entry)) {
            old = major(in.readNBytes(HEADER)) < OLDEST;
          }
        }
      }
    }
    return old;
  }

  private void copy(Path library, Path written) throws IOException {
    try (ZipInputStream in = new ZipInputStream(Files.newInputStream(library));
        ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(written))) {
      for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
        String name = entry.getName();
        byte[] bytes = in.readAllBytes();
        ZipEntry copied = new ZipEntry(name);
        copied.setTime(entry.getTime());
        out.putNextEntry(copied);
        out.write(name.endsWith(".class") ? current(bytes) : bytes);
        out.closeEntry();
      }
    }
  }

  private static boolean isSignature(String name) {
    return name.startsWith("META-INF/") && name.toUpperCase(Locale.ROOT).endsWith(".SF");
  }

  /** The class in a format that the start-up cache takes, or {@code bytes} if it is in one. */
  byte[] current(byte[] bytes) {
    if (major(bytes) >= OLDEST) {
      return bytes;
    }
    ClassTransform written =
        ClassTransform.transformingMethodBodies(CodeTransform.ACCEPT_ALL)
            .andThen(
                (builder, element) -> {
                  if (element instanceof ClassFileVersion) {
                    builder.withVersion(WRITTEN, 0);
                  } else {
                    builder.with(element);
                  }
                });
    try {
      return format.transformClass(format.parse(bytes), written);
    } catch (IllegalArgumentException e) {
      return bytes; // with jsr, which newer formats do not have
    }
  }

  /** The format of a class, or one that needs nothing if it is none. */
  static int major(byte[] bytes) {
    if (bytes.length < HEADER || ByteBuffer.wrap(bytes).getInt() != MAGIC) {
      return OLDEST;
    }
    return (bytes[6] & 0xFF) << 8 | (bytes[7] & 0xFF);
  }
}
