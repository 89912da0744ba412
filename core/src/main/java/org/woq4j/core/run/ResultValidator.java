package org.woq4j.core.run;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.woq4j.api.Issue;
import org.woq4j.api.WoqException;
import org.woq4j.api.algorithm.QuantizedGroup;
import org.woq4j.api.algorithm.WeightGroup;
import org.woq4j.api.algorithm.WeightOnlyAlgorithm;
import org.woq4j.api.weight.QuantScheme;
import org.woq4j.api.weight.QuantScheme.ZeroPoint;
import org.woq4j.api.weight.QuantizedWeight;
import org.woq4j.api.weight.WeightView;
import org.woq4j.core.error.CoreError;
import org.woq4j.core.registry.Registry;

/** Checks the result of an algorithm: a wrong result stops the run and names the algorithm. */
final class ResultValidator {

  private final WeightOnlyAlgorithm algorithm;
  private final List<Issue> issues = new ArrayList<>();

  private ResultValidator(WeightOnlyAlgorithm algorithm) {
    this.algorithm = algorithm;
  }

  /**
   * Checks a result.
   *
   * @param algorithm the algorithm, as the registry returns it: its {@code toString} names it
   * @throws WoqException naming the algorithm and every weight with a wrong result
   */
  static void check(
      WeightOnlyAlgorithm algorithm, WeightGroup group, QuantScheme scheme, QuantizedGroup result) {
    ResultValidator validator = new ResultValidator(algorithm);
    validator.check(group, scheme, result);
    if (!validator.issues.isEmpty()) {
      throw new WoqException(CoreError.PLUGIN_FAILED, validator.issues);
    }
  }

  private void check(WeightGroup group, QuantScheme scheme, QuantizedGroup result) {
    List<WeightView> weights = group.weights();
    if (result.weights().size() != weights.size()) {
      wrong(group.site(), "returned " + result.weights().size() + " weights for " + weights.size());
      return;
    }
    result.inputScale().ifPresent(scale -> checkInputScale(group, scale));
    for (int i = 0; i < weights.size(); i++) {
      checkWeight(weights.get(i), scheme, result.weights().get(i));
    }
  }

  private void checkInputScale(WeightGroup group, float[] scale) {
    if (scale.length != group.inputFeatures()) {
      wrong(
          group.site(),
          "returned an input scale of "
              + scale.length
              + " elements for "
              + group.inputFeatures()
              + " input features");
      return;
    }
    for (float s : scale) {
      if (!(s > 0) || Float.isInfinite(s)) {
        wrong(group.site(), "returned the input scale " + s);
        return;
      }
    }
  }

  private void checkWeight(WeightView weight, QuantScheme scheme, QuantizedWeight result) {
    String name = weight.name();
    if (!Objects.equals(result.scheme(), scheme)) {
      wrong(name, "used the scheme " + result.scheme() + " instead of " + scheme);
      return;
    }
    int inputs = weight.inputFeatures();
    int outputs = weight.outputFeatures();
    int groups = scheme.groups(inputs);
    if (result.inputFeatures() != inputs || result.outputFeatures() != outputs) {
      wrong(
          name,
          "returned "
              + result.inputFeatures()
              + " x "
              + result.outputFeatures()
              + " for "
              + inputs
              + " x "
              + outputs);
      return;
    }
    checkLength(name, "codes", result.codes().length, inputs * outputs);
    checkLength(name, "scales", result.scales().length, groups * outputs);
    if (!Registry.isOurs(algorithm)) {
      checkCodes(name, "codes", result.codes(), scheme.maxCode());
    }
    checkScales(name, result.scales());
    checkZeroPoints(name, scheme, result, groups * outputs);
  }

  private void checkZeroPoints(
      String name, QuantScheme scheme, QuantizedWeight result, int expected) {
    Optional<byte[]> integers = result.integerZeroPoints();
    Optional<float[]> floats = result.floatZeroPoints();
    if (integers.isPresent() != (scheme.zeroPoint() == ZeroPoint.INTEGER)
        || floats.isPresent() != (scheme.zeroPoint() == ZeroPoint.FLOAT)) {
      wrong(name, "returned zero points in a form other than " + scheme.zeroPoint());
      return;
    }
    integers.ifPresent(
        values -> {
          checkLength(name, "zero points", values.length, expected);
          checkCodes(name, "zero points", values, scheme.maxCode());
        });
    floats.ifPresent(
        values -> {
          checkLength(name, "zero points", values.length, expected);
          for (float value : values) {
            if (!Float.isFinite(value)) {
              wrong(name, "returned the zero point " + value);
              return;
            }
          }
        });
  }

  private void checkLength(String name, String what, int length, int expected) {
    if (length != expected) {
      wrong(name, "returned " + length + " " + what + ", not " + expected);
    }
  }

  private void checkCodes(String name, String what, byte[] codes, int maxCode) {
    int all = 0;
    for (byte code : codes) {
      all |= code;
    }
    if ((all & 0xff & ~maxCode) != 0) {
      wrong(name, "returned " + what + " above " + maxCode);
    }
  }

  private void checkScales(String name, float[] scales) {
    for (float scale : scales) {
      if (!Float.isFinite(scale) || scale == 0) {
        wrong(name, "returned the scale " + scale);
        return;
      }
    }
  }

  private void wrong(String name, String what) {
    issues.add(
        Issue.of(algorithm + " " + what + " at " + name, "this is a defect of the algorithm"));
  }
}
