package org.woq4j.evaluation.measure;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.woq4j.api.quality.QualityMeasure;
import org.woq4j.tck.quality.QualityMeasureContract;

class MeasuresKeepTheContractTest {

  @Nested
  class Outputs extends QualityMeasureContract {
    @Override
    protected QualityMeasure provider() {
      return new OutputMeasure();
    }
  }

  @Nested
  class Embeddings extends QualityMeasureContract {
    @Override
    protected QualityMeasure provider() {
      return new EmbeddingMeasure();
    }

    @Override
    protected List<Map<String, ?>> options() {
      return List.of(Map.of(), Map.of("pool", "cls"), Map.of("pool", "none"));
    }
  }

  @Nested
  class Logits extends QualityMeasureContract {
    @Override
    protected QualityMeasure provider() {
      return new LogitsMeasure();
    }
  }

  @Nested
  class NextToken extends QualityMeasureContract {
    @Override
    protected QualityMeasure provider() {
      return new NextTokenMeasure();
    }
  }

  @Nested
  class Classes extends QualityMeasureContract {
    @Override
    protected QualityMeasure provider() {
      return new ClassMeasure();
    }
  }
}
