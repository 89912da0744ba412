package org.woq4j.core.calibrate;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.woq4j.api.WoqException;
import org.woq4j.api.calibration.NamedTensor;
import org.woq4j.core.batch.AttentionMask;
import org.woq4j.core.batch.SourceData;
import org.woq4j.core.execution.RunContext;
import org.woq4j.core.plan.CalibrationPlan;

/**
 * The calibration data of a walk through pieces, read once. Its tensors are in the frontier.
 *
 * @param names each batch as errors name it
 * @param masks which rows of each batch are padding
 * @param remark the source's remark on its data
 */
record KeptBatches(List<String> names, List<AttentionMask> masks, Optional<String> remark) {

  /** A piece number before the first. */
  private static final int BEFORE_ALL = -1;

  /**
   * Reads the source to its end.
   *
   * @throws WoqException if there is no data or it does not fit the model
   */
  static KeptBatches load(RunContext context, CalibrationPlan plan, Frontier frontier) {
    List<String> names = new ArrayList<>();
    List<AttentionMask> masks = new ArrayList<>();
    try (SourceData data = SourceData.open(plan.source(), context.model().inputs())) {
      for (List<NamedTensor> batch = data.next(); !batch.isEmpty(); batch = data.next()) {
        context.checkCancelled();
        int number = names.size();
        names.add(data.lastBatch());
        masks.add(AttentionMask.of(batch));
        batch.forEach(tensor -> frontier.keep(number, false, tensor, BEFORE_ALL));
      }
      data.checkNotEmpty();
      return new KeptBatches(names, masks, data.remark());
    }
  }

  /**
   * Runs all batches through a piece.
   *
   * @param whenDone is called after each batch, by any thread
   */
  void run(RunContext context, PieceWalk walk, Runnable whenDone) {
    try (BatchQueue queue = new BatchQueue(context.workers(), walk.sums()::fail)) {
      for (int batch = 0; batch < size() && !queue.hasFailed(); batch++) {
        int number = batch;
        queue.start(
            batch + 1L,
            names.get(batch),
            () -> {
              context.checkCancelled();
              walk.run(number, masks.get(number));
              whenDone.run();
            });
      }
      queue.finish();
    }
    context.checkCancelled();
  }

  int size() {
    return names.size();
  }
}
