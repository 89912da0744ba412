package org.woq4j.evaluation.run;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.woq4j.api.calibration.ModelInput;
import org.woq4j.api.calibration.NamedTensor;
import org.woq4j.api.quality.ComparedSample;
import org.woq4j.api.quality.MeasuredModel;
import org.woq4j.api.quality.ModelOutput;
import org.woq4j.api.quality.OutputPair;
import org.woq4j.evaluation.data.NamedBatch;
import org.woq4j.evaluation.data.SampleSlices;
import org.woq4j.evaluation.error.EvaluationError;
import org.woq4j.evaluation.models.BatchRuns;
import org.woq4j.evaluation.models.Floats;

/**
 * The outputs that are compared, as the first batch shows them.
 *
 * @param model what measures know of the models
 */
record ComparedOutputs(MeasuredModel model) {

  /** Axes of an output that may be [samples, tokens, ...]. */
  private static final int LEAST_RANK = 3;

  /**
   * The outputs of models.
   *
   * @param inputs the inputs of the models
   * @param batch the first batch
   * @param outputs what the float model returns for it
   * @param seesLaterTokens whether what it returns for a token depends on the tokens after it
   */
  static ComparedOutputs of(
      List<ModelInput> inputs,
      NamedBatch batch,
      List<NamedTensor> outputs,
      boolean seesLaterTokens) {
    SampleSlices slices = SampleSlices.of(batch.inputs(), batch.size());
    List<ModelOutput> compared = new ArrayList<>();
    for (NamedTensor output : outputs) {
      boolean perSample = slices.isPerSample(output.shape());
      if ((perSample || batch.size() == 1) && !BatchRuns.isTokens(output.name())) {
        boolean perToken =
            BatchRuns.isOfSteps(output.name()) || slices.isPerToken(output.shape(), LEAST_RANK);
        NamedTensor first = slice(slices, output, LEAST_RANK, 0);
        compared.add(
            new ModelOutput(
                output.name(),
                output.type(),
                Arrays.stream(first.shape()).boxed().toList(),
                perToken));
      }
    }
    return new ComparedOutputs(
        new MeasuredModel(inputs, compared, batch.labels().isPresent(), seesLaterTokens));
  }

  /**
   * The samples of a batch, one after the other.
   *
   * @param reference the outputs of the float model
   * @param candidate the outputs of the quantized model
   * @throws org.woq4j.api.WoqException if the models return different outputs
   */
  Stream<ComparedSample> samples(
      NamedBatch batch, List<NamedTensor> reference, List<NamedTensor> candidate) {
    SampleSlices slices = SampleSlices.of(batch.inputs(), batch.size());
    return IntStream.range(0, batch.size())
        .mapToObj(sample -> sample(slices, batch, reference, candidate, sample));
  }

  private ComparedSample sample(
      SampleSlices slices,
      NamedBatch batch,
      List<NamedTensor> reference,
      List<NamedTensor> candidate,
      int sample) {
    List<NamedTensor> data = new ArrayList<>();
    batch.inputs().forEach(input -> data.add(slice(slices, input, 2, sample)));
    batch.labels().ifPresent(labels -> data.add(slice(slices, labels, LEAST_RANK, sample)));
    reference.stream()
        .filter(output -> BatchRuns.isTokens(output.name()))
        .forEach(tokens -> data.add(slice(slices, tokens, LEAST_RANK, sample)));
    List<OutputPair> pairs = new ArrayList<>();
    for (ModelOutput output : model.outputs()) {
      NamedTensor expected = named(output.name(), reference);
      NamedTensor actual = named(output.name(), candidate);
      if (!Arrays.equals(expected.shape(), actual.shape())) {
        throw EvaluationError.INTERFACE.because(
            "the output "
                + output.name()
                + " has the shape "
                + Arrays.toString(actual.shape())
                + ", that of the float model "
                + Arrays.toString(expected.shape()),
            "compare models of the same float model");
      }
      NamedTensor one = slice(slices, expected, LEAST_RANK, sample);
      pairs.add(
          new OutputPair(
              output.name(),
              one.shape(),
              Floats.of(one),
              Floats.of(slice(slices, actual, LEAST_RANK, sample))));
    }
    return new ComparedSample(batch.names().get(sample), data, pairs);
  }

  private static NamedTensor slice(
      SampleSlices slices, NamedTensor tensor, int leastRank, int sample) {
    boolean perToken =
        slices.isPerToken(tensor.shape(), leastRank) && !BatchRuns.isOfSteps(tensor.name());
    return slices.isPerSample(tensor.shape()) ? slices.slice(tensor, perToken, sample) : tensor;
  }

  private static NamedTensor named(String name, List<NamedTensor> outputs) {
    return outputs.stream()
        .filter(output -> output.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                EvaluationError.INTERFACE.because(
                    "the output " + name + " of the float model is missing",
                    "compare models of the same float model"));
  }
}
