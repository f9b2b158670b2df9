package dev.iosleuth;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.util.List;

/** One direction of flow: a package knows only those before it. */
@AnalyzeClasses(packages = "dev.iosleuth", importOptions = ImportOption.DoNotIncludeTests.class)
class LayersTest {
  private static final List<String> ORDER =
      List.of(
          "unit",
          "reading",
          "kernel",
          "source",
          "sample",
          "recording",
          "stack",
          "ledger",
          "finding",
          "view",
          "cli");

  @ArchTest
  static void flowsInOneDirection(JavaClasses classes) {
    for (int layer = 0; layer < ORDER.size() - 1; layer++) {
      String[] later =
          ORDER.subList(layer + 1, ORDER.size()).stream()
              .map(LayersTest::packageOf)
              .toArray(String[]::new);
      noClasses()
          .that()
          .resideInAPackage(packageOf(ORDER.get(layer)))
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(later)
          .allowEmptyShould(true)
          .check(classes);
    }
  }

  @ArchTest
  static final ArchRule EVERY_PACKAGE_HAS_ITS_PLACE =
      noClasses()
          .should()
          .resideOutsideOfPackages(
              ORDER.stream().map(LayersTest::packageOf).toArray(String[]::new));

  @ArchTest
  static final ArchRule PARSERS_DO_NOT_READ =
      noClasses()
          .that()
          .resideInAPackage("dev.iosleuth.kernel..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("dev.iosleuth.source..");

  @ArchTest
  static final ArchRule NO_CYCLES =
      slices().matching("dev.iosleuth.(**)").should().beFreeOfCycles();

  private static String packageOf(String layer) {
    return "dev.iosleuth." + layer + "..";
  }
}
