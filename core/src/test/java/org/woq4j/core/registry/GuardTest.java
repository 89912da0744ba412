package org.woq4j.core.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.woq4j.api.ErrorCode;
import org.woq4j.api.ErrorCode.Category;
import org.woq4j.api.Issue;
import org.woq4j.api.WoqException;
import org.woq4j.api.algorithm.WeightOnlyAlgorithm;
import org.woq4j.api.calibration.CalibrationSource;
import org.woq4j.api.deployment.DeploymentTarget;
import org.woq4j.api.emit.NodeEmitter;
import org.woq4j.core.RoundingAlgorithm;
import org.woq4j.core.error.CoreError;

class GuardTest {

  private static final ErrorCode ODD = new ErrorCode("own.odd", Category.USER);

  private final Guard guard =
      new Guard(
          "format",
          "zip",
          Optional.of(new Plugin("acme", "1.0", "acme.jar", List.of())),
          GuardTest.class);

  @Test
  void exceptionsNameThePluginAndTheLayer() {
    assertThatThrownBy(
            () ->
                Layers.at(
                    "encoder.weight",
                    () ->
                        guard.call(
                            "to plan",
                            () -> {
                              throw new IllegalStateException("oh");
                            })))
        .isInstanceOfSatisfying(
            WoqException.class,
            refused -> assertThat(refused.code()).isEqualTo(CoreError.PLUGIN_FAILED))
        .hasMessageStartingWith(
            "encoder.weight: the format 'zip' of plugin acme 1.0 (acme.jar) failed to plan:"
                + " java.lang.IllegalStateException: oh");
  }

  @Test
  void nullIsAFailure() {
    assertThatThrownBy(() -> guard.call("to plan", () -> null))
        .hasMessageContaining("failed to plan", "it returned null");
  }

  @Test
  void exhaustedMemoryIsNoDefectWhereverThePluginMetIt() {
    OutOfMemoryError full = new OutOfMemoryError("Java heap space");

    for (Throwable thrown :
        List.of(full, new IllegalStateException(new ExecutionException(full)))) {
      assertThatThrownBy(() -> guard.run("at a", () -> sneak(thrown)))
          .isInstanceOfSatisfying(
              WoqException.class,
              failed -> assertThat(failed.code()).isEqualTo(CoreError.OUT_OF_MEMORY))
          .hasMessageStartingWith(
              "the format 'zip' of plugin acme 1.0 (acme.jar) ran out of memory at a: Java heap"
                  + " space; Java's heap may take ")
          .hasMessageContainingAll("'memory'", "'threads'", "-Xmx");
    }
  }

  private static void sneak(Throwable thrown) {
    if (thrown instanceof Error error) {
      throw error;
    }
    throw (RuntimeException) thrown;
  }

  @Test
  void errorsOfThePluginsOwnKeepTheirCodeAndAreNamed() {
    assertThatThrownBy(
            () ->
                guard.run(
                    "at a",
                    () -> {
                      throw ODD.because("K is odd", "make it even");
                    }))
        .isInstanceOfSatisfying(
            WoqException.class, refused -> assertThat(refused.code()).isEqualTo(ODD))
        .hasMessage("the format 'zip' of plugin acme 1.0 (acme.jar) at a: K is odd; make it even");
  }

  @Test
  void aForeignProviderOnTheClassPathIsNamedWithItsClassAndJar() {
    Guard foreign = new Guard("algorithm", "json", Optional.empty(), Test.class);

    assertThatThrownBy(
            () ->
                foreign.run(
                    "at a",
                    () -> {
                      throw ODD.because("K is odd", "make it even");
                    }))
        .hasMessageMatching(
            "the algorithm 'json' \\(org.junit.jupiter.api.Test in junit-jupiter-api-.*jar\\)"
                + " at a: K is odd; make it even");
  }

  @Test
  void ourOwnErrorsAreLeftAsTheyAre() {
    Guard ours = new Guard("algorithm", "rtn", Optional.empty(), GuardTest.class);
    WoqException own = ODD.because("K is odd", "make it even");

    assertThatThrownBy(
            () ->
                ours.run(
                    "at a",
                    () -> {
                      throw own;
                    }))
        .isSameAs(own);
  }

  /** Its own message may blame something else, such as a native library. */
  @Test
  void aMissingClassIsNamedWithItsArtifact() {
    Guard onClassPath = new Guard("calibration source", "text", Optional.empty(), GuardTest.class);
    WoqException blamed =
        new WoqException(
            ODD,
            List.of(Issue.of("the native library cannot be loaded", "use Linux")),
            new NoClassDefFoundError("org/slf4j/LoggerFactory"));

    assertThatThrownBy(
            () ->
                onClassPath.run(
                    "to open",
                    () -> {
                      throw blamed;
                    }))
        .isInstanceOfSatisfying(
            WoqException.class, failed -> assertThat(failed.code()).isEqualTo(CoreError.PROVIDERS))
        .hasMessageStartingWith(
            "the calibration source 'text' needs a class that is missing: org.slf4j.LoggerFactory;"
                + " add org.slf4j:slf4j-api, which has it, to the class path");
  }

  /** A plugin sees only the api and the JDK: the user's class path would not help it. */
  @Test
  void aClassThatAPluginMissesIsADefectOfThePlugin() {
    assertThatThrownBy(
            () ->
                guard.run(
                    "to plan",
                    () -> {
                      throw new NoClassDefFoundError("org/slf4j/LoggerFactory");
                    }))
        .isInstanceOfSatisfying(
            WoqException.class,
            failed -> assertThat(failed.code()).isEqualTo(CoreError.PLUGIN_FAILED));
  }

  @Test
  void cancellationsAreLetThrough() {
    CancellationException cancelled = new CancellationException();
    assertThatThrownBy(
            () ->
                guard.run(
                    "at a",
                    () -> {
                      throw cancelled;
                    }))
        .isSameAs(cancelled);
  }

  @Test
  void twoProvidersOfOneIdNameTheirPlugins() {
    RoundingAlgorithm algorithm = new RoundingAlgorithm("twin", true, result -> result);
    Plugin a = new Plugin("a", "1", "a.jar", List.of());
    Plugin b = new Plugin("b", "1", "b.jar", List.of());
    Providers first =
        new Providers(a, List.of(algorithm), List.of(), List.of(), List.of(), List.of());
    Providers second =
        new Providers(b, List.of(algorithm), List.of(), List.of(), List.of(), List.of());

    assertThatThrownBy(() -> Registry.builder().add(first).add(second).build())
        .hasMessageContainingAll("'twin'", "plugin a 1 (a.jar)", "plugin b 1 (b.jar)");
    Registry registry = Registry.builder().add(first).build();
    assertThat(Registry.plugin(registry.algorithm("twin").orElseThrow())).hasValue(a);
  }

  /** A new method with a default must be delegated, or a plugin's own is never called. */
  @TestFactory
  Stream<DynamicTest> guardsPassEveryMethodOn() {
    return Stream.of(
            List.of(WeightOnlyAlgorithm.class, GuardedAlgorithm.class),
            List.of(NodeEmitter.class, GuardedEmitter.class),
            List.of(CalibrationSource.class, GuardedSource.class),
            List.of(DeploymentTarget.class, GuardedTarget.class))
        .map(
            pair ->
                DynamicTest.dynamicTest(
                    pair.get(0).getSimpleName(),
                    () ->
                        assertThat(signatures(pair.get(1))).containsAll(signatures(pair.get(0)))));
  }

  private static List<String> signatures(Class<?> type) {
    return Arrays.stream(type.getDeclaredMethods())
        .filter(method -> !Modifier.isStatic(method.getModifiers()) && !method.isSynthetic())
        .map(GuardTest::signature)
        .toList();
  }

  private static String signature(Method method) {
    return method.getName() + Arrays.toString(method.getParameterTypes());
  }
}
