package org.woq4j.tck.algorithm;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.woq4j.api.algorithm.AlgorithmContext;
import org.woq4j.api.algorithm.Note;
import org.woq4j.api.algorithm.QuantizedGroup;
import org.woq4j.api.algorithm.WeightGroup;
import org.woq4j.api.algorithm.WeightOnlyAlgorithm;
import org.woq4j.api.calibration.Statistic;
import org.woq4j.api.option.AlgorithmReference;
import org.woq4j.api.option.OptionValues;
import org.woq4j.api.weight.ElementType;
import org.woq4j.api.weight.QuantScheme;
import org.woq4j.api.weight.QuantScheme.ZeroPoint;
import org.woq4j.api.weight.QuantizedWeight;
import org.woq4j.api.weight.SquaredError;
import org.woq4j.tck.provider.FailedRules;

/** Each broken algorithm is found out by the rule it breaks, and by no other. */
class WeightOnlyAlgorithmContractTest {

  @Test
  void required_2_1_shouldFailBy_needsThatChange() {
    assertThat(FailedRules.of(ChangingNeeds.class)).containsExactly("2.1");
  }

  @Test
  void required_2_2_shouldFailBy_offeringFewerBits() {
    assertThat(FailedRules.of(FewerBits.class)).containsExactly("2.2");
  }

  @Test
  void required_2_3_shouldFailBy_leavingOutAWeight() {
    assertThat(FailedRules.of(WeightLeftOut.class)).containsExactly("2.3");
  }

  @Test
  void required_2_4_shouldFailBy_oneScaleTooFewForTheRest() {
    assertThat(FailedRules.of(NoScaleForTheRest.class)).containsExactly("2.4");
  }

  @Test
  void required_2_5_shouldFailBy_codesOutOfRange() {
    assertThat(FailedRules.of(CodeOutOfRange.class)).containsExactly("2.5");
  }

  @Test
  void required_2_6_shouldFailBy_aScaleThatIsNotANumber() {
    assertThat(FailedRules.of(NanScale.class)).containsExactly("2.6");
  }

  @Test
  void required_2_6_shouldFailBy_aZeroScale() {
    assertThat(FailedRules.of(ZeroScale.class)).containsExactly("2.6");
  }

  @Test
  void required_2_6_shouldFailBy_scalesThatTheStoredTypeCannotHold() {
    assertThat(FailedRules.of(UnroundedScale.class)).containsExactly("2.6");
  }

  @Test
  void required_2_7_shouldFailBy_missingZeroPoints() {
    assertThat(FailedRules.of(NoZeroPoints.class)).containsExactly("2.7");
  }

  @Test
  void required_2_7_shouldFailBy_aZeroPointOutOfRange() {
    assertThat(FailedRules.of(ZeroPointOutOfRange.class)).containsExactly("2.7");
  }

  @Test
  void required_2_8_shouldFailBy_anInputScaleOfZero() {
    assertThat(FailedRules.of(DeadInputScale.class)).containsExactly("2.8");
  }

  @Test
  void required_2_9_shouldFailBy_anEmptyNote() {
    assertThat(FailedRules.of(EmptyNote.class)).containsExactly("2.9");
  }

  @Test
  void required_2_10_shouldFailBy_ignoringTheRestOfK() {
    assertThat(FailedRules.of(RestIgnored.class)).containsExactly("2.10");
  }

  @Test
  void required_2_10_shouldFailBy_anInputScaleThatWasNotApplied() {
    assertThat(FailedRules.of(InputScaleNotApplied.class)).containsExactly("2.10");
  }

  @Test
  void required_2_11_shouldFailBy_writingToStatistics() {
    assertThat(FailedRules.of(WritesToStatistics.class)).containsExactly("2.11");
  }

  @Test
  void required_2_12_shouldFailBy_otherBitsAtEachCall() {
    assertThat(FailedRules.of(NotRepeatable.class)).containsExactly("2.12");
  }

  @Test
  void required_2_13_shouldFailBy_dependingOnTheOrderOfTasks() {
    assertThat(FailedRules.of(OrderMatters.class)).containsExactly("2.13");
  }

  @Test
  void required_2_14_shouldFailBy_rememberingTheFirstShape() {
    assertThat(FailedRules.of(RemembersTheFirst.class)).containsExactly("2.14");
  }

  @Test
  void required_2_14_shouldFailBy_handingOverArraysThatAreUsedAgain() {
    assertThat(FailedRules.of(ReusesArrays.class)).containsExactly("2.14");
  }

  @Test
  void required_2_15_shouldFailBy_sharedScratch() {
    assertThat(FailedRules.of(SharedScratch.class)).containsExactly("2.15");
  }

  @Test
  void required_2_16_shouldFailBy_neverAsking() {
    assertThat(FailedRules.of(NeverAsks.class)).containsExactly("2.16");
  }

  @Test
  void required_2_16_shouldFailBy_swallowingTheCancellation() {
    assertThat(FailedRules.of(SwallowsCancellation.class)).containsExactly("2.16");
  }

  @Test
  void required_2_17_shouldFailBy_tasksThatStartTasks() {
    assertThat(FailedRules.of(NestedTasks.class)).containsExactly("2.17");
  }

  @Test
  void required_2_17_shouldFailBy_progressInPercent() {
    assertThat(FailedRules.of(ProgressInPercent.class)).containsExactly("2.17");
  }

  @Test
  void required_2_17_shouldFailBy_delegatingToWhatNoOptionNames() {
    assertThat(FailedRules.of(DelegatesUnasked.class)).containsExactly("2.17");
  }

  @Test
  void optional_2_18_shouldFailBy_slicesThatDiffer() {
    assertThat(FailedRules.of(FirstColumnDiffers.class)).containsExactly("2.18");
  }

  @Test
  void optional_2_19_shouldFailBy_insistingOnTheCrossGramMatrix() {
    assertThat(FailedRules.of(InsistsOnCrossGram.class)).containsExactly("2.19");
  }

  @Test
  void optional_2_23_shouldFailBy_statingHalfOfTheError() {
    assertThat(FailedRules.of(StatesHalfOfTheError.class)).containsExactly("2.23");
  }

  /** Not run but by {@link FailedRules}. */
  abstract static class Broken extends WeightOnlyAlgorithmContract {

    @Override
    protected boolean discoverable() {
      return false;
    }
  }

  static class ChangingNeeds extends Broken {
    @Override
    protected WeightOnlyAlgorithm provider() {
      return new PlainRounding() {
        private int calls;

        @Override
        public Set<Statistic> needs(OptionValues options) {
          return calls++ == 0 ? Set.of() : Set.of(Statistic.GRAM);
        }
      };
    }
  }

  static class FewerBits extends Broken {
    @Override
    protected WeightOnlyAlgorithm provider() {
      return new PlainRounding() {
        @Override
        public List<QuantScheme> schemes(QuantScheme requested, OptionValues options) {
          return List.of(
              new QuantScheme(
                  Math.max(1, requested.bits() / 2),
                  requested.groupSize(),
                  requested.symmetry(),
                  requested.zeroPoint(),
                  requested.scaleType()));
        }
      };
    }
  }

  /** Spoils the result of plain rounding for a group. */
  abstract static class Spoiled extends Broken {

    @Override
    protected WeightOnlyAlgorithm provider() {
      return new PlainRounding() {
        @Override
        public QuantizedGroup quantize(WeightGroup group, AlgorithmContext context) {
          return spoil(super.quantize(group, context), group);
        }
      };
    }

    abstract QuantizedGroup spoil(QuantizedGroup result, WeightGroup group);
  }

  static class WeightLeftOut extends Spoiled {
    @Override
    QuantizedGroup spoil(QuantizedGroup result, WeightGroup group) {
      List<QuantizedWeight> weights = result.weights();
      return QuantizedGroup.of(weights.subList(0, Math.max(1, weights.size() - 1)));
    }
  }

  static class NoScaleForTheRest extends Spoiled {
    @Override
    QuantizedGroup spoil(QuantizedGroup result, WeightGroup group) {
      return rebuilt(
          result,
          weight -> {
            int rows = weight.inputFeatures();
            int wholeGroups = Math.max(1, rows / weight.scheme().groupRows(rows));
            float[] scales = Arrays.copyOf(weight.scales(), wholeGroups * weight.outputFeatures());
            return withZeroPoints(copy(weight).scales(scales), weight).build();
          });
    }
  }

  static class CodeOutOfRange extends Spoiled {
    @Override
    QuantizedGroup spoil(QuantizedGroup result, WeightGroup group) {
      result.weights().get(0).codes()[0] = (byte) 255;
      return result;
    }
  }

  static class NanScale extends Spoiled {
    @Override
    QuantizedGroup spoil(QuantizedGroup result, WeightGroup group) {
      result.weights().get(0).scales()[0] = Float.NaN;
      return result;
    }
  }

  static class ZeroScale extends Spoiled {
    @Override
    QuantizedGroup spoil(QuantizedGroup result, WeightGroup group) {
      result.weights().get(0).scales()[0] = 0;
      return result;
    }
  }

  static class UnroundedScale extends Spoiled {
    @Override
    QuantizedGroup spoil(QuantizedGroup result, WeightGroup group) {
      float[] scales = result.weights().get(0).scales();
      if (result.weights().get(0).scheme().scaleType() == ElementType.FLOAT16) {
        scales[0] = Math.nextUp(scales[0]);
      }
      return result;
    }
  }

  static class NoZeroPoints extends Spoiled {
    @Override
    QuantizedGroup spoil(QuantizedGroup result, WeightGroup group) {
      return rebuilt(result, weight -> copy(weight).build());
    }
  }

  static class ZeroPointOutOfRange extends Spoiled {
    @Override
    QuantizedGroup spoil(QuantizedGroup result, WeightGroup group) {
      QuantizedWeight weight = result.weights().get(0);
      weight.integerZeroPoints().ifPresent(points -> points[0] = (byte) 255);
      return result;
    }
  }

  static class DeadInputScale extends Spoiled {
    @Override
    QuantizedGroup spoil(QuantizedGroup result, WeightGroup group) {
      float[] scale = new float[group.inputFeatures()];
      Arrays.fill(scale, 1);
      scale[0] = 0;
      return withInputScale(result, scale);
    }
  }

  static class StatesHalfOfTheError extends Spoiled {
    @Override
    QuantizedGroup spoil(QuantizedGroup result, WeightGroup group) {
      QuantizedGroup.Builder stated = QuantizedGroup.builder();
      for (int i = 0; i < result.weights().size(); i++) {
        SquaredError right =
            Reconstruction.squaredError(group.weights().get(i), result.weights().get(i), result);
        stated.add(
            result.weights().get(i),
            Optional.of(new SquaredError(right.error() / 2, right.squares())));
      }
      return stated.build();
    }
  }

  static class EmptyNote extends Spoiled {
    @Override
    QuantizedGroup spoil(QuantizedGroup result, WeightGroup group) {
      QuantizedGroup.Builder noted = QuantizedGroup.builder().note(Note.Kind.INFORMATION, " ");
      result.weights().forEach(noted::add);
      return noted.build();
    }
  }

  static class RestIgnored extends Spoiled {
    @Override
    QuantizedGroup spoil(QuantizedGroup result, WeightGroup group) {
      for (QuantizedWeight weight : result.weights()) {
        int rows = weight.inputFeatures();
        int rest = rows % weight.scheme().groupRows(rows);
        int from = (rows - rest) * weight.outputFeatures();
        Arrays.fill(weight.codes(), from, weight.codes().length, (byte) 0);
      }
      return result;
    }
  }

  static class InputScaleNotApplied extends Spoiled {
    @Override
    QuantizedGroup spoil(QuantizedGroup result, WeightGroup group) {
      float[] scale = new float[group.inputFeatures()];
      Arrays.fill(scale, 2);
      return withInputScale(result, scale);
    }
  }

  static class FirstColumnDiffers extends Spoiled {
    @Override
    QuantizedGroup spoil(QuantizedGroup result, WeightGroup group) {
      nudge(result.weights().get(0));
      return result;
    }
  }

  static class NotRepeatable extends Spoiled {
    private final AtomicInteger calls = new AtomicInteger();

    @Override
    QuantizedGroup spoil(QuantizedGroup result, WeightGroup group) {
      if (calls.getAndIncrement() % 2 == 0) {
        nudge(result.weights().get(0));
      }
      return result;
    }
  }

  static class WritesToStatistics extends Broken {
    @Override
    protected WeightOnlyAlgorithm provider() {
      return new PlainRounding() {
        @Override
        public Set<Statistic> needs(OptionValues options) {
          return Set.of(Statistic.GRAM);
        }

        @Override
        public QuantizedGroup quantize(WeightGroup group, AlgorithmContext context) {
          group.statistics().gram().orElseThrow()[0] += 1;
          return super.quantize(group, context);
        }
      };
    }
  }

  static class OrderMatters extends Broken {
    @Override
    protected WeightOnlyAlgorithm provider() {
      return new PlainRounding() {
        @Override
        public boolean columnsAreIndependent(OptionValues options) {
          return false;
        }

        @Override
        public QuantizedGroup quantize(WeightGroup group, AlgorithmContext context) {
          AtomicInteger done = new AtomicInteger();
          QuantizedWeight[] results = new QuantizedWeight[group.weights().size()];
          context.forEach(
              results.length,
              i -> {
                results[i] = quantize(group.weights().get(i), context.scheme());
                if (done.getAndIncrement() == 0) {
                  nudge(results[i]);
                }
              });
          return QuantizedGroup.of(Arrays.asList(results));
        }
      };
    }
  }

  static class RemembersTheFirst extends Broken {
    @Override
    protected WeightOnlyAlgorithm provider() {
      return new PlainRounding() {
        private int firstFeatures;

        @Override
        public synchronized QuantizedGroup quantize(WeightGroup group, AlgorithmContext context) {
          firstFeatures = firstFeatures == 0 ? group.inputFeatures() : firstFeatures;
          QuantizedGroup result = super.quantize(group, context);
          if (firstFeatures != group.inputFeatures()) {
            nudge(result.weights().get(0));
          }
          return result;
        }
      };
    }
  }

  static class ReusesArrays extends Broken {
    @Override
    protected WeightOnlyAlgorithm provider() {
      return new PlainRounding() {
        private final ThreadLocal<List<byte[]>> used = ThreadLocal.withInitial(ArrayList::new);

        @Override
        public QuantizedGroup quantize(WeightGroup group, AlgorithmContext context) {
          return rebuilt(
              super.quantize(group, context),
              weight ->
                  withZeroPoints(
                          copy(weight).codes(reused(weight.codes())).scales(weight.scales()),
                          weight)
                      .build());
        }

        private byte[] reused(byte[] codes) {
          for (byte[] array : used.get()) {
            if (array.length == codes.length) {
              System.arraycopy(codes, 0, array, 0, codes.length);
              return array;
            }
          }
          used.get().add(codes);
          return codes;
        }
      };
    }
  }

  static class SharedScratch extends Broken {
    @Override
    protected WeightOnlyAlgorithm provider() {
      return new PlainRounding() {
        private final AtomicInteger inFlight = new AtomicInteger();

        @Override
        public QuantizedGroup quantize(WeightGroup group, AlgorithmContext context) {
          inFlight.incrementAndGet();
          QuantizedGroup result = super.quantize(group, context);
          if (inFlight.getAndDecrement() > 1) {
            nudge(result.weights().get(0));
          }
          return result;
        }
      };
    }
  }

  static class NeverAsks extends Broken {
    @Override
    protected WeightOnlyAlgorithm provider() {
      return new PlainRounding() {
        @Override
        public QuantizedGroup quantize(WeightGroup group, AlgorithmContext context) {
          return QuantizedGroup.of(
              group.weights().stream().map(weight -> quantize(weight, context.scheme())).toList());
        }
      };
    }
  }

  static class SwallowsCancellation extends Broken {
    @Override
    protected WeightOnlyAlgorithm provider() {
      return new PlainRounding() {
        @Override
        public QuantizedGroup quantize(WeightGroup group, AlgorithmContext context) {
          try {
            context.checkCancelled();
          } catch (CancellationException swallowed) {
            // as code that catches every exception does
          }
          return super.quantize(group, context);
        }
      };
    }
  }

  static class NestedTasks extends Broken {
    @Override
    protected WeightOnlyAlgorithm provider() {
      return new PlainRounding() {
        @Override
        public QuantizedGroup quantize(WeightGroup group, AlgorithmContext context) {
          QuantizedGroup[] result = new QuantizedGroup[1];
          context.forEach(1, i -> result[0] = super.quantize(group, context));
          return result[0];
        }
      };
    }
  }

  static class ProgressInPercent extends Broken {
    @Override
    protected WeightOnlyAlgorithm provider() {
      return new PlainRounding() {
        @Override
        public QuantizedGroup quantize(WeightGroup group, AlgorithmContext context) {
          context.progress(100);
          return super.quantize(group, context);
        }
      };
    }
  }

  static class DelegatesUnasked extends Broken {
    @Override
    protected WeightOnlyAlgorithm provider() {
      return new PlainRounding() {
        @Override
        public String id() {
          return "delegates-unasked";
        }

        @Override
        public QuantizedGroup quantize(WeightGroup group, AlgorithmContext context) {
          return context.delegate(
              new AlgorithmReference("plain-rounding", OptionValues.none()), group);
        }
      };
    }

    @Override
    protected List<WeightOnlyAlgorithm> delegates() {
      return List.of(new PlainRounding());
    }
  }

  static class InsistsOnCrossGram extends Broken {
    @Override
    protected WeightOnlyAlgorithm provider() {
      return new PlainRounding() {
        @Override
        public Set<Statistic> needs(OptionValues options) {
          return Set.of(Statistic.GRAM, Statistic.CROSS_GRAM);
        }

        @Override
        public QuantizedGroup quantize(WeightGroup group, AlgorithmContext context) {
          if (group.statistics().crossGram().isEmpty()) {
            throw new IllegalStateException("no cross-Gram matrix");
          }
          return super.quantize(group, context);
        }
      };
    }
  }

  /** Changes a code by one, unless that is much: denormals have a scale of 1. */
  private static void nudge(QuantizedWeight weight) {
    weight.codes()[0] ^= (byte) (weight.scales()[0] == 1 ? 0 : 1);
  }

  private static QuantizedGroup rebuilt(
      QuantizedGroup group, UnaryOperator<QuantizedWeight> change) {
    return QuantizedGroup.of(group.weights().stream().map(change).toList());
  }

  private static QuantizedGroup withInputScale(QuantizedGroup group, float[] scale) {
    QuantizedGroup.Builder scaled = QuantizedGroup.builder().inputScale(scale);
    group.weights().forEach(scaled::add);
    return scaled.build();
  }

  /** The same codes and scales, still without zero points. */
  private static QuantizedWeight.Builder copy(QuantizedWeight weight) {
    return QuantizedWeight.builder(weight.scheme(), weight.inputFeatures(), weight.outputFeatures())
        .codes(weight.codes())
        .scales(weight.scales());
  }

  private static QuantizedWeight.Builder withZeroPoints(
      QuantizedWeight.Builder copy, QuantizedWeight weight) {
    return weight.scheme().zeroPoint() == ZeroPoint.INTEGER
        ? copy.zeroPoints(weight.integerZeroPoints().orElseThrow())
        : copy;
  }
}
