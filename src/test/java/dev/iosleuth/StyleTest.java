package dev.iosleuth;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.conditions.ArchConditions.have;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaAccess.Predicates;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import dev.iosleuth.reading.Fields;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Habits that a reader may rely on everywhere. */
@AnalyzeClasses(packages = "dev.iosleuth", importOptions = ImportOption.DoNotIncludeTests.class)
class StyleTest {
  private static final int MOST_LINES = 500;

  @ArchTest
  static final ArchRule NO_MUTABLE_STATICS =
      fields().that().areStatic().should().beFinal().allowEmptyShould(true);

  @ArchTest
  static final ArchRule ONE_HOME_FOR_NUMBERS =
      noClasses()
          .that()
          .areNotAssignableTo(Fields.class)
          .should()
          .callCodeUnitWhere(describe("it parses a number", StyleTest::parsesNumber));

  @ArchTest
  static final ArchRule ONLY_SOURCE_TOUCHES_THE_HOST =
      noClasses()
          .that()
          .resideOutsideOfPackage("dev.iosleuth.source..")
          .should()
          .dependOnClassesThat(
              describe("open files, sockets, processes or terminals", StyleTest::opens));

  @ArchTest
  static final ArchRule NO_CATCH_ALL =
      noClasses()
          .that()
          .doNotHaveFullyQualifiedName("dev.iosleuth.cli.Main")
          .should(have(describe("a catch of everything", StyleTest::catchesAll)));

  @ArchTest
  static final ArchRule ONLY_CLI_PRINTS =
      noClasses()
          .that()
          .resideOutsideOfPackage("dev.iosleuth.cli..")
          .should()
          .accessTargetWhere(
              Predicates.target(
                  describe(
                      "System.out or System.err",
                      target ->
                          target.getOwner().isEquivalentTo(System.class)
                              && Set.of("out", "err").contains(target.getName()))));

  @ArchTest
  static final ArchRule NO_CLASS_IS_OPEN =
      classes()
          .that()
          .areNotInterfaces()
          .and()
          .areNotEnums()
          .and()
          .areNotAnonymousClasses()
          .should()
          .haveModifier(JavaModifier.FINAL);

  @Test
  void noSourceIsLong() throws IOException {
    try (Stream<Path> sources = Files.walk(Path.of("src"))) {
      assertThat(sources.filter(p -> p.toString().endsWith(".java")))
          .isNotEmpty()
          .allSatisfy(p -> assertThat(lines(p)).as("lines of %s", p).isLessThan(MOST_LINES));
    }
  }

  private static long lines(Path path) {
    try (Stream<String> lines = Files.lines(path)) {
      return lines.count();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean parsesNumber(JavaCall<?> call) {
    JavaClass owner = call.getTargetOwner();
    List<String> parameters =
        call.getTarget().getRawParameterTypes().stream().map(JavaClass::getName).toList();
    if (parameters.isEmpty() || !parameters.getFirst().equals("java.lang.String")) {
      return false;
    }
    boolean boxed = owner.isAssignableTo(Number.class);
    boolean makes =
        call.getName().startsWith("parse") || Set.of("valueOf", "decode").contains(call.getName());
    boolean big = owner.isEquivalentTo(BigInteger.class) || owner.isEquivalentTo(BigDecimal.class);
    return (boxed && makes) || (big && call.getName().equals("<init>"));
  }

  private static boolean opens(JavaClass type) {
    String name = type.getName();
    boolean value =
        type.isEquivalentTo(Path.class) || name.equals("java.nio.file.InvalidPathException");
    return (name.startsWith("java.nio.file.") && !value)
        || name.startsWith("java.nio.channels.")
        || name.startsWith("java.net.")
        || name.startsWith("java.io.File")
        || name.startsWith("java.lang.foreign.")
        || name.startsWith("org.jline.")
        || Set.of("java.io.RandomAccessFile", "java.lang.Process", "java.lang.ProcessBuilder")
            .contains(name);
  }

  private static boolean catchesAll(JavaClass type) {
    return type.getCodeUnits().stream()
        .flatMap(unit -> unit.getTryCatchBlocks().stream())
        .flatMap(block -> block.getCaughtThrowables().stream())
        .anyMatch(caught ->
            Stream.of(Exception.class, NumberFormatException.class)
                .anyMatch(caught::isEquivalentTo));
  }
}
