package org.woq4j.core.progress;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.woq4j.api.calibration.Statistic;
import org.woq4j.core.model.ConstantWeight;
import org.woq4j.core.plan.PlannedStatistics;
import org.woq4j.core.plan.QuantizationPlan;
import org.woq4j.core.plan.SequentialPlan;
import org.woq4j.core.progress.ProgressListener.Stage;
import org.woq4j.core.registry.AlgorithmChoice;
import org.woq4j.core.work.PlannedWeight;
import org.woq4j.core.work.WorkUnit;

/**
 * Estimates how much work the parts of a run are. The unit is a multiply-add of a matrix product;
 * other work counts as the number of these that take as long.
 */
public final class RunWork {

  /** To read, round, measure and pack an element. */
  private static final double ELEMENT = 500;

  private static final double WRITTEN_BYTE = 25;

  /** Both models are loaded twice. */
  private static final double VERIFIED_BYTE = 180;

  /** A weight that is checked by itself is loaded once. */
  private static final double CHECKED_BYTE = 20;

  /** Both models run on a sample at a time. */
  private static final double VERIFIED_ROW = 1.5;

  private RunWork() {}

  /** The work of a stage. */
  public static double of(Stage stage, QuantizationPlan plan) {
    return switch (stage) {
      case CALIBRATE -> plan.needs().data().rows() * ofRow(plan);
      case QUANTIZE -> plan.units().stream().mapToDouble(unit -> ofUnit(plan, unit)).sum();
      case WRITE -> WRITTEN_BYTE * plan.bytes().after();
      case VERIFY -> plan.request().verify() ? ofVerification(plan) : 0;
      case EVALUATE -> plan.request().evaluation().isPresent() ? ofEvaluation(plan) : 0;
    };
  }

  private static double ofVerification(QuantizationPlan plan) {
    if (!plan.memory().verification().allowsModels()) {
      return CHECKED_BYTE * plan.bytes().before();
    }
    double computed = plan.units().stream().mapToDouble(unit -> computed(plan, unit)).sum();
    return VERIFIED_BYTE * plan.bytes().before()
        + VERIFIED_ROW * plan.needs().data().heldOutRows() * computed;
  }

  /** The data is not opened to count it, so its size is a guess. */
  private static double ofEvaluation(QuantizationPlan plan) {
    return VERIFIED_BYTE * plan.bytes().before();
  }

  /** The work of quantizing a unit. */
  public static double ofUnit(QuantizationPlan plan, WorkUnit unit) {
    AlgorithmChoice choice = plan.weights().get(unit.weights().get(0)).choice();
    double effort = choice.algorithm().effort(choice.options(), inputs(plan, unit));
    return elements(plan, unit)
        * (ELEMENT + (effort > 0 && effort < Double.MAX_VALUE ? effort : 0));
  }

  private static double elements(QuantizationPlan plan, WorkUnit unit) {
    return unit.weights().size() == 1
        ? (double) inputs(plan, unit) * (unit.columns().to() - unit.columns().from())
        : unit.weights().stream().mapToDouble(i -> weight(plan, i).elements()).sum();
  }

  private static int inputs(QuantizationPlan plan, WorkUnit unit) {
    return weight(plan, unit.weights().get(0)).inputFeatures();
  }

  private static ConstantWeight weight(QuantizationPlan plan, int index) {
    return plan.weights().get(index).weight();
  }

  /** The work of a row of calibration data in all passes. */
  private static double ofRow(QuantizationPlan plan) {
    boolean calibrates = plan.calibration().isPresent() && plan.calibration().get().isNeeded();
    double sum = 0;
    for (int pass = 0; calibrates && pass < plan.passes(); pass++) {
      sum += ofRow(plan, pass);
    }
    return sum;
  }

  /**
   * The work of a row of calibration data in a pass or piece: the model computes its activations,
   * and they are multiplied with each other.
   */
  private static double ofRow(QuantizationPlan plan, int pass) {
    if (plan.sequence().isPresent()) {
      return ofPiece(plan, plan.sequence().get(), pass);
    }
    double computed =
        plan.unitsOfPass(pass).stream()
            .map(plan.units()::get)
            .mapToDouble(unit -> computed(plan, unit))
            .sum();
    return computed
        + ofStatistics(plan.calibration().orElseThrow().passes().get(pass).statistics());
  }

  /** The work of a batch in a piece; one that computes next to nothing takes its time, too. */
  public static long ofBatch(QuantizationPlan plan, int piece) {
    return 1 + Math.round(ofRow(plan, piece));
  }

  /** What the model computes with the weights of a unit for a row; nothing with an embedding. */
  private static double computed(QuantizationPlan plan, WorkUnit unit) {
    return plan.weights().get(unit.weights().get(0)).replacement().hasNoProduct()
        ? 0
        : elements(plan, unit);
  }

  private static double ofPiece(QuantizationPlan plan, SequentialPlan sequence, int index) {
    if (index >= sequence.cut().pieces().size()) {
      return 0;
    }
    Map<String, Long> elements = new HashMap<>();
    for (PlannedWeight planned : plan.weights()) {
      elements.put(planned.weight().id(), planned.weight().elements());
    }
    double computed =
        sequence.cut().pieces().get(index).weights().stream()
            .mapToDouble(id -> elements.getOrDefault(id, 0L))
            .sum();
    int models = sequence.runsOriginal() ? 2 : 1;
    return models * computed + ofStatistics(sequence.stages().get(index).known());
  }

  private static double ofStatistics(List<PlannedStatistics> statistics) {
    double sum = 0;
    for (PlannedStatistics planned : statistics) {
      double product = planned.features() * (double) planned.features();
      // A Gram matrix is symmetric, a cross Gram matrix is not.
      double products =
          (planned.statistics().contains(Statistic.GRAM) ? 0.5 : 0)
              + (planned.statistics().contains(Statistic.CROSS_GRAM) ? 1 : 0);
      sum += planned.sites().all().size() * products * product;
    }
    return sum;
  }
}
