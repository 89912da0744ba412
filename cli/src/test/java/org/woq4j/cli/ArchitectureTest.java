package org.woq4j.cli;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.woq4j.api.Experimental;
import org.woq4j.api.Stable;

/** Holds the arrows between the rooms, as the build's modules draw them and more finely. */
class ArchitectureTest {

  private static final String JDK = "java..";

  private static final String[] API = {"org.woq4j.api.."};
  private static final String[] KERNELS = {"org.woq4j.kernels.."};

  /** The packages each room may use beside the JDK and its own. */
  private static final Map<String, String[]> ARROWS =
      Map.ofEntries(
          Map.entry("org.woq4j.api", new String[0]),
          Map.entry("org.woq4j.kernels", API),
          Map.entry("org.woq4j.openblas", and(API, "org.bytedeco..")),
          Map.entry("org.woq4j.core", and(API, KERNELS[0], "com.google.re2j..")),
          Map.entry("org.woq4j.algorithms.rtn", and(API, KERNELS[0])),
          Map.entry("org.woq4j.calibration.text", and(API, "ai.djl..", "com.google.gson..")),
          Map.entry("org.woq4j.calibration.arrays", API),
          Map.entry("org.woq4j.algorithms.awq", and(API, KERNELS[0])),
          Map.entry("org.woq4j.algorithms.gptq", and(API, KERNELS[0])),
          Map.entry(
              "org.woq4j.onnx", and(API, KERNELS[0], "org.woq4j.core..", "com.google.protobuf..")),
          Map.entry(
              "org.woq4j.runtime.onnx",
              and(
                  API,
                  KERNELS[0],
                  "org.woq4j.core..",
                  "org.woq4j.onnx..",
                  "com.google.protobuf..",
                  "ai.onnxruntime..")),
          Map.entry(
              "org.woq4j.recipe",
              and(
                  API,
                  "org.woq4j.core..",
                  "tools.jackson..",
                  "com.fasterxml.jackson..",
                  "org.snakeyaml..")),
          Map.entry(
              "org.woq4j.plugins.host",
              and(API, "org.woq4j.core..", "org.pf4j..", "com.github.zafarkhaja..")),
          Map.entry("org.woq4j.tck", and(API, "org.junit..", "org.assertj..", "org.opentest4j..")),
          Map.entry(
              "org.woq4j.cli",
              and(
                  API,
                  "org.woq4j.core..",
                  "org.woq4j.recipe..",
                  "org.woq4j.plugins.host..",
                  "picocli..",
                  "me.tongfei.progressbar..")));

  private static JavaClasses all;

  @BeforeAll
  static void scan() {
    all =
        new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("org.woq4j");
  }

  /** An empty scan would let every other test pass. */
  @Test
  void everyRoomIsScanned() {
    assertThat(all.size()).isGreaterThan(150);
    assertThat(ARROWS.keySet())
        .allSatisfy(
            room ->
                assertThat(all.stream().filter(c -> c.getPackageName().startsWith(room)))
                    .as(room)
                    .isNotEmpty());
  }

  @Test
  void everyClassIsInARoom() {
    assertThat(all.stream().map(c -> c.getPackageName()))
        .allMatch(name -> ARROWS.keySet().stream().anyMatch(name::startsWith));
  }

  @TestFactory
  Stream<DynamicTest> roomsUseOnlyWhatTheyMay() {
    return ARROWS.entrySet().stream()
        .map(
            arrow ->
                DynamicTest.dynamicTest(
                    arrow.getKey(),
                    () ->
                        classes()
                            .that()
                            .resideInAPackage(arrow.getKey() + "..")
                            .should()
                            .onlyDependOnClassesThat()
                            .resideInAnyPackage(
                                and(arrow.getValue(), JDK, "", arrow.getKey() + ".."))
                            .check(all)));
  }

  @Test
  void roomsHaveNoCycles() {
    slices().matching("org.woq4j.(*)..").should().beFreeOfCycles().check(all);
    slices().matching("org.woq4j.onnx.(*)..").should().beFreeOfCycles().check(all);
  }

  @Test
  void onlyTheCommandLinePrintsOrExits() {
    noClasses()
        .that()
        .resideOutsideOfPackage("org.woq4j.cli..")
        .should()
        .accessField(System.class, "out")
        .orShould()
        .accessField(System.class, "err")
        .orShould()
        .callMethod(System.class, "exit", int.class)
        .check(all);
  }

  @Test
  void nobodyReliesOnTheThreadsClassLoader() {
    noClasses().should().callMethod(Thread.class, "getContextClassLoader").check(all);
  }

  @Test
  void nobodyFusesMultiplyAndAdd() {
    noClasses()
        .should()
        .callMethod(Math.class, "fma", float.class, float.class, float.class)
        .orShould()
        .callMethod(Math.class, "fma", double.class, double.class, double.class)
        .because("it changes bits from machine to machine")
        .check(all);
  }

  @Test
  void spisHaveAtMostFourAbstractMethods() {
    assertThat(
            Stream.of(
                org.woq4j.api.algorithm.WeightOnlyAlgorithm.class,
                org.woq4j.api.emit.NodeEmitter.class,
                org.woq4j.api.calibration.CalibrationSource.class))
        .allSatisfy(
            spi ->
                assertThat(
                        all.get(spi).getMethods().stream()
                            .filter(m -> m.getModifiers().contains(JavaModifier.ABSTRACT)))
                    .hasSizeBetween(1, 4));
  }

  @Test
  void typesOfTheApiSayHowStableTheyAre() {
    assertThat(
            all.stream()
                .filter(c -> c.getPackageName().startsWith("org.woq4j.api"))
                .filter(c -> c.isTopLevelClass() && c.getModifiers().contains(JavaModifier.PUBLIC)))
        .hasSizeGreaterThan(30)
        .allMatch(c -> c.isAnnotatedWith(Stable.class) != c.isAnnotatedWith(Experimental.class));
  }

  private static String[] and(String[] some, String... more) {
    return Stream.concat(Stream.of(some), Stream.of(more)).toArray(String[]::new);
  }
}
