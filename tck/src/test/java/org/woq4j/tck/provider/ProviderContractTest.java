package org.woq4j.tck.provider;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.woq4j.api.calibration.CalibrationSource;
import org.woq4j.api.option.OptionSpec;
import org.woq4j.tck.calibration.CalibrationSourceContract;
import org.woq4j.tck.calibration.CountingSource;

/** What holds for every SPI is shown with the smallest of them. */
class ProviderContractTest {

  @Test
  void required_1_1_shouldFailBy_anIdInUpperCase() {
    assertThat(FailedRules.of(UpperCaseId.class)).containsExactly("1.1");
  }

  @Test
  void required_1_2_shouldFailBy_anOptionTwice() {
    assertThat(FailedRules.of(OptionTwice.class)).containsExactly("1.2");
  }

  @Test
  void required_1_3_shouldFailBy_aDefaultOutOfRange() {
    assertThat(FailedRules.of(DefaultOutOfRange.class)).containsExactly("1.3");
  }

  @Test
  void required_1_4_shouldFailBy_anIdThatChanges() {
    assertThat(FailedRules.of(ChangingId.class)).containsExactly("1.4");
  }

  @Test
  void optional_1_5_and_1_6_shouldFailBy_aHiddenClassThatNoFileNames() {
    assertThat(FailedRules.of(Hidden.class)).containsExactly("1.5", "1.6");
  }

  @Test
  void optional_1_6_shouldFailBy_aClassThatNoFileNames() {
    assertThat(FailedRules.of(Unnamed.class)).containsExactly("1.6");
  }

  static class UpperCaseId extends Undiscoverable {
    @Override
    protected CalibrationSource provider() {
      return new CountingSource() {
        @Override
        public String id() {
          return "Counting";
        }
      };
    }
  }

  static class OptionTwice extends Undiscoverable {
    @Override
    protected CalibrationSource provider() {
      return new CountingSource() {
        @Override
        public List<OptionSpec<?>> options() {
          return List.of(COUNT, COUNT);
        }
      };
    }
  }

  static class DefaultOutOfRange extends Undiscoverable {
    @Override
    protected CalibrationSource provider() {
      return new CountingSource() {
        @Override
        public List<OptionSpec<?>> options() {
          return List.of(
              COUNT, OptionSpec.integer("seed").doc("Seed.").atLeast(1).defaultsTo(0).build());
        }
      };
    }
  }

  static class ChangingId extends Undiscoverable {
    @Override
    protected CalibrationSource provider() {
      return new CountingSource() {
        private int calls;

        @Override
        public String id() {
          return "counting" + calls++;
        }
      };
    }
  }

  static class Hidden extends CalibrationSourceContract {
    @Override
    protected CalibrationSource provider() {
      return new CountingSource() {};
    }
  }

  static class Unnamed extends CalibrationSourceContract {
    @Override
    protected CalibrationSource provider() {
      return new UnnamedSource();
    }
  }

  /** Public, but in no file of services. */
  public static class UnnamedSource extends CountingSource {}

  /** Not run but by {@link FailedRules}. */
  abstract static class Undiscoverable extends CalibrationSourceContract {

    @Override
    protected boolean discoverable() {
      return false;
    }
  }
}
