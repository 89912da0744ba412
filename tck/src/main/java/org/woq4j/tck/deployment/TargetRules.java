package org.woq4j.tck.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.woq4j.api.deployment.DeploymentTarget;
import org.woq4j.api.deployment.FormChoice;
import org.woq4j.api.deployment.Verdict;
import org.woq4j.api.deployment.Verdict.Runs;
import org.woq4j.api.option.OptionSpec;
import org.woq4j.tck.provider.Sentences;

/** Rules for the answers of a deployment target. */
final class TargetRules {

  private TargetRules() {}

  /** Rule 5.3. */
  static void formats(String where, List<FormChoice> choices) {
    assertThat(choices)
        .as("%s: formats", where)
        .allMatch(choice -> choice.format().matches("[a-z][a-z0-9-]*"));
  }

  /** Rule 5.4. */
  static void distinct(String where, List<FormChoice> choices) {
    assertThat(choices).as("%s: choices", where).doesNotHaveDuplicates();
  }

  /** Rule 5.9. */
  static void sameTarget(DeploymentTarget target, DeploymentTarget other) {
    assertThat(other.id()).as("id on another ONNX Runtime").isEqualTo(target.id());
    assertThat(other.options().stream().map(OptionSpec::name).toList())
        .as("options on another ONNX Runtime")
        .isEqualTo(target.options().stream().map(OptionSpec::name).toList());
  }

  /** Rule 5.5. */
  static void groupSizes(String where, List<FormChoice> choices) {
    for (FormChoice choice : choices) {
      choice
          .groupSize()
          .ifPresent(
              size ->
                  assertThat(size == -1 || size >= 1)
                      .as("%s: group size %d is -1 or positive", where, size)
                      .isTrue());
    }
  }

  /** Rule 5.6. */
  static void verdict(String where, Verdict verdict) {
    if (verdict.runs() != Runs.UNKNOWN) {
      Sentences.assertSentence(where + ": cause", verdict.cause());
    }
    if (verdict.runs() == Runs.NOT || !verdict.cure().isEmpty()) {
      Sentences.assertSentence(where + ": cure", verdict.cure());
    }
  }
}
