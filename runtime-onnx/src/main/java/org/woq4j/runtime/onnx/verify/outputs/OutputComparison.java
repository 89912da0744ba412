package org.woq4j.runtime.onnx.verify.outputs;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.woq4j.api.Issue;
import org.woq4j.api.WoqException;
import org.woq4j.core.model.Verification.Difference;
import org.woq4j.runtime.onnx.error.RuntimeError;
import org.woq4j.runtime.onnx.session.OptimizationLevel;

/**
 * Compares the outputs of a written model with those of the float model on the same inputs, over
 * all runs that are added. Not safe for several threads.
 */
public final class OutputComparison {

  private final String subject;
  private final OptimizationLevel level;
  private final List<String> names = new ArrayList<>();
  private final List<ErrorSum> sums = new ArrayList<>();
  private final List<Issue> changed = new ArrayList<>();
  private final List<Issue> notFinite = new ArrayList<>();

  /**
   * Before the first run.
   *
   * @param subject description of the written form, to begin messages with
   */
  public OutputComparison(String subject, OptimizationLevel level) {
    this.subject = subject;
    this.level = level;
  }

  /**
   * Adds a run.
   *
   * @throws WoqException if an output is missing, or has changed in type or shape, or has an
   *     element that is not finite although the float model's is
   */
  public void add(List<OutputTensor> floats, List<OutputTensor> news) {
    compareNames(floats, news);
    fail();
    for (int i = 0; i < floats.size(); i++) {
      if (sums.size() == i) {
        names.add(floats.get(i).name());
        sums.add(new ErrorSum());
      }
      compare(floats.get(i), news.get(i), sums.get(i));
    }
    fail();
  }

  /** The difference of each output, over all runs. */
  public List<Difference> differences() {
    List<Difference> differences = new ArrayList<>();
    for (int i = 0; i < sums.size(); i++) {
      ErrorSum sum = sums.get(i);
      differences.add(
          new Difference(names.get(i), sum.largest(), sum.relative(), level.description()));
    }
    return differences;
  }

  private void fail() {
    if (!changed.isEmpty()) {
      throw new WoqException(RuntimeError.INTERFACE, changed);
    }
    if (!notFinite.isEmpty()) {
      throw new WoqException(RuntimeError.NOT_FINITE, notFinite);
    }
  }

  private void compareNames(List<OutputTensor> floats, List<OutputTensor> news) {
    List<String> expected = floats.stream().map(OutputTensor::name).toList();
    List<String> actual = news.stream().map(OutputTensor::name).toList();
    if (!expected.equals(actual)) {
      change("outputs " + actual + " where the float model has " + expected);
    }
  }

  private void compare(OutputTensor reference, OutputTensor output, ErrorSum sum) {
    if (output.type() != reference.type()) {
      change(typeChange(reference, output));
    } else if (!Arrays.equals(output.shape(), reference.shape())) {
      String was = Arrays.toString(reference.shape());
      String is = Arrays.toString(output.shape());
      change("output " + output.name() + " of shape " + is + ", not " + was);
    } else {
      add(reference, output, sum);
    }
  }

  private static String typeChange(OutputTensor reference, OutputTensor output) {
    return "output " + output.name() + " of type " + output.type() + ", not " + reference.type();
  }

  private void add(OutputTensor reference, OutputTensor output, ErrorSum sum) {
    long bad = 0;
    for (int i = 0; i < reference.elements(); i++) {
      double expected = reference.element(i);
      double actual = output.element(i);
      if (!Double.isFinite(expected)) {
        continue;
      }
      if (!output.isReal()) {
        sum.count(expected, actual);
      } else if (Double.isFinite(actual)) {
        sum.add(expected, actual);
      } else {
        bad++;
      }
    }
    if (bad > 0) {
      notFinite(output, bad);
    }
  }

  private void notFinite(OutputTensor output, long bad) {
    notFinite.add(
        Issue.of(
            subject
                + ", "
                + level.description()
                + ", returns output "
                + output.name()
                + " with "
                + bad
                + " of "
                + output.elements()
                + " elements NaN or infinite although the float model's are finite",
            "leave out the layers that lead to it, or give them more bits; where the recipe has"
                + " rest or io of float16, whose numbers end at 65,504, leave that out"));
  }

  private void change(String what) {
    changed.add(Issue.of(subject + ", " + level.description() + ", returns " + what));
  }
}
