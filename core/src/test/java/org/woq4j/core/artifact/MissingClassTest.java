package org.woq4j.core.artifact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ServiceConfigurationError;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.woq4j.api.WoqException;
import org.woq4j.core.error.CoreError;

class MissingClassTest {

  private static final ClassLoader NOTHING = new ClassLoader(null) {};

  /** Its initializer needs a class that does not exist. */
  private static final class Unusable {
    static {
      fail();
    }

    private Unusable() {}

    private static void fail() {
      throw new NoClassDefFoundError("org/slf4j/LoggerFactory");
    }
  }

  @Test
  void findsTheClassBehindTheJvmsErrors() {
    assertThat(MissingClass.in(new NoClassDefFoundError("org/slf4j/LoggerFactory")))
        .contains(new MissingClass("org.slf4j.LoggerFactory"));
    assertThat(
            MissingClass.in(new ServiceConfigurationError("no", new NoClassDefFoundError("a/B$C"))))
        .contains(new MissingClass("a.B$C"));
    assertThatThrownBy(() -> NOTHING.loadClass("org.slf4j.Logger"))
        .satisfies(
            thrown ->
                assertThat(MissingClass.in(new IllegalStateException(thrown)))
                    .contains(new MissingClass("org.slf4j.Logger")));
  }

  /** The second time, the JVM only quotes the error that it threw the first time. */
  @Test
  void findsTheClassEachTimeThatAnInitializerFails() {
    for (int time = 0; time < 3; time++) {
      assertThatThrownBy(Unusable::new)
          .isInstanceOf(NoClassDefFoundError.class)
          .satisfies(
              thrown ->
                  assertThat(MissingClass.in(thrown))
                      .contains(new MissingClass("org.slf4j.LoggerFactory")));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Could not initialize class ai.djl.huggingface.tokenizers.jni.LibUtils",
        "no onnxruntime in java.library.path: /usr/lib",
        "/tmp/onnxruntime4j/libonnxruntime.so: cannot open shared object file"
      })
  void otherLinkageErrorsAreNotAboutAMissingClass(String message) {
    assertThat(MissingClass.in(new NoClassDefFoundError(message))).isEmpty();
    assertThat(MissingClass.in(new UnsatisfiedLinkError(message))).isEmpty();
    assertThat(MissingClass.in(new IllegalStateException("org/slf4j/LoggerFactory"))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "org.slf4j.spi.MDCAdapter, org.slf4j:slf4j-api",
    "ai.djl.engine.Engine, ai.djl:api",
    "ai.djl.huggingface.tokenizers.Encoding, ai.djl.huggingface:tokenizers",
    "ai.onnxruntime.OrtEnvironment, com.microsoft.onnxruntime:onnxruntime"
  })
  void namesTheArtifact(String name, String artifact) {
    assertThat(new MissingClass(name).cure())
        .startsWith("add " + artifact + ", which has it, to the class path; on the module path,");
  }

  @Test
  void ofAStrangersClassItAsksForTheJar() {
    assertThat(new MissingClass("com.acme.Rounder").cure())
        .startsWith("add its jar to the class path;");
  }

  @Test
  void onlyMissingClassesBecomeProblemsOfTheUser() {
    assertThat(MissingClass.named(() -> 1)).isEqualTo(1);
    assertThatThrownBy(() -> MissingClass.named(() -> raise(new NoClassDefFoundError("a/B"))))
        .isInstanceOfSatisfying(
            WoqException.class, failed -> assertThat(failed.code()).isEqualTo(CoreError.PROVIDERS))
        .hasMessageStartingWith("woq4j needs a class that is missing: a.B; add its jar");
    UnsatisfiedLinkError other = new UnsatisfiedLinkError("no native library");
    assertThatThrownBy(() -> MissingClass.named(() -> raise(other))).isSameAs(other);
  }

  private static int raise(Error error) {
    throw error;
  }
}
