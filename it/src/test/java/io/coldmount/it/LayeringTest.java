package io.coldmount.it;

import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;

/** The layers of the design: requests go down, and no module reaches over its neighbour. */
@AnalyzeClasses(packages = "io.coldmount", importOptions = ImportOption.DoNotIncludeTests.class)
final class LayeringTest {

  @ArchTest
  static final ArchRule THE_DISK_LAYER_KNOWS_NOTHING_ABOVE =
      ArchRuleDefinition.noClasses()
          .that()
          .resideInAnyPackage("io.coldmount.block..", "io.coldmount.diskset..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "io.coldmount.partitions..", "io.coldmount.fs..", "io.coldmount.mountd..");

  @ArchTest
  static final ArchRule PARTITIONS_KNOW_ONLY_BLOCKS =
      ArchRuleDefinition.noClasses()
          .that()
          .resideInAPackage("io.coldmount.partitions..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "io.coldmount.diskset..", "io.coldmount.fs..", "io.coldmount.mountd..");

  @ArchTest
  static final ArchRule DRIVERS_KNOW_ONLY_BLOCKS_AND_THE_INTERFACE =
      ArchRuleDefinition.noClasses()
          .that()
          .resideInAPackage("io.coldmount.fs..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "io.coldmount.diskset..", "io.coldmount.partitions..", "io.coldmount.mountd..");

  @ArchTest
  static final ArchRule NO_DRIVER_KNOWS_ANOTHER =
      slices().matching("io.coldmount.fs.(*)..").should().notDependOnEachOther();

  /** Of libtsk's driver, the part that starts its process, and what runs in there, have to. */
  @ArchTest
  static final ArchRule DRIVERS_OPEN_NO_FILES_AND_START_NO_THREADS =
      ArchRuleDefinition.noClasses()
          .that()
          .resideInAPackage("io.coldmount.fs..")
          .and()
          .resideOutsideOfPackages(
              "io.coldmount.fs.sleuthkit.process", "io.coldmount.fs.sleuthkit.child")
          .should()
          .dependOnClassesThat()
          .haveNameMatching(
              "java\\.lang\\.(Thread|ProcessBuilder)|java\\.nio\\.file\\.Files"
                  + "|java\\.io\\.(File|FileInputStream|RandomAccessFile)"
                  + "|java\\.nio\\.channels\\.FileChannel"
                  + "|java\\.util\\.concurrent\\.(Executors|ForkJoinPool|CompletableFuture)");

  @ArchTest
  static final ArchRule ONLY_THE_DAEMON_CALLS_NATIVE_CODE =
      ArchRuleDefinition.noClasses()
          .that()
          .resideOutsideOfPackages("io.coldmount.mountd..", "io.coldmount.fs.sleuthkit.child")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("jnr..", "com.kenai.jffi..", "java.lang.foreign..");

  /** libtsk is called in its own process and nowhere else. */
  @ArchTest
  static final ArchRule ONLY_CONSTANTS_OF_THE_CHILD_ARE_KNOWN_OUTSIDE_IT =
      ArchRuleDefinition.noClasses()
          .that()
          .resideOutsideOfPackage("io.coldmount.fs.sleuthkit.child")
          .should()
          .dependOnClassesThat(
              DescribedPredicate.describe(
                  "run in the child",
                  type ->
                      type.getPackageName().equals("io.coldmount.fs.sleuthkit.child")
                          && !type.getSimpleName().equals("Frames")
                          && !type.getSimpleName().equals("ChildMain")));
}
