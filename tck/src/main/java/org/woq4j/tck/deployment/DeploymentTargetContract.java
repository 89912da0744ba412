package org.woq4j.tck.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.OptionalInt;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;
import org.woq4j.api.deployment.DeploymentTarget;
import org.woq4j.api.deployment.FormChoice;
import org.woq4j.api.deployment.StoredForm;
import org.woq4j.api.emit.EmissionRequest;
import org.woq4j.api.option.OptionValues;
import org.woq4j.tck.fixture.SeededRequests;
import org.woq4j.tck.provider.ProviderContract;

/**
 * The contract of a deployment target, rules 1.x and 5.x of docs/spi-contract.md. A subclass
 * returns the target, and overrides the methods that differ.
 */
public abstract class DeploymentTargetContract extends ProviderContract<DeploymentTarget> {

  private static final List<OptionalInt> ROWS =
      List.of(
          OptionalInt.empty(),
          OptionalInt.of(1),
          OptionalInt.of(37),
          OptionalInt.of(Integer.MAX_VALUE));

  /** Called by JUnit, through a subclass. */
  protected DeploymentTargetContract() {
    super(DeploymentTarget.class, DeploymentTarget::id, DeploymentTarget::options);
  }

  /**
   * {@return the forms that the target judges; by default those of known operators in many shapes,
   * and one that it does not know}
   */
  protected List<StoredForm> forms() {
    return SeededForms.all();
  }

  private interface Question {
    void ask(OptionalInt rows, OptionValues options);
  }

  private void forEachSituation(Question question) {
    for (OptionValues options : validatedOptions()) {
      ROWS.forEach(rows -> question.ask(rows, options));
    }
  }

  private static List<EmissionRequest> requests() {
    return SeededRequests.all(OptionValues.none());
  }

  @Test
  void required_5_1_choicesDependOnlyOnTheArguments() {
    DeploymentTarget target = provider();
    forEachSituation(
        (rows, options) -> {
          for (EmissionRequest request : requests()) {
            assertThat(target.choices(request, rows, options))
                .as("%s, %s rows", request, rows)
                .isEqualTo(target.choices(request, rows, options))
                .isEqualTo(provider().choices(request, rows, options));
          }
        });
  }

  @Test
  void required_5_2_judgementsDependOnlyOnTheArguments() {
    DeploymentTarget target = provider();
    forEachSituation(
        (rows, options) -> {
          for (StoredForm form : forms()) {
            assertThat(target.judge(form, rows, options))
                .as("%s, %s rows", form.request(), rows)
                .isEqualTo(target.judge(form, rows, options))
                .isEqualTo(provider().judge(form, rows, options));
          }
        });
  }

  @Test
  void required_5_3_choicesNameFormats() {
    forEachChoice(TargetRules::formats);
  }

  @Test
  void required_5_4_choicesDiffer() {
    forEachChoice(TargetRules::distinct);
  }

  @Test
  void required_5_5_groupSizesArePositiveOrAll() {
    forEachChoice(TargetRules::groupSizes);
  }

  @Test
  void required_5_9_aTargetOfAnyRuntimeIsTheSameTarget() {
    for (String version : List.of("1.19", "1.20.1", "9999.0")) {
      TargetRules.sameTarget(provider(), provider().onRuntime(version));
    }
  }

  private void forEachChoice(BiConsumer<String, List<FormChoice>> rule) {
    forEachSituation(
        (rows, options) -> {
          for (EmissionRequest request : requests()) {
            rule.accept(request.toString(), provider().choices(request, rows, options));
          }
        });
  }

  @Test
  void required_5_6_judgementsGiveCauseAndCure() {
    forEachSituation(
        (rows, options) -> {
          for (StoredForm form : forms()) {
            TargetRules.verdict(
                form.format() + ", " + form.request(), provider().judge(form, rows, options));
          }
        });
  }
}
