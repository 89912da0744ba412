package org.woq4j.tck.algorithm;

import java.util.List;
import java.util.Set;
import org.woq4j.api.algorithm.AlgorithmContext;
import org.woq4j.api.algorithm.Note;
import org.woq4j.api.algorithm.QuantizedGroup;
import org.woq4j.api.algorithm.WeightGroup;
import org.woq4j.api.algorithm.WeightOnlyAlgorithm;
import org.woq4j.api.calibration.Statistic;
import org.woq4j.api.option.AlgorithmReference;
import org.woq4j.api.option.OptionSpec;
import org.woq4j.api.option.OptionValues;

/** Uses what {@link PlainRounding} does not: statistics, an input scale, a delegate, notes. */
public final class ScaledRounding implements WeightOnlyAlgorithm {

  private static final OptionSpec<AlgorithmReference> ROUNDING =
      OptionSpec.algorithm("rounding")
          .doc("Rounds the scaled weights.")
          .defaultsTo(new AlgorithmReference("plain-rounding", OptionValues.none()))
          .build();

  @Override
  public String id() {
    return "scaled-rounding";
  }

  @Override
  public List<OptionSpec<?>> options() {
    return List.of(ROUNDING);
  }

  @Override
  public Set<Statistic> needs(OptionValues options) {
    return Set.of(Statistic.ABS_MEAN, Statistic.GRAM, Statistic.CROSS_GRAM);
  }

  @Override
  public QuantizedGroup quantize(WeightGroup group, AlgorithmContext context) {
    float[] scale = group.statistics().absMean().orElseThrow();
    for (int k = 0; k < scale.length; k++) {
      scale[k] = (float) Math.sqrt(Math.max(scale[k], 0.01f));
    }
    AlgorithmReference rounding = context.options().get(ROUNDING);
    QuantizedGroup rounded = context.delegate(rounding, group.scaled(scale));
    QuantizedGroup.Builder result = QuantizedGroup.builder().inputScale(scale);
    rounded.weights().forEach(result::add);
    return result.note(Note.Kind.INFORMATION, "scaled by the root of the mean").build();
  }
}
