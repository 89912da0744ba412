package org.woq4j.algorithms.awq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.woq4j.algorithms.rtn.RoundToNearest;
import org.woq4j.api.WoqException;
import org.woq4j.api.algorithm.Note;
import org.woq4j.api.algorithm.QuantizedGroup;
import org.woq4j.api.algorithm.WeightGroup;
import org.woq4j.api.calibration.ActivationStatistics;
import org.woq4j.api.calibration.Statistic;
import org.woq4j.api.emit.ActivationRounding;
import org.woq4j.api.option.OptionValues;
import org.woq4j.api.weight.ElementType;
import org.woq4j.api.weight.QuantScheme;
import org.woq4j.api.weight.QuantScheme.Symmetry;
import org.woq4j.api.weight.QuantScheme.ZeroPoint;
import org.woq4j.kernels.algebra.PlainLinearAlgebra;
import org.woq4j.tck.fixture.FixtureContext;

class SmoothQuantTest {

  private static final int INPUTS = 96;
  private static final int ROWS = 400;
  private static final QuantScheme SCHEME =
      new QuantScheme(8, -1, Symmetry.ASYMMETRIC, ZeroPoint.INTEGER, ElementType.FLOAT32);

  private final SmoothQuant algorithm = new SmoothQuant();
  private final float[] activation = activation(magnitudes());
  private final WeightGroup group = Fixtures.group(INPUTS, statistics(activation), 24, 9);

  /** One channel in 16 is 30 times the others, as in transformers. */
  private static float[] magnitudes() {
    float[] magnitudes = new float[INPUTS];
    for (int k = 0; k < INPUTS; k++) {
      magnitudes[k] = k % 16 == 3 ? 30 : 1;
    }
    return magnitudes;
  }

  private static float[] activation(float[] magnitudes) {
    Random random = new Random(8);
    float[] x = new float[ROWS * INPUTS];
    for (int i = 0; i < x.length; i++) {
      x[i] = magnitudes[i % INPUTS] * (float) random.nextGaussian();
    }
    return x;
  }

  private static ActivationStatistics statistics(float[] x) {
    Map<Statistic, float[]> sums = new EnumMap<>(Statistic.class);
    float[] least = new float[INPUTS];
    float[] greatest = new float[INPUTS];
    float[] gram = new float[INPUTS * INPUTS];
    for (int row = 0; row < x.length / INPUTS; row++) {
      for (int i = 0; i < INPUTS; i++) {
        float xi = x[row * INPUTS + i];
        least[i] = Math.min(least[i], xi);
        greatest[i] = Math.max(greatest[i], xi);
        for (int j = 0; j < INPUTS; j++) {
          gram[i * INPUTS + j] += xi * x[row * INPUTS + j];
        }
      }
    }
    sums.put(Statistic.MIN, least);
    sums.put(Statistic.MAX, greatest);
    sums.put(Statistic.GRAM, gram);
    return ActivationStatistics.ofSums(INPUTS, x.length / INPUTS, sums);
  }

  private QuantizedGroup quantize(
      WeightGroup of, ActivationRounding rounding, Map<String, ?> options) {
    return algorithm.quantize(
        of,
        FixtureContext.of(SCHEME, OptionValues.of(algorithm.options(), options))
            .with(new PlainLinearAlgebra())
            .with(rounding)
            .with(List.of(new RoundToNearest())));
  }

  /** Squared error of the outputs if x / s is rounded to 255 steps of its range. */
  private double loss(QuantizedGroup result) {
    float[] ones = new float[INPUTS];
    Arrays.fill(ones, 1);
    float[] scale = result.inputScale().orElse(ones);
    float[] rounded = rounded(scale);
    double loss = 0;
    for (int w = 0; w < result.weights().size(); w++) {
      float[] weight = group.weights().get(w).readAll();
      int columns = group.weights().get(w).outputFeatures();
      for (int row = 0; row < ROWS; row++) {
        for (int n = 0; n < columns; n++) {
          double error = 0;
          for (int k = 0; k < INPUTS; k++) {
            int code = Byte.toUnsignedInt(result.weights().get(w).codes()[k * columns + n]);
            double stored =
                (code - result.weights().get(w).zeroPoint(0, n))
                    * result.weights().get(w).scales()[n];
            error +=
                rounded[row * INPUTS + k] * stored
                    - (double) activation[row * INPUTS + k] * weight[k * columns + n];
          }
          loss += error * error;
        }
      }
    }
    return loss;
  }

  private float[] rounded(float[] scale) {
    float[] divided = activation.clone();
    float least = 0;
    float greatest = 0;
    for (int i = 0; i < divided.length; i++) {
      divided[i] /= scale[i % INPUTS];
      least = Math.min(least, divided[i]);
      greatest = Math.max(greatest, divided[i]);
    }
    float step = (greatest - least) / 255;
    for (int i = 0; i < divided.length; i++) {
      divided[i] = (float) Math.rint(divided[i] / step) * step;
    }
    return divided;
  }

  @Test
  void theSearchFindsAlmostTheBestAlpha() {
    double plain = loss(quantize(group, ActivationRounding.TENSOR, Map.of("alpha", 0.0)));
    double searched = loss(quantize(group, ActivationRounding.TENSOR, Map.of()));
    double best = Double.MAX_VALUE;
    for (int i = 0; i <= 20; i++) {
      Map<String, Double> alpha = Map.of("alpha", i / 20.0);
      best = Math.min(best, loss(quantize(group, ActivationRounding.TENSOR, alpha)));
    }
    assertThat(searched).isLessThan(1.1 * best).isLessThan(plain / 10);
  }

  /** The loss of the search, rounded weights and activation together, is the true one. */
  @Test
  void theErrorOfTheActivationIsForetold() {
    float[] scale =
        quantize(group, ActivationRounding.TENSOR, Map.of("alpha", 0.6)).inputScale().orElseThrow();
    FixtureContext context =
        FixtureContext.of(SCHEME, OptionValues.none()).with(ActivationRounding.TENSOR);
    double foretold =
        new ActivationError(group, context, ChannelNorms.of(group.weights()).squares()).of(scale);
    float[] rounded = rounded(scale);
    double actual = 0;
    for (int w = 0; w < 2; w++) {
      float[] weight = group.weights().get(w).readAll();
      int columns = group.weights().get(w).outputFeatures();
      for (int row = 0; row < ROWS; row++) {
        for (int n = 0; n < columns; n++) {
          double error = 0;
          for (int k = 0; k < INPUTS; k++) {
            double off = rounded[row * INPUTS + k] * scale[k] - activation[row * INPUTS + k];
            error += off * weight[k * columns + n];
          }
          actual += error * error;
        }
      }
    }
    assertThat(foretold).isCloseTo(actual, Percentage.withPercentage(15));
  }

  @Test
  void nothingIsScaledWhereThatIsBest() {
    float[] even = new float[INPUTS];
    Arrays.fill(even, 1);
    WeightGroup zeros = Fixtures.group(INPUTS, statistics(activation(even)), 4);
    WeightGroup flat =
        new WeightGroup(
            "x", List.of(zeros.weights().get(0).scaled(new float[INPUTS])), zeros.statistics());
    assertThat(quantize(flat, ActivationRounding.TENSOR, Map.of()).inputScale()).isEmpty();
  }

  /** The largest |x| to the power α, divided by the largest |W| to the power 1 − α. */
  @ParameterizedTest
  @ValueSource(doubles = {0, 0.5, 0.8, 1})
  void scalesAreThoseOfThePaper(double alpha) {
    float[] scale =
        quantize(group, ActivationRounding.TENSOR, Map.of("alpha", alpha))
            .inputScale()
            .orElseThrow();
    float[] x = ActivationRange.of(group.statistics()).magnitudes();
    float[] w = ChannelNorms.of(group.weights()).largest();
    double product = 0;
    for (int k = 0; k < INPUTS; k++) {
      product += Math.log(scale[k]);
      double ratio = Math.pow(x[k] / x[0], alpha) / Math.pow(w[k] / w[0], 1 - alpha);
      assertThat((double) scale[k] / scale[0]).isCloseTo(ratio, Percentage.withPercentage(1e-3));
    }
    assertThat(Math.exp(product / INPUTS)).isCloseTo(1, Percentage.withPercentage(1e-3));
  }

  @Test
  void deadInputsAreNotScaled() {
    float[] magnitudes = magnitudes();
    magnitudes[7] = 0;
    WeightGroup dead = group.withStatistics(statistics(activation(magnitudes)));
    float[] scale =
        quantize(dead, ActivationRounding.TENSOR, Map.of("alpha", 0.8)).inputScale().orElseThrow();
    assertThat(scale[7]).isEqualTo(1);
  }

  /** Of few rows, no channel is taken for a quiet one; of many, the range is what was seen. */
  @Test
  void theRangeOfFewRowsIsWidened() {
    float[] row = new float[INPUTS];
    Arrays.fill(row, 1);
    row[5] = 0.01f;
    float[] gram = new float[INPUTS * INPUTS];
    for (int k = 0; k < INPUTS; k++) {
      gram[k * INPUTS + k] = 1; // as the host shrinks that of one row
    }
    ActivationStatistics one =
        ActivationStatistics.ofSums(
            INPUTS, 1, Map.of(Statistic.MIN, row, Statistic.MAX, row, Statistic.GRAM, gram));
    float[] widened = ActivationRange.of(one).magnitudes();
    assertThat(widened[5]).isCloseTo(4, Percentage.withPercentage(1e-3));
    assertThat(widened[6]).isEqualTo(4);

    float[] seen = ActivationRange.of(group.statistics()).magnitudes();
    float[] least = group.statistics().min().orElseThrow();
    float[] greatest = group.statistics().max().orElseThrow();
    for (int k = 0; k < INPUTS; k++) {
      assertThat(seen[k]).isEqualTo(Math.max(-least[k], greatest[k]));
    }
  }

  @Test
  void aFormatThatDoesNotRoundTheActivationIsNoted() {
    assertThat(quantize(group, ActivationRounding.NONE, Map.of()).notes())
        .containsExactly(
            new Note(
                Note.Kind.INFORMATION,
                "the format does not round the activation, for which smoothquant scales it; awq"
                    + " scales it for the rounding of the weights"));
  }

  @Test
  void nothingIsScaledWhereTheInputIsSharedAndANoteSaysSo() {
    RecordingContext context =
        new RecordingContext(
            FixtureContext.of(SCHEME, OptionValues.of(algorithm.options(), Map.of()))
                .with(ActivationRounding.TENSOR),
            false);
    QuantizedGroup result = algorithm.quantize(group, context);
    assertThat(result.inputScale()).isEmpty();
    assertThat(context.handed()).isSameAs(group);
    assertThat(result.notes())
        .containsExactly(
            new Note(
                Note.Kind.DEGRADED,
                "nothing was scaled, because the nodes that read the weight do not all multiply one activation by it"));
  }

  @Test
  void missingStatisticsAreNamed() {
    WeightGroup bare = group.withStatistics(group.statistics().only(Set.of(Statistic.GRAM)));
    assertThatThrownBy(() -> quantize(bare, ActivationRounding.TENSOR, Map.of()))
        .isInstanceOf(WoqException.class)
        .hasMessageStartingWith("smoothquant needs statistics of x");
  }

  /** Rounding a block or a tensor costs more where one channel is far above the others. */
  @ParameterizedTest
  @EnumSource(ActivationRounding.class)
  void theLargestChannelDecidesWhatRoundingCosts(ActivationRounding rounding) {
    FixtureContext context = FixtureContext.of(SCHEME, OptionValues.none()).with(rounding);
    double[] squares = ChannelNorms.of(group.weights()).squares();
    ActivationError error = new ActivationError(group, context, squares);
    float[] ones = new float[INPUTS];
    Arrays.fill(ones, 1);
    float[] even = magnitudes();
    if (rounding == ActivationRounding.NONE) {
      assertThat(error.of(ones)).isZero();
    } else {
      assertThat(error.of(even)).isPositive().isLessThan(error.of(ones) / 3);
    }
  }
}
