package org.woq4j.tck.calibration;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.woq4j.api.calibration.Batches;
import org.woq4j.api.calibration.CalibrationSource;
import org.woq4j.api.calibration.ModelInput;
import org.woq4j.api.calibration.NamedTensor;
import org.woq4j.api.option.OptionValues;
import org.woq4j.api.weight.ElementType;
import org.woq4j.tck.provider.FailedRules;

/** Each broken source is found out by the rule it breaks, and by no other. */
class CalibrationSourceContractTest {

  @Test
  void required_4_1_shouldFailBy_noBatches() {
    assertThat(FailedRules.of(Nothing.class)).containsExactly("4.1");
  }

  @Test
  void required_4_2_shouldFailBy_otherBatchesAtTheSecondOpening() {
    assertThat(FailedRules.of(ChangingBatches.class)).containsExactly("4.2");
  }

  @Test
  void required_4_3_shouldFailBy_aNameThatIsNoInput() {
    assertThat(FailedRules.of(UnknownName.class)).containsExactly("4.3");
  }

  @Test
  void required_4_4_shouldFailBy_sequencesOfDifferentLength() {
    assertThat(FailedRules.of(RaggedShapes.class)).containsExactly("4.4");
  }

  @Test
  void required_4_4_shouldFailBy_aTypeThatIsNotTheInputs() {
    assertThat(FailedRules.of(WrongType.class)).containsExactly("4.4");
  }

  @Test
  void required_4_5_shouldFailBy_aWrongCount() {
    assertThat(FailedRules.of(WrongCount.class)).containsExactly("4.5");
  }

  @Test
  void required_4_6_shouldFailBy_beginningAgainAfterTheLast() {
    assertThat(FailedRules.of(BeginsAgain.class)).containsExactly("4.6");
  }

  @Test
  void required_4_7_shouldFailBy_aSecondCloseThatThrows() {
    assertThat(FailedRules.of(ClosesOnce.class)).containsExactly("4.7");
  }

  @Test
  void required_4_8_shouldFailBy_aCursorThatRunsShare() {
    assertThat(FailedRules.of(SharedCursor.class)).containsExactly("4.8");
  }

  @Test
  void optional_4_9_shouldFailBy_takingAModelThatDoesNotFit() {
    assertThat(FailedRules.of(TakesAnything.class)).containsExactly("4.9");
  }

  /** Not run but by {@link FailedRules}. */
  abstract static class Broken extends CalibrationSourceContract {

    @Override
    protected boolean discoverable() {
      return false;
    }

    @Override
    protected CalibrationSource provider() {
      return new CountingSource() {
        @Override
        public Batches open(List<ModelInput> inputs, OptionValues options) {
          return broken(inputs);
        }
      };
    }

    abstract Batches broken(List<ModelInput> inputs);
  }

  static class Nothing extends Broken {
    @Override
    Batches broken(List<ModelInput> inputs) {
      return new CountingSource.Counting(inputs, 0);
    }
  }

  static class ChangingBatches extends Broken {
    private int opened;

    @Override
    Batches broken(List<ModelInput> inputs) {
      int first = opened++;
      return new CountingSource.Counting(inputs, 3) {
        @Override
        public List<NamedTensor> next() {
          List<NamedTensor> batch = super.next();
          return batch.isEmpty()
              ? batch
              : inputs.stream().map(input -> CountingSource.tensor(input, read + first)).toList();
        }
      };
    }
  }

  static class UnknownName extends Broken {
    @Override
    Batches broken(List<ModelInput> inputs) {
      return new CountingSource.Counting(
          List.of(new ModelInput("position_ids", ElementType.INT64, List.of("batch"))), 3);
    }
  }

  static class RaggedShapes extends Broken {
    @Override
    Batches broken(List<ModelInput> inputs) {
      List<ModelInput> ragged =
          List.of(
              inputs.get(0),
              new ModelInput("attention_mask", ElementType.INT64, List.of("1", "9")));
      return new CountingSource.Counting(ragged, 3);
    }
  }

  static class WrongType extends Broken {
    @Override
    Batches broken(List<ModelInput> inputs) {
      return new CountingSource.Counting(inputs, 3) {
        @Override
        public List<NamedTensor> next() {
          return super.next().stream()
              .map(t -> new NamedTensor(t.name(), ElementType.FLOAT64, t.shape(), t.data()))
              .toList();
        }
      };
    }
  }

  static class WrongCount extends Broken {
    @Override
    Batches broken(List<ModelInput> inputs) {
      return new CountingSource.Counting(inputs, 3) {
        @Override
        public OptionalLong count() {
          return OptionalLong.of(4);
        }
      };
    }
  }

  static class BeginsAgain extends Broken {
    @Override
    Batches broken(List<ModelInput> inputs) {
      return new CountingSource.Counting(inputs, 3) {
        @Override
        public List<NamedTensor> next() {
          List<NamedTensor> batch = super.next();
          read = batch.isEmpty() ? 0 : read;
          return batch;
        }
      };
    }
  }

  static class ClosesOnce extends Broken {
    @Override
    Batches broken(List<ModelInput> inputs) {
      return new CountingSource.Counting(inputs, 3) {
        private boolean closed;

        @Override
        public void close() {
          if (closed) {
            throw new IllegalStateException("closed");
          }
          closed = true;
        }
      };
    }
  }

  static class SharedCursor extends Broken {
    private CountingSource.Counting shared;

    @Override
    Batches broken(List<ModelInput> inputs) {
      shared = new CountingSource.Counting(inputs, 3);
      return new CountingSource.Counting(inputs, 3) {
        @Override
        public List<NamedTensor> next() {
          return shared.next();
        }
      };
    }
  }

  static class TakesAnything extends Broken {
    @Override
    protected Optional<List<ModelInput>> inputsThatDoNotFit() {
      return Optional.of(List.of(new ModelInput("pixels", ElementType.FLOAT32, List.of("3"))));
    }

    @Override
    Batches broken(List<ModelInput> inputs) {
      return new CountingSource.Counting(inputs, 3);
    }
  }
}
