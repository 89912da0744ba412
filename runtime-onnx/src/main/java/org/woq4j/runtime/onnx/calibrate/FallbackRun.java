package org.woq4j.runtime.onnx.calibrate;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.woq4j.onnx.pieces.Float32Copy;
import org.woq4j.onnx.proto.ModelProto;
import org.woq4j.onnx.read.OnnxFile;
import org.woq4j.runtime.onnx.model.OnnxRuntime;
import org.woq4j.runtime.onnx.session.ModelRun;
import org.woq4j.runtime.onnx.session.NotRunnableException;
import org.woq4j.runtime.onnx.session.OptimizationLevel;
import org.woq4j.runtime.onnx.session.SessionSettings;
import org.woq4j.runtime.onnx.session.SessionSettings.Feature;
import org.woq4j.runtime.onnx.session.Tensor;

/**
 * A float model that outputs activations. Fused nodes would compute other values than the model
 * names, and ONNX Runtime (1.19 to 1.30) even loses outputs when it fuses nodes, so only basic
 * optimizations are made: they cost about 4 % of the time of a run. If the runtime fails at that
 * level too, the model runs as it is written, and a bfloat16 model as a float32 copy. Each batch
 * runs in the first of these ways that works for it, so the result does not depend on the batches
 * before.
 */
final class FallbackRun implements ModelRun {

  private static final List<OptimizationLevel> LEVELS =
      List.of(OptimizationLevel.BASIC, OptimizationLevel.DISABLED);

  /** Loads the model in one way. */
  @FunctionalInterface
  interface Way {
    ModelRun load() throws NotRunnableException;
  }

  /** Best first. */
  private final List<Way> ways;

  /** Loaded when it is needed for the first time. */
  private final @Nullable ModelRun[] loaded;

  private final List<Tensor> kept = new ArrayList<>();

  /** The first way in which the model loads. */
  private final int first;

  private FallbackRun(List<Way> ways) throws NotRunnableException {
    this.ways = ways;
    this.loaded = new ModelRun[ways.size()];
    this.first = firstThatLoads();
  }

  /**
   * Loads a model.
   *
   * @param file the float model
   * @param model a changed form of it
   * @param settings of each level
   * @throws NotRunnableException if it loads in none of these ways, with the reason of the last
   */
  static ModelRun load(
      OnnxRuntime runtime, OnnxFile file, ModelProto model, SessionSettings settings)
      throws NotRunnableException {
    return load(runtime, file, model, settings, LEVELS);
  }

  /** The same without optimizations, so that ONNX Runtime keeps the order of the nodes. */
  static ModelRun loadPlain(
      OnnxRuntime runtime, OnnxFile file, ModelProto model, SessionSettings settings)
      throws NotRunnableException {
    return load(runtime, file, model, settings, List.of(OptimizationLevel.DISABLED));
  }

  private static ModelRun load(
      OnnxRuntime runtime,
      OnnxFile file,
      ModelProto model,
      SessionSettings settings,
      List<OptimizationLevel> levels)
      throws NotRunnableException {
    List<Way> ways = new ArrayList<>();
    for (OptimizationLevel level : levels) {
      ways.add(() -> runtime.loadMapped(file, model, settings.withLevel(level)));
    }
    if (Float32Copy.isNeeded(model)) {
      // Without optimizations no second, wide copy of the constants is kept.
      SessionSettings plain = settings.withLevel(OptimizationLevel.DISABLED);
      ways.add(() -> runtime.loadMapped(file, Float32Copy.of(model), plain));
    }
    return of(ways);
  }

  /**
   * Loads a model.
   *
   * @param ways at least one, best first
   */
  static ModelRun of(List<Way> ways) throws NotRunnableException {
    return new FallbackRun(ways);
  }

  /**
   * Settings of one thread. Batches differ in shape, so the memory plan of one does not help the
   * next.
   *
   * @param providers names of execution providers
   */
  static SessionSettings settings(List<String> providers) {
    return SessionSettings.at(LEVELS.get(0))
        .withThreads(1)
        .without(Feature.MEMORY_PATTERN)
        .without(Feature.PREPACKING)
        .withProviders(providers);
  }

  private int firstThatLoads() throws NotRunnableException {
    for (int way = 0; ; way++) {
      try {
        load(way);
        return way;
      } catch (NotRunnableException failure) {
        if (way == ways.size() - 1) {
          throw failure;
        }
      }
    }
  }

  private synchronized ModelRun load(int way) throws NotRunnableException {
    ModelRun run = loaded[way];
    if (run == null) {
      run = ways.get(way).load();
      loaded[way] = run;
      run.keep(kept);
    }
    return run;
  }

  @Override
  public synchronized void keep(List<Tensor> inputs) throws NotRunnableException {
    load(first).keep(inputs);
    kept.addAll(inputs);
  }

  @Override
  public void run(List<Tensor> inputs, Consumer<Tensor> receiver) throws NotRunnableException {
    for (int way = first; ; way++) {
      try {
        load(way).run(inputs, receiver);
        return;
      } catch (NotRunnableException failure) {
        if (way == ways.size() - 1) {
          throw failure;
        }
      }
    }
  }

  @Override
  public void close() {
    for (ModelRun run : loaded) {
      if (run != null) {
        run.close();
      }
    }
  }
}
