package org.woq4j.plugins.kquant;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.woq4j.algorithms.rtn.RoundToNearest;
import org.woq4j.api.algorithm.WeightGroup;
import org.woq4j.api.algorithm.WeightOnlyAlgorithm;
import org.woq4j.api.calibration.ActivationStatistics;
import org.woq4j.api.option.OptionValues;
import org.woq4j.api.weight.ElementType;
import org.woq4j.api.weight.QuantScheme;
import org.woq4j.api.weight.QuantScheme.Symmetry;
import org.woq4j.api.weight.QuantScheme.ZeroPoint;
import org.woq4j.api.weight.QuantizedWeight;
import org.woq4j.tck.fixture.ArrayWeight;
import org.woq4j.tck.fixture.FixtureContext;

class NeverWorseThanRtnTest {

  @Property(tries = 300, seed = "20261127")
  void noGroupIsWorseInTheWeightedError(
      @ForAll @IntRange(min = 1, max = 100) int inputs,
      @ForAll @IntRange(min = 1, max = 20) int outputs,
      @ForAll @IntRange(min = 1, max = 8) int bits,
      @ForAll @IntRange(min = 1, max = 64) int groupSize,
      @ForAll Symmetry symmetry,
      @ForAll @IntRange(min = 0, max = 2) int scaleType,
      @ForAll @IntRange(min = -12, max = 12) int magnitude,
      @ForAll long seed) {
    QuantScheme scheme =
        new QuantScheme(
            bits,
            groupSize,
            symmetry,
            symmetry.isSymmetric() ? ZeroPoint.NONE : ZeroPoint.INTEGER,
            List.of(ElementType.FLOAT32, ElementType.FLOAT16, ElementType.BFLOAT16).get(scaleType));
    float[] values = values(inputs * outputs, Math.pow(10, magnitude / 3.0), new Random(seed));
    ArrayWeight weight = new ArrayWeight("w", inputs, outputs, values);

    double[] searched = errors(values, quantize(new KQuant(), weight, scheme));
    double[] rounded = errors(values, quantize(new RoundToNearest(), weight, scheme));

    for (int i = 0; i < searched.length; i++) {
      assertThat(searched[i]).as("group %d", i).isLessThanOrEqualTo(rounded[i]);
    }
  }

  /** The search lowers the error of normally distributed weights. */
  @Example
  void gaussianWeightsLoseATenthOfTheError() {
    float[] values = values(256 * 1024, 0.05, new Random(20261128));
    ArrayWeight weight = new ArrayWeight("w", 256, 1024, values);
    QuantScheme scheme =
        new QuantScheme(4, 32, Symmetry.ASYMMETRIC, ZeroPoint.INTEGER, ElementType.FLOAT32);

    double searched = sum(errors(values, quantize(new KQuant(), weight, scheme)));
    double rounded = sum(errors(values, quantize(new RoundToNearest(), weight, scheme)));

    assertThat(searched / rounded).isBetween(0.5, 0.9);
  }

  private static double sum(double[] errors) {
    double sum = 0;
    for (double error : errors) {
      sum += error;
    }
    return sum;
  }

  private static float[] values(int count, double magnitude, Random random) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) (magnitude * random.nextGaussian());
    }
    return values;
  }

  private static QuantizedWeight quantize(
      WeightOnlyAlgorithm algorithm, ArrayWeight weight, QuantScheme scheme) {
    OptionValues options = OptionValues.of(algorithm.options(), Map.of());
    WeightGroup group =
        new WeightGroup("site", List.of(weight), ActivationStatistics.none(weight.inputFeatures()));
    return algorithm.quantize(group, FixtureContext.of(scheme, options)).weights().get(0);
  }

  /** Σ (|w| + sqrt(mean w²)) (w − ŵ)² of each group, [groups, N]. */
  private static double[] errors(float[] values, QuantizedWeight quantized) {
    int outputs = quantized.outputFeatures();
    int inputs = quantized.inputFeatures();
    int groupRows = quantized.scheme().groupRows(inputs);
    double[] squares = new double[quantized.scales().length];
    double[] errors = new double[quantized.scales().length];
    for (int i = 0; i < values.length; i++) {
      squares[i / outputs / groupRows * outputs + i % outputs] += (double) values[i] * values[i];
    }
    for (int i = 0; i < values.length; i++) {
      int group = i / outputs / groupRows;
      int at = group * outputs + i % outputs;
      int rows = Math.min(groupRows, inputs - group * groupRows);
      int code = Byte.toUnsignedInt(quantized.codes()[i]);
      double restored =
          (code - (double) quantized.zeroPoint(group, i % outputs)) * quantized.scales()[at];
      double weight = Math.abs(values[i]) + Math.sqrt(squares[at] / rows);
      errors[at] += weight * (values[i] - restored) * (values[i] - restored);
    }
    return errors;
  }
}
