package org.woq4j.evaluation.layers;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.woq4j.api.calibration.NamedTensor;
import org.woq4j.core.inference.Inference.CutValue;
import org.woq4j.evaluation.error.EvaluationError;
import org.woq4j.evaluation.models.Floats;

/** The relative errors of values over all samples. Not safe for several threads. */
final class ValueErrors {

  private final List<Sum> sums = new ArrayList<>();
  private List<CutValue> cuts = List.of();

  /**
   * Adds a sample.
   *
   * @param expected the values in the float model, the same at each call
   * @param actual those in the quantized model, in the same order
   */
  void add(List<NamedTensor> expected, List<NamedTensor> actual) {
    if (sums.isEmpty()) {
      expected.forEach(value -> sums.add(new Sum()));
      cuts =
          IntStream.range(0, sums.size())
              .mapToObj(i -> cut(expected.get(i), actual.get(i)))
              .toList();
    }
    for (int i = 0; i < sums.size(); i++) {
      sums.get(i).add(expected.get(i), actual.get(i));
    }
  }

  private static CutValue cut(NamedTensor expected, NamedTensor actual) {
    return new CutValue(expected.name(), expected.type(), actual.type());
  }

  /** The values, with their types in both models. */
  List<CutValue> cuts() {
    return cuts;
  }

  /** The root of a value's summed squared differences over the root of its summed squares. */
  double relative(int value) {
    return sums.get(value).relative();
  }

  private static final class Sum {

    private double squares;
    private double differences;

    void add(NamedTensor expected, NamedTensor actual) {
      if (!Arrays.equals(expected.shape(), actual.shape())) {
        throw EvaluationError.INTERFACE.because(
            expected.name()
                + " has the shape "
                + Arrays.toString(actual.shape())
                + ", in the float model "
                + Arrays.toString(expected.shape()),
            "compare models of the same float model");
      }
      FloatBuffer a = Floats.of(expected);
      FloatBuffer b = Floats.of(actual);
      for (int i = 0; i < a.limit(); i++) {
        double difference = b.get(i) - a.get(i);
        differences += difference * difference;
        squares += (double) a.get(i) * a.get(i);
      }
    }

    double relative() {
      return squares == 0 ? (differences == 0 ? 0 : 1) : Math.sqrt(differences / squares);
    }
  }
}
