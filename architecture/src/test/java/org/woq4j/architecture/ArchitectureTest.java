package org.woq4j.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.woq4j.api.Experimental;
import org.woq4j.api.Stable;
import org.woq4j.core.frontier.BufferPool;

/** Checks the dependencies between packages on the compiled classes of all modules. */
class ArchitectureTest {

  /** Every module may use these. */
  private static final String[] JDK = {"java..", "org.jspecify.annotations.."};

  /** The build leaves it out; it is checked only if it was built separately. */
  private static final String EXAMPLE_PLUGIN = "com.example.hqq";

  private static final String SESSIONS = "org.woq4j.runtime.onnx.session";

  private static final String[] API = {"org.woq4j.api.."};
  private static final String[] KERNELS = {"org.woq4j.kernels.."};

  /** The packages that each module may use in addition to the JDK and its own packages. */
  private static final Map<String, String[]> ARROWS =
      Map.ofEntries(
          Map.entry("org.woq4j.api", new String[0]),
          Map.entry("org.woq4j.kernels", API),
          Map.entry("org.woq4j.openblas", and(API, "org.bytedeco..")),
          Map.entry("org.woq4j.core", and(API, KERNELS[0], "com.google.re2j..")),
          Map.entry("org.woq4j.algorithms.rtn", and(API, KERNELS[0])),
          Map.entry("org.woq4j.calibration.text", and(API, "ai.djl..", "com.google.gson..")),
          Map.entry("org.woq4j.calibration.arrays", API),
          Map.entry("org.woq4j.targets", API),
          Map.entry(
              "org.woq4j.evaluation",
              and(API, "org.woq4j.core..", "org.apache.commons.math3..", "com.sun.management..")),
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
              "org.woq4j.report.html",
              and(API, "org.woq4j.core..", "org.woq4j.evaluation.result..")),
          Map.entry("org.woq4j.documents", and(API, "org.woq4j.core..", "tools.jackson..")),
          Map.entry(
              "org.woq4j.plugins.host",
              and(API, "org.woq4j.core..", "org.pf4j..", "com.github.zafarkhaja..")),
          Map.entry(
              "org.woq4j.tck",
              and(
                  API,
                  "org.junit..",
                  "org.assertj..",
                  "org.opentest4j..",
                  "org.apache.commons.math3..")),
          Map.entry(
              "org.woq4j.cli",
              and(
                  API,
                  "org.woq4j.core..",
                  "org.woq4j.recipe..",
                  "org.woq4j.documents..",
                  "org.woq4j.evaluation..",
                  "org.woq4j.report.html..",
                  "org.woq4j.plugins.host..",
                  "org.woq4j.onnx.sample..",
                  "org.woq4j.runtime.onnx.speed..",
                  "org.woq4j.targets..",
                  "picocli..",
                  "me.tongfei.progressbar..")),
          Map.entry("org.woq4j.prelink", new String[] {"org.objectweb.asm.."}),
          Map.entry("org.woq4j.plugins.kquant", API),
          Map.entry(EXAMPLE_PLUGIN, API),
          Map.entry(
              "org.woq4j.examples",
              and(
                  API,
                  "org.woq4j.core..",
                  "org.springframework..",
                  "ai.djl..",
                  "dev.langchain4j..")),
          Map.entry(
              "org.woq4j.bench",
              and(
                  API,
                  "org.woq4j.core..",
                  KERNELS[0],
                  "org.woq4j.algorithms..",
                  "org.woq4j.calibration.text..",
                  "org.woq4j.onnx..",
                  "org.woq4j.openblas..",
                  "com.google.protobuf..",
                  "ai.onnxruntime..",
                  "org.openjdk.jmh..",
                  "org.bytedeco..")));

  private static final SliceAssignment PACKAGES =
      new SliceAssignment() {
        @Override
        public SliceIdentifier getIdentifierOf(JavaClass type) {
          return SliceIdentifier.of(type.getPackageName());
        }

        @Override
        public String getDescription() {
          return "packages";
        }
      };

  private static JavaClasses all;

  @BeforeAll
  static void scan() {
    all =
        new ClassFileImporter()
            .importPaths(
                Stream.concat(Module.all().stream(), Stream.of(Module.EXAMPLE_PLUGIN))
                    .filter(Module::isBuilt)
                    .map(Module::classes)
                    .toList());
  }

  /** Guards the other tests: all of them pass on a module without classes. */
  @Test
  void everyModuleIsScanned() {
    assertThat(Module.all()).hasSizeGreaterThan(15).allMatch(Module::isBuilt);
    assertThat(all.size()).isGreaterThan(500);
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
                                and(and(arrow.getValue(), JDK), "", arrow.getKey() + ".."))
                            .allowEmptyShould(arrow.getKey().equals(EXAMPLE_PLUGIN))
                            .check(all)));
  }

  @Test
  void packagesHaveNoCycles() {
    slices().assignedFrom(PACKAGES).should().beFreeOfCycles().check(all);
  }

  /**
   * Packages have no cycles, each taken together with its subpackages, at any depth of the tree.
   */
  @TestFactory
  Stream<DynamicTest> treesOfPackagesHaveNoCycles() {
    return all.stream()
        .flatMap(type -> parents(type.getPackageName()))
        .distinct()
        .map(
            parent ->
                DynamicTest.dynamicTest(
                    parent,
                    () ->
                        slices().matching(parent + ".(*)..").should().beFreeOfCycles().check(all)));
  }

  /** For {@code org.woq4j.core.run}: {@code org.woq4j.core} and {@code org.woq4j}. */
  private static Stream<String> parents(String name) {
    return Stream.iterate(parent(name), parent -> parent.contains("."), ArchitectureTest::parent);
  }

  private static String parent(String name) {
    return name.substring(0, Math.max(0, name.lastIndexOf('.')));
  }

  @Test
  void onlySessionsUseOnnxRuntime() {
    noClasses()
        .that()
        .resideOutsideOfPackages(SESSIONS, "org.woq4j.bench..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("ai.onnxruntime..")
        .check(all);
  }

  /** They run in child processes, which get only the jars of these packages. */
  @Test
  void sessionsNeedFewJars() {
    classes()
        .that()
        .resideInAPackage(SESSIONS)
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            and(JDK, "", SESSIONS, "ai.onnxruntime..", BufferPool.class.getPackageName()))
        .check(all);
  }

  @Test
  void onlyProgramsPrintOrExit() {
    noClasses()
        .that()
        .resideOutsideOfPackages("org.woq4j.cli..", "org.woq4j.bench..", "org.woq4j.examples..")
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
                org.woq4j.api.calibration.CalibrationSource.class,
                org.woq4j.api.deployment.DeploymentTarget.class))
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
