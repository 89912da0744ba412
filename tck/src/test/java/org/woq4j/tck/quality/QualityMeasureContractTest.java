package org.woq4j.tck.quality;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.woq4j.api.option.OptionValues;
import org.woq4j.api.quality.ComparedSample;
import org.woq4j.api.quality.Figure;
import org.woq4j.api.quality.Figure.Better;
import org.woq4j.api.quality.Figure.SampleValue;
import org.woq4j.api.quality.MeasuredModel;
import org.woq4j.api.quality.Measurement;
import org.woq4j.api.quality.OutputPair;
import org.woq4j.api.quality.QualityMeasure;
import org.woq4j.tck.provider.FailedRules;

/** Each broken measure is found out by the rule it breaks, and by no other. */
class QualityMeasureContractTest {

  @Test
  void required_6_1_shouldFailBy_countingAcrossMeasurements() {
    assertThat(FailedRules.of(Forgetful.class)).contains("6.1");
  }

  @Test
  void required_6_2_shouldFailBy_twoFiguresOfOneName() {
    assertThat(FailedRules.of(Twice.class)).containsExactly("6.2");
  }

  @Test
  void required_6_3_shouldFailBy_aMisfitWithAFullStop() {
    assertThat(FailedRules.of(FullStop.class)).containsExactly("6.3");
  }

  @Test
  void required_6_4_shouldFailBy_keepingBuffers() {
    assertThat(FailedRules.of(Keeping.class)).containsExactly("6.4");
  }

  @Test
  void required_6_5_shouldFailBy_readingToTheEnd() {
    assertThat(FailedRules.of(Consuming.class)).contains("6.5");
  }

  @Test
  void required_6_6_shouldFailBy_anOutputThatTheModelLacks() {
    assertThat(FailedRules.of(Elsewhere.class)).containsExactly("6.6");
  }

  @Test
  void required_6_7_shouldFailBy_aRangeInReverse() {
    assertThat(FailedRules.of(Reversed.class)).containsExactly("6.7");
  }

  @Test
  void required_6_8_shouldFailBy_aSampleOfItsOwn() {
    assertThat(FailedRules.of(Inventive.class)).containsExactly("6.8");
  }

  @Test
  void required_6_9_shouldFailBy_needingTwoSamples() {
    assertThat(FailedRules.of(Demanding.class)).containsExactly("6.9");
  }

  @Test
  void theWrapperFindsTheSameFaults() {
    MeasureCase one = SeededSamples.all().get(0);
    Measurement reversed =
        new AssertingMeasure(new Reversed().provider()).start(one.model(), OptionValues.none());
    Measurement consuming =
        new AssertingMeasure(new Consuming().provider()).start(one.model(), OptionValues.none());
    one.samples().forEach(reversed::add);

    assertThatThrownBy(reversed::figures).isInstanceOf(AssertionError.class);
    assertThatThrownBy(() -> consuming.add(one.samples().get(0)))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("positions of the buffers");
  }

  /** Not run but by {@link FailedRules}. */
  abstract static class Broken extends QualityMeasureContract {

    @Override
    protected boolean discoverable() {
      return false;
    }

    @Override
    protected QualityMeasure provider() {
      return new MeanDifference() {
        @Override
        public Measurement start(MeasuredModel model, OptionValues options) {
          return measurement();
        }
      };
    }

    Measurement measurement() {
      return new MeanDifference.Gathering();
    }
  }

  static class Forgetful extends Broken {
    private int calls;

    @Override
    Measurement measurement() {
      return new MeanDifference.Gathering() {
        @Override
        public List<Figure> figures() {
          return List.of(Figure.of("calls", ++calls, Better.NEITHER).build());
        }
      };
    }
  }

  static class Twice extends Broken {
    @Override
    Measurement measurement() {
      return new MeanDifference.Gathering() {
        @Override
        public List<Figure> figures() {
          return List.of(figure().build(), figure().build());
        }
      };
    }
  }

  static class FullStop extends Broken {
    @Override
    protected QualityMeasure provider() {
      return new MeanDifference() {
        @Override
        public Optional<String> misfit(MeasuredModel model, OptionValues options) {
          return super.misfit(model, options).map(reason -> reason + ".");
        }
      };
    }
  }

  static class Keeping extends Broken {
    @Override
    Measurement measurement() {
      return new MeanDifference.Gathering() {
        private final List<OutputPair> kept = new ArrayList<>();

        @Override
        public void add(ComparedSample sample) {
          kept.add(sample.outputs().get(0));
        }

        @Override
        public List<Figure> figures() {
          kept.forEach(pair -> values.add(new SampleValue("", difference(pair))));
          return List.of(figure().build());
        }
      };
    }
  }

  static class Consuming extends Broken {
    @Override
    Measurement measurement() {
      return new MeanDifference.Gathering() {
        @Override
        public void add(ComparedSample sample) {
          super.add(sample);
          sample.outputs().get(0).reference().get();
        }
      };
    }
  }

  static class Elsewhere extends Broken {
    @Override
    Measurement measurement() {
      return new MeanDifference.Gathering() {
        @Override
        public List<Figure> figures() {
          return List.of(figure().output("elsewhere").build());
        }
      };
    }
  }

  static class Reversed extends Broken {
    @Override
    Measurement measurement() {
      return new MeanDifference.Gathering() {
        @Override
        public List<Figure> figures() {
          return List.of(figure().interval(1, 0).build());
        }
      };
    }
  }

  static class Inventive extends Broken {
    @Override
    Measurement measurement() {
      return new MeanDifference.Gathering() {
        @Override
        public List<Figure> figures() {
          return List.of(figure().samples(List.of(new SampleValue("mine", 1))).build());
        }
      };
    }
  }

  static class Demanding extends Broken {
    @Override
    Measurement measurement() {
      return new MeanDifference.Gathering() {
        @Override
        public List<Figure> figures() {
          if (values.size() < 2) {
            throw new IllegalStateException("too few samples");
          }
          return super.figures();
        }
      };
    }
  }
}
