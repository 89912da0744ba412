package org.woq4j.core.run;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ForkJoinTask;
import org.woq4j.api.calibration.ActivationStatistics;
import org.woq4j.core.parallel.Workers;
import org.woq4j.core.plan.QuantizationPlan;
import org.woq4j.core.plan.WorkUnit;

/** Has units of work done on several threads, within the plan's memory bound. */
final class UnitSchedule {

  private final QuantizationPlan plan;
  private final UnitWork work;
  private final Workers workers;
  private final Progress progress;
  private final MemoryGate gate;
  private final UnitResult[] results;

  UnitSchedule(QuantizationPlan plan, UnitWork work, Workers workers, Progress progress) {
    this.plan = plan;
    this.work = work;
    this.workers = workers;
    this.progress = progress;
    this.gate = new MemoryGate(plan.memory().workBound(), workers.threads());
    this.results = new UnitResult[plan.units().size()];
  }

  /**
   * Has some units done.
   *
   * @param indices which of the plan's
   * @param statistics what was gathered, by sites
   */
  void run(List<Integer> indices, Map<List<String>, ActivationStatistics> statistics) {
    List<ForkJoinTask<?>> tasks = new ArrayList<>();
    for (int index : indices) {
      WorkUnit unit = plan.units().get(index);
      gate.enter(unit.memory().bytes());
      if (tasks.stream().anyMatch(ForkJoinTask::isCompletedAbnormally)) {
        gate.leave(unit.memory().bytes());
        break;
      }
      tasks.add(workers.start(() -> run(index, unit, statistics.get(unit.sites()))));
    }
    tasks.forEach(ForkJoinTask::quietlyJoin);
    Failures.throwFirst(tasks);
  }

  private void run(int index, WorkUnit unit, ActivationStatistics statistics) {
    try {
      results[index] = work.run(unit, statistics, done -> progress.part(index, done));
      progress.part(index, 1);
    } finally {
      gate.leave(unit.memory().bytes());
    }
  }

  /** Results in the order of the plan's units, whatever the order in which they were done. */
  List<UnitResult> results() {
    return List.of(results);
  }
}
