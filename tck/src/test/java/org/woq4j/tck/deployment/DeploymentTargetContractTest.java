package org.woq4j.tck.deployment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.woq4j.api.deployment.DeploymentTarget;
import org.woq4j.api.deployment.FormChoice;
import org.woq4j.api.deployment.StoredForm;
import org.woq4j.api.deployment.Verdict;
import org.woq4j.api.emit.EmissionRequest;
import org.woq4j.api.option.OptionValues;
import org.woq4j.tck.fixture.SeededRequests;
import org.woq4j.tck.provider.FailedRules;

/** Each broken target is found out by the rule it breaks, and by no other. */
class DeploymentTargetContractTest {

  @Test
  void required_5_1_shouldFailBy_choosingSomethingElseTheSecondTime() {
    assertThat(FailedRules.of(Fickle.class)).containsExactly("5.1");
  }

  @Test
  void required_5_2_shouldFailBy_judgingWithAMemory() {
    assertThat(FailedRules.of(Forgetful.class)).containsExactly("5.2");
  }

  @Test
  void required_5_3_shouldFailBy_aFormatThatIsNoId() {
    assertThat(FailedRules.of(NoFormat.class)).containsExactly("5.3");
  }

  @Test
  void required_5_4_shouldFailBy_choosingTwiceTheSame() {
    assertThat(FailedRules.of(Twice.class)).containsExactly("5.4");
  }

  @Test
  void required_5_5_shouldFailBy_aGroupSizeOfZero() {
    assertThat(FailedRules.of(NoGroups.class)).containsExactly("5.5");
  }

  @Test
  void required_5_6_shouldFailBy_aRefusalWithoutCure() {
    assertThat(FailedRules.of(Curt.class)).containsExactly("5.6");
  }

  @Test
  void required_5_9_shouldFailBy_anotherTargetForAnotherRuntime() {
    assertThat(FailedRules.of(Renamed.class)).containsExactly("5.9");
  }

  @Test
  void theWrapperFindsTheSameFaults() {
    EmissionRequest request = SeededRequests.all(OptionValues.none()).get(0);
    StoredForm form = SeededForms.all().get(0);

    assertThatThrownBy(
            () ->
                new AssertingTarget(new NoGroups().provider())
                    .choices(request, OptionalInt.empty(), OptionValues.none()))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("group size 0");
    assertThatThrownBy(
            () ->
                new AssertingTarget(new Curt().provider())
                    .judge(form, OptionalInt.empty(), OptionValues.none()))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("cure");
  }

  /** Not run but by {@link FailedRules}. */
  abstract static class Broken extends DeploymentTargetContract {

    @Override
    protected boolean discoverable() {
      return false;
    }
  }

  static class Fickle extends Broken {
    private int calls;

    @Override
    protected DeploymentTarget provider() {
      return new SlowTarget() {
        @Override
        public List<FormChoice> choices(
            EmissionRequest wanted, OptionalInt rows, OptionValues options) {
          return List.of(FormChoice.of("qdq").withGroupSize(++calls));
        }
      };
    }
  }

  static class Forgetful extends Broken {
    private int calls;

    @Override
    protected DeploymentTarget provider() {
      return new SlowTarget() {
        @Override
        public Verdict judge(StoredForm form, OptionalInt rows, OptionValues options) {
          return Verdict.fast("call " + ++calls);
        }
      };
    }
  }

  /** Chooses the same forms whatever it is asked. */
  abstract static class Choosing extends Broken {

    abstract List<FormChoice> choices();

    @Override
    protected DeploymentTarget provider() {
      return new SlowTarget() {
        @Override
        public List<FormChoice> choices(
            EmissionRequest wanted, OptionalInt rows, OptionValues options) {
          return Choosing.this.choices();
        }
      };
    }
  }

  static class NoFormat extends Choosing {
    @Override
    List<FormChoice> choices() {
      return List.of(FormChoice.of("MatMulNBits"));
    }
  }

  static class Twice extends Choosing {
    @Override
    List<FormChoice> choices() {
      return List.of(FormChoice.of("qdq"), FormChoice.of("qdq"));
    }
  }

  static class NoGroups extends Choosing {
    @Override
    List<FormChoice> choices() {
      return List.of(FormChoice.of("qdq").withGroupSize(0));
    }
  }

  static class Curt extends Broken {

    @Override
    protected DeploymentTarget provider() {
      return new SlowTarget() {
        @Override
        public Verdict judge(StoredForm form, OptionalInt rows, OptionValues options) {
          return Verdict.not("no", "");
        }
      };
    }
  }

  static class Renamed extends Broken {

    @Override
    protected DeploymentTarget provider() {
      return new SlowTarget() {
        @Override
        public DeploymentTarget onRuntime(String version) {
          return new SlowTarget() {
            @Override
            public String id() {
              return "old";
            }
          };
        }
      };
    }
  }
}
