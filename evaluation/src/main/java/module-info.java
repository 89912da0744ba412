/** Measures quality and speed, and compares quantized models with the float model. */
module org.woq4j.evaluation {
  requires transitive org.woq4j.core;
  requires commons.math3;
  requires java.management;
  requires jdk.management;
  requires static org.jspecify;

  exports org.woq4j.evaluation;
  exports org.woq4j.evaluation.result;

  provides org.woq4j.core.evaluate.ModelEvaluator with
      org.woq4j.evaluation.RecipeEvaluator;
  provides org.woq4j.api.quality.QualityMeasure with
      org.woq4j.evaluation.measure.ClassMeasure,
      org.woq4j.evaluation.measure.EmbeddingMeasure,
      org.woq4j.evaluation.measure.LogitsMeasure,
      org.woq4j.evaluation.measure.NextTokenMeasure,
      org.woq4j.evaluation.measure.OutputMeasure;
}
