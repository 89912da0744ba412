package org.woq4j.core;

import java.nio.FloatBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.woq4j.api.calibration.NamedTensor;
import org.woq4j.api.weight.ElementType;
import org.woq4j.api.weight.WeightView;
import org.woq4j.core.model.Activation;
import org.woq4j.core.model.ActivationRun;
import org.woq4j.core.model.ActivationTask;
import org.woq4j.core.model.FloatModel;
import org.woq4j.core.model.ModelRunner;
import org.woq4j.core.model.Piece;
import org.woq4j.core.model.PiecewiseRun;
import org.woq4j.core.model.RangeRun;
import org.woq4j.core.model.Site;
import org.woq4j.core.request.RuntimeChoice;

/**
 * Multiplies matrices: the activation {@code x} is the input of that name, any other the product of
 * an activation and a weight.
 */
public final class HeapRunner implements ModelRunner {

  private record Product(String from, String tensor) {}

  private final Map<String, Product> products = new HashMap<>();

  /** The requested activations. */
  public final List<ActivationTask> tasks = new CopyOnWriteArrayList<>();

  /** The inputs of the model. */
  public final List<List<NamedTensor>> fed = new CopyOnWriteArrayList<>();

  /** The outputs of each piece that was opened, in their order. */
  public final List<List<String>> pieces = new CopyOnWriteArrayList<>();

  /** Called before each batch is run. */
  public Consumer<List<NamedTensor>> before = inputs -> {};

  /** A requested site that is not returned. */
  public String forgotten = "";

  /** A requested site that cannot be computed. */
  public String missing = "";

  /** Defines an activation as another times a weight. */
  public HeapRunner product(String site, String from, String tensor) {
    products.put(site, new Product(from, tensor));
    return this;
  }

  @Override
  public ActivationRun open(ActivationTask task) {
    tasks.add(task);
    return new ActivationRun() {
      @Override
      public void run(List<NamedTensor> inputs, Receiver receiver) {
        before.accept(inputs);
        fed.add(inputs);
        task.sites().stream()
            .filter(site -> !site.value().equals(forgotten))
            .filter(site -> !missing().containsKey(site))
            .forEach(site -> receiver.accept(site, activation(task.model(), site.value(), inputs)));
      }

      @Override
      public Map<Site, String> missing() {
        return missing.isEmpty() ? Map.of() : Map.of(Site.of(missing), "no kernel");
      }

      @Override
      public void close() {}
    };
  }

  @Override
  public RangeRun ranges(FloatModel model, RuntimeChoice runtime) {
    throw new AssertionError("no rest is in half precision");
  }

  @Override
  public PiecewiseRun open(FloatModel model, RuntimeChoice runtime) {
    return new PiecewiseRun() {
      @Override
      public PieceRun open(
          Piece piece, Map<String, ElementType> types, Map<String, WeightView> weights) {
        pieces.add(piece.outputs());
        return new PieceRun() {
          @Override
          public Map<String, NamedTensor> run(Map<String, NamedTensor> inputs) {
            fed.add(List.copyOf(inputs.values()));
            Map<String, NamedTensor> outputs = new HashMap<>();
            for (String output : piece.outputs()) {
              Activation activation = activation(model, output, List.copyOf(inputs.values()));
              float[] values = new float[activation.data().remaining()];
              activation.data().duplicate().get(values);
              outputs.put(output, Tensors.floats(output, activation.shape(), values));
            }
            return outputs;
          }

          @Override
          public void close() {}
        };
      }

      @Override
      public void close() {}
    };
  }

  private Activation activation(FloatModel model, String site, List<NamedTensor> inputs) {
    if (site.equals("x")) {
      NamedTensor x = inputs.stream().filter(t -> t.name().equals("x")).findFirst().orElseThrow();
      return Activation.of(x);
    }
    Product product = products.get(site);
    Activation from = activation(model, product.from(), inputs);
    WeightView weight = view(model, product.tensor());
    long[] shape = from.shape().clone();
    shape[shape.length - 1] = weight.outputFeatures();
    return new Activation(shape, FloatBuffer.wrap(multiply(from, weight)));
  }

  private static WeightView view(FloatModel model, String tensor) {
    return model.weights().stream()
        .filter(weight -> weight.tensor().equals(tensor))
        .findFirst()
        .map(model::view)
        .orElseThrow();
  }

  private static float[] multiply(Activation x, WeightView weight) {
    int inputs = weight.inputFeatures();
    int outputs = weight.outputFeatures();
    float[] w = weight.readAll();
    float[] y = new float[x.rows() * outputs];
    for (int i = 0; i < x.rows(); i++) {
      for (int k = 0; k < inputs; k++) {
        float element = x.data().get(x.data().position() + i * inputs + k);
        for (int j = 0; j < outputs; j++) {
          y[i * outputs + j] += element * w[k * outputs + j];
        }
      }
    }
    return y;
  }
}
