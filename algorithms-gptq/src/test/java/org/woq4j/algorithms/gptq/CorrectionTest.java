package org.woq4j.algorithms.gptq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.woq4j.api.algorithm.Note;
import org.woq4j.api.algorithm.QuantizedGroup;
import org.woq4j.api.algorithm.WeightGroup;
import org.woq4j.api.calibration.ActivationStatistics;
import org.woq4j.api.calibration.Statistic;
import org.woq4j.api.math.FloatMatrix;
import org.woq4j.api.math.LinearAlgebra.Parallel;
import org.woq4j.api.option.OptionValues;
import org.woq4j.api.weight.ElementType;
import org.woq4j.api.weight.QuantScheme;
import org.woq4j.api.weight.QuantScheme.Symmetry;
import org.woq4j.api.weight.QuantScheme.ZeroPoint;
import org.woq4j.kernels.algebra.PlainLinearAlgebra;
import org.woq4j.kernels.group.Dequantizer;
import org.woq4j.tck.fixture.ArrayWeight;

/** Weights that are moved for an activation that is not the float model's. */
class CorrectionTest {

  private static final QuantScheme SCHEME =
      new QuantScheme(6, 8, Symmetry.ASYMMETRIC, ZeroPoint.INTEGER, ElementType.FLOAT32);

  private static final int INPUTS = 40;
  private static final int OUTPUTS = 6;
  private static final int ROWS = 200;

  private final Gptq algorithm = new Gptq();
  private final double[] original = rows(1, new double[ROWS * INPUTS], 1);
  private final double[] drifted = rows(2, original, 0.3);
  private final ArrayWeight weight = Samples.weight(INPUTS, OUTPUTS, 3);

  @Test
  void correctedWeightSolvesTheNormalEquations() {
    double damp = 0.3;
    ActivationStatistics statistics = statistics();
    float[] corrected = weight.readAll();
    Correction.of(statistics, damp, new PlainLinearAlgebra(), Parallel.NONE)
        .orElseThrow()
        .apply(FloatMatrix.of(corrected, INPUTS, OUTPUTS), new PlainLinearAlgebra());

    float[] gram = statistics.gram().orElseThrow();
    float[] cross = statistics.crossGram().orElseThrow();
    double lambda = 0;
    for (int i = 0; i < INPUTS; i++) {
      lambda += damp * gram[i * INPUTS + i] / INPUTS;
    }
    float[] plain = weight.readAll();
    for (int i = 0; i < INPUTS; i++) {
      for (int n = 0; n < OUTPUTS; n++) {
        double left = lambda * corrected[i * OUTPUTS + n];
        double right = lambda * plain[i * OUTPUTS + n];
        for (int j = 0; j < INPUTS; j++) {
          left += (double) gram[i * INPUTS + j] * corrected[j * OUTPUTS + n];
          right += (double) cross[i * INPUTS + j] * plain[j * OUTPUTS + n];
        }
        assertThat(left).isCloseTo(right, within(1e-4 * lambda));
      }
    }
  }

  @Test
  void outputIsCloserToTheFloatModels() {
    double corrected = outputError(Map.of("correction", 0.01));
    double less = outputError(Map.of("correction", 1));
    double not = outputError(Map.of("correction", "off"));
    assertThat(corrected).isLessThan(less);
    assertThat(less).isLessThan(0.9 * not);
  }

  @Test
  void offIsTheSameAsWithoutTheOriginalActivation() {
    WeightGroup group = new WeightGroup("x", List.of(weight), statistics());
    WeightGroup alone =
        new WeightGroup("x", List.of(weight), statistics().only(Set.of(Statistic.GRAM)));
    GptqPropertiesTest.assertSame(
        Samples.quantize(group, SCHEME, Map.of("correction", "off")).weights().get(0),
        Samples.quantize(alone, SCHEME, Map.of()).weights().get(0));
  }

  @Test
  void asksForTheOriginalActivationUnlessOff() {
    assertThat(algorithm.needs(values(Map.of())))
        .containsExactlyInAnyOrder(Statistic.GRAM, Statistic.CROSS_GRAM);
    assertThat(algorithm.needs(values(Map.of("correction", "off"))))
        .containsExactly(Statistic.GRAM);
  }

  @Test
  void zeroOrLessIsRefused() {
    for (double wrong : new double[] {0, -0.1}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> values(Map.of("correction", wrong)))
          .withMessageContaining("'correction' must be greater than 0 | off");
    }
  }

  @Test
  void aSingularSystemIsNotedAndNotCorrected() {
    float[] gram = new float[INPUTS * INPUTS];
    Arrays.fill(gram, 1);
    ActivationStatistics singular =
        ActivationStatistics.ofSums(
            INPUTS, 1, Map.of(Statistic.GRAM, gram, Statistic.CROSS_GRAM, gram.clone()));
    WeightGroup group = new WeightGroup("x", List.of(weight), singular);

    QuantizedGroup result = Samples.quantize(group, SCHEME, Map.of("correction", 1e-30));

    assertThat(result.notes())
        .containsExactly(
            new Note(
                Note.Kind.FALLBACK,
                "weights of x are not corrected, since its Gram matrix is not positive definite"
                    + " with correction 1.0E-30"));
  }

  private OptionValues values(Map<String, ?> written) {
    return OptionValues.of(algorithm.options(), written);
  }

  /** ‖X'Ŵ − XW‖². */
  private double outputError(Map<String, ?> options) {
    WeightGroup group = new WeightGroup("x", List.of(weight), statistics());
    float[] quantized = Dequantizer.all(Samples.quantize(group, SCHEME, options).weights().get(0));
    float[] plain = weight.readAll();
    double sum = 0;
    for (int row = 0; row < ROWS; row++) {
      for (int n = 0; n < OUTPUTS; n++) {
        double difference = 0;
        for (int k = 0; k < INPUTS; k++) {
          difference += drifted[row * INPUTS + k] * quantized[k * OUTPUTS + n];
          difference -= original[row * INPUTS + k] * plain[k * OUTPUTS + n];
        }
        sum += difference * difference;
      }
    }
    return sum;
  }

  private ActivationStatistics statistics() {
    return ActivationStatistics.ofSums(
        INPUTS,
        ROWS,
        Map.of(
            Statistic.GRAM,
            product(drifted, drifted),
            Statistic.CROSS_GRAM,
            product(drifted, original)));
  }

  /** Rows near others: features are mixed a little. */
  private static double[] rows(long seed, double[] near, double distance) {
    Random random = new Random(seed);
    double[] mixing = random.doubles(INPUTS, 0, distance).toArray();
    double[] rows = near.clone();
    for (int i = 0; i < rows.length; i++) {
      int k = i % INPUTS;
      rows[i] += mixing[k] * near[i - k + (k + 1) % INPUTS] + distance * random.nextGaussian();
    }
    return rows;
  }

  private static float[] product(double[] left, double[] right) {
    float[] product = new float[INPUTS * INPUTS];
    for (int i = 0; i < INPUTS; i++) {
      for (int j = 0; j < INPUTS; j++) {
        double sum = 0;
        for (int row = 0; row < ROWS; row++) {
          sum += left[row * INPUTS + i] * right[row * INPUTS + j];
        }
        product[i * INPUTS + j] = (float) sum;
      }
    }
    return product;
  }
}
