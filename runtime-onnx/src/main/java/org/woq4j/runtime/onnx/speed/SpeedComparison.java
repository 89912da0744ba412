package org.woq4j.runtime.onnx.speed;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.woq4j.core.frontier.BufferPool;
import org.woq4j.runtime.onnx.session.LocalRuntime;
import org.woq4j.runtime.onnx.session.ModelRun;
import org.woq4j.runtime.onnx.session.ModelRuntime;
import org.woq4j.runtime.onnx.session.NotRunnableException;
import org.woq4j.runtime.onnx.session.OptimizationLevel;
import org.woq4j.runtime.onnx.session.SessionSettings;
import org.woq4j.runtime.onnx.session.Tensor;
import org.woq4j.runtime.onnx.session.TensorType;

/**
 * The times of models of one input [rows, width], measured in turns in this process, so that a
 * change of the machine's load meets all of them. Used by one thread.
 */
public final class SpeedComparison implements AutoCloseable {

  private static final int WARM_UP = 3;
  private static final int SEED = 18;

  private final ModelRuntime runtime = LocalRuntime.start(new BufferPool());
  private final List<ModelRun> models = new ArrayList<>();
  private final SessionSettings settings;

  /**
   * Measures with a number of threads.
   *
   * @param threads that share the work of a node
   */
  public SpeedComparison(int threads) {
    this.settings = SessionSettings.at(OptimizationLevel.DEFAULT).withThreads(threads);
  }

  /**
   * Adds a model.
   *
   * @return whether ONNX Runtime loads it
   */
  public boolean add(Path model) {
    try {
      models.add(runtime.load(model, settings));
      return true;
    } catch (NotRunnableException refused) {
      return false;
    }
  }

  /** The version of ONNX Runtime. */
  public String runtime() {
    return runtime.library().version();
  }

  /**
   * The time of each model as a share of the first model's: the median over runs, each beside a run
   * of the first model.
   *
   * @param input the name of the input
   * @param runs of each model
   * @throws IllegalStateException if a model does not run
   */
  public double[] shares(String input, int rows, int width, int runs) {
    Tensor tensor =
        new Tensor(input, TensorType.FLOAT, new long[] {rows, width}, random(rows * width));
    double[][] seconds = new double[models.size()][runs];
    for (int run = -WARM_UP; run < runs; run++) {
      for (int model = 0; model < models.size(); model++) {
        double taken = time(models.get(model), tensor);
        if (run >= 0) {
          seconds[model][run] = taken;
        }
      }
    }
    return Arrays.stream(seconds).mapToDouble(each -> medianShare(each, seconds[0])).toArray();
  }

  private static double time(ModelRun model, Tensor input) {
    long start = System.nanoTime();
    try {
      model.run(List.of(input), output -> {});
    } catch (NotRunnableException failed) {
      throw new IllegalStateException(failed);
    }
    return (System.nanoTime() - start) / 1e9;
  }

  private static double medianShare(double[] seconds, double[] ofFirst) {
    double[] shares = new double[seconds.length];
    Arrays.setAll(shares, run -> seconds[run] / ofFirst[run]);
    Arrays.sort(shares);
    return shares[shares.length / 2];
  }

  private static ByteBuffer random(int elements) {
    Random random = new Random(SEED);
    ByteBuffer bytes =
        ByteBuffer.allocateDirect(elements * Float.BYTES).order(ByteOrder.nativeOrder());
    while (bytes.hasRemaining()) {
      bytes.putFloat((float) random.nextGaussian());
    }
    return bytes.flip();
  }

  @Override
  public void close() {
    models.forEach(ModelRun::close);
    runtime.close();
  }
}
