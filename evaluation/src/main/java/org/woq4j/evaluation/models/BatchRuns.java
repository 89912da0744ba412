package org.woq4j.evaluation.models;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.woq4j.api.WoqException;
import org.woq4j.api.calibration.ModelInput;
import org.woq4j.api.calibration.NamedTensor;
import org.woq4j.api.quality.ModelOutput;
import org.woq4j.core.batch.KeyValueCache;
import org.woq4j.core.inference.Inference.LoadedModel;
import org.woq4j.evaluation.data.NamedBatch;

/**
 * Runs models on batches. A decoder with a cache runs on the text, and then some steps further with
 * the keys and values that it has cached: its scores there are an output of their own. Not safe for
 * several threads.
 */
public final class BatchRuns {

  private static final String SCORES = "logits";
  private static final String CACHED = " (cached)";
  private static final String TOKENS = ModelOutput.TOKENS;
  private static final String PRESENT = "present";

  private final List<ModelInput> inputs;
  private final boolean hasCache;
  private boolean steps;
  private boolean haveRun;
  private Optional<String> remark = Optional.empty();

  /**
   * Before the first batch.
   *
   * @param inputs the inputs of the models
   */
  public BatchRuns(List<ModelInput> inputs) {
    this.inputs = List.copyOf(inputs);
    this.hasCache = inputs.stream().anyMatch(KeyValueCache::isPart);
    this.steps = CachedSteps.arePossible(inputs);
  }

  /** {@return whether an output holds scores of steps that used the cache} */
  public static boolean isOfSteps(String output) {
    return output.endsWith(CACHED);
  }

  /** {@return whether an output holds the tokens of such steps} */
  public static boolean isTokens(String output) {
    return output.endsWith(CACHED + TOKENS);
  }

  /**
   * {@return what the float model returns}
   *
   * @param model the float model
   * @param batch the next batch
   */
  public List<NamedTensor> ofReference(LoadedModel model, NamedBatch batch) {
    return run(model, batch, Optional.empty());
  }

  /**
   * {@return what a quantized model returns}
   *
   * @param model the quantized model
   * @param batch the batch
   * @param reference what the float model returned for the batch
   */
  public List<NamedTensor> ofCandidate(
      LoadedModel model, NamedBatch batch, List<NamedTensor> reference) {
    return run(
        model, batch, reference.stream().filter(output -> isTokens(output.name())).findFirst());
  }

  /**
   * {@return whether what the float model returns for a token depends on the tokens after it} A
   * model with a cache cannot see them.
   *
   * @param model the float model
   * @param batch a batch
   * @param outputs what the model returns for it
   */
  public boolean seesLaterTokens(LoadedModel model, NamedBatch batch, List<NamedTensor> outputs) {
    return !hasCache && new LaterTokens(batch).areSeen(model, outputs);
  }

  private List<NamedTensor> run(LoadedModel model, NamedBatch batch, Optional<NamedTensor> fed) {
    List<NamedTensor> outputs = model.run(batch.inputs());
    List<NamedTensor> compared = new ArrayList<>(withoutCache(outputs));
    Optional<NamedTensor> scores =
        outputs.stream()
            .filter(output -> output.name().startsWith(SCORES) && output.shape().length == 3)
            .findFirst();
    if (steps && scores.isPresent()) {
      try {
        CachedSteps.Result result =
            new CachedSteps(inputs, model, batch).run(scores.get(), outputs, fed);
        String name = scores.get().name() + CACHED;
        compared.add(renamed(result.scores(), name));
        haveRun = true;
        compared.add(renamed(result.tokens(), name + TOKENS));
      } catch (CachedSteps.NoSuchCacheException | WoqException failed) {
        if (fed.isPresent() || haveRun) {
          throw failed;
        }
        steps = false;
        remark = Optional.of("steps with the cache were left out: " + reason(failed));
      }
    }
    return compared;
  }

  private static String reason(RuntimeException failed) {
    return failed instanceof WoqException woq
        ? woq.issues().get(0).message()
        : String.valueOf(failed.getMessage());
  }

  private List<NamedTensor> withoutCache(List<NamedTensor> outputs) {
    return outputs.stream()
        .filter(output -> !(hasCache && output.name().startsWith(PRESENT)))
        .toList();
  }

  private static NamedTensor renamed(NamedTensor tensor, String name) {
    return new NamedTensor(name, tensor.type(), tensor.shape(), tensor.data());
  }

  /** {@return what a reader should know of the runs} */
  public Optional<String> remark() {
    return remark;
  }
}
