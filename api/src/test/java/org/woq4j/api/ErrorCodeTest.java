package org.woq4j.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.woq4j.api.ErrorCode.Category;

class ErrorCodeTest {

  private static final ErrorCode SINGULAR =
      new ErrorCode("gptq.singular_hessian", Category.RESOURCE);

  @ParameterizedTest
  @ValueSource(strings = {"rtn.range", "gptq.singular_hessian", "my_plugin.no_2nd_sample", "x1.y"})
  void anIdIsAModuleAndAFailureInLowerCase(String id) {
    assertThat(new ErrorCode(id, Category.USER).id()).isEqualTo(id);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "range",
        ".range",
        "rtn.",
        "rtn.not-finite",
        "Rtn.range",
        "rtn.Range",
        "rtn.1st",
        "1rtn.range",
        "rtn.a.b",
        "rtn.no range",
        "rtn.range\n"
      })
  void otherFormsAreRefused(String id) {
    assertThatThrownBy(() -> new ErrorCode(id, Category.USER))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("an error's id has the form module.snake_case, was '" + id + "'");
  }

  @Test
  void bothPartsMustBeGiven() {
    assertThatNullPointerException().isThrownBy(() -> new ErrorCode(null, Category.USER));
    assertThatNullPointerException().isThrownBy(() -> new ErrorCode("a.b", null));
  }

  @Test
  void anExceptionOfOneProblemHasItsMessageAndItsCure() {
    WoqException thrown = SINGULAR.because("the Hessian of x is singular", "raise 'damp'");

    assertThat(thrown.code()).isEqualTo(SINGULAR);
    assertThat(thrown.issues())
        .containsExactly(Issue.of("the Hessian of x is singular", "raise 'damp'"));
    assertThat(thrown).hasNoCause();
  }

  @Test
  void anExceptionWithACauseSaysWhatTheCauseSays() {
    IOException cause = new IOException("disk full");

    WoqException thrown = SINGULAR.because("cannot write a.onnx", cause);

    assertThat(thrown.code()).isEqualTo(SINGULAR);
    assertThat(thrown.issues())
        .containsExactly(Issue.of("cannot write a.onnx: IOException: disk full"));
    assertThat(thrown).hasCause(cause);
  }
}
