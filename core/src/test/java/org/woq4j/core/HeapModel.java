package org.woq4j.core;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.woq4j.api.Issue;
import org.woq4j.api.calibration.ModelInput;
import org.woq4j.api.emit.OperatorKind;
import org.woq4j.api.emit.TensorSink;
import org.woq4j.api.weight.ElementType;
import org.woq4j.api.weight.WeightView;
import org.woq4j.core.model.Account;
import org.woq4j.core.model.AccountLine;
import org.woq4j.core.model.AccountLine.Kind;
import org.woq4j.core.model.ConstantPart;
import org.woq4j.core.model.ConstantReader;
import org.woq4j.core.model.ConstantWeight;
import org.woq4j.core.model.Emission;
import org.woq4j.core.model.FloatModel;
import org.woq4j.core.model.ModelCut;
import org.woq4j.core.model.ModelRewrite;
import org.woq4j.core.model.NodePlace;
import org.woq4j.core.model.Piece;
import org.woq4j.core.model.Replacement;
import org.woq4j.core.model.RewriteTask;
import org.woq4j.core.model.Site;
import org.woq4j.core.model.SiteSet;
import org.woq4j.core.model.StagedModel;
import org.woq4j.core.model.StoredConstant;
import org.woq4j.core.model.WeightReader;
import org.woq4j.core.model.WeightUses;

/** A model in arrays, in place of a file format. It records the calls of the engine. */
public final class HeapModel implements FloatModel {

  private final List<ConstantWeight> weights = new ArrayList<>();
  private final Map<String, float[]> values = new ConcurrentHashMap<>();

  private final List<ModelInput> inputs = new ArrayList<>();

  private final Set<String> outputs = new HashSet<>();

  private ModelCut pieces = new ModelCut(List.of(), Map.of());

  /** Bytes that were written, by weight and role. */
  public final Map<String, byte[]> written = new TreeMap<>();

  /** Properties that were added to the model. */
  public final Map<String, String> metadata = new TreeMap<>();

  /** The calls, in order. */
  public final List<String> events = new ArrayList<>();

  /** Adds a weight that MatMul nodes read, at the activation {@code x}. */
  public HeapModel matMul(String tensor, int inputs, int outputs, String... nodes) {
    return add(tensor, inputs, outputs, OperatorKind.MATMUL, "MatMul", nodes);
  }

  /** Adds a weight that a MatMul reads at each of some activations. */
  public HeapModel matMulAt(List<String> sites, String tensor, int inputs, int outputs) {
    return add(
        tensor,
        inputs,
        outputs,
        sites.stream()
            .map(site -> reader(site + "/" + tensor, "MatMul", OperatorKind.MATMUL, "", site))
            .toList());
  }

  /** Adds a weight that a MatMul in a body reads. */
  public HeapModel matMulInBody(String scope, String tensor, int inputs, int outputs, String node) {
    return add(
        tensor,
        inputs,
        outputs,
        List.of(reader(node, "MatMul", OperatorKind.MATMUL, scope, scope + "/x")));
  }

  /** Adds an input. */
  public HeapModel input(String name, ElementType type, String... shape) {
    inputs.add(new ModelInput(name, type, List.of(shape)));
    return this;
  }

  /** Adds a weight that a Gather reads. */
  public HeapModel gather(String tensor, int inputs, int outputs, String node) {
    return add(tensor, inputs, outputs, OperatorKind.GATHER, "Gather", node);
  }

  /** Adds a weight that cannot be quantized. */
  public HeapModel obstructed(String tensor, String node, String reason) {
    WeightReader reader = reader(node, "MatMul", OperatorKind.MATMUL);
    weights.add(
        new ConstantWeight(
            tensor,
            new StoredConstant(tensor, "FLOAT", List.of(5L), 20),
            ConstantPart.whole(0, 0),
            new WeightUses(List.of(reader), Optional.of(reason))));
    return this;
  }

  /** Makes a weight an output of the model, too. */
  public HeapModel output(String tensor) {
    outputs.add(tensor);
    return this;
  }

  private HeapModel add(
      String tensor, int inputs, int outputs, OperatorKind kind, String operator, String... nodes) {
    return add(
        tensor,
        inputs,
        outputs,
        Arrays.stream(nodes).map(node -> reader(node, operator, kind)).toList());
  }

  private HeapModel add(String tensor, int inputs, int outputs, List<WeightReader> readers) {
    weights.add(
        new ConstantWeight(
            tensor,
            new StoredConstant(
                tensor, "FLOAT", List.of((long) inputs, (long) outputs), 4L * inputs * outputs),
            ConstantPart.whole(inputs, outputs),
            new WeightUses(readers, Optional.empty())));
    return this;
  }

  /** Activations of the main graph. */
  public static SiteSet at(String... values) {
    return new SiteSet(Arrays.stream(values).map(Site::of).toList());
  }

  /** Sets its pieces, wherever it is cut. */
  public HeapModel cutInto(ModelCut cut) {
    pieces = cut;
    return this;
  }

  private static WeightReader reader(String node, String operator, OperatorKind kind) {
    return reader(node, operator, kind, "", kind == OperatorKind.MATMUL ? "x" : null);
  }

  private static WeightReader reader(
      String node, String operator, OperatorKind kind, String scope, String site) {
    return new WeightReader(
        new NodePlace(node, operator, scope),
        kind,
        Optional.ofNullable(site).map(Site::of),
        ElementType.FLOAT32,
        Optional.empty());
  }

  /** The elements of a weight, which a test may change before a run; created at the first call. */
  public float[] values(String tensor) {
    return values.computeIfAbsent(tensor, this::elements);
  }

  private float[] elements(String tensor) {
    int place = weights.stream().map(ConstantWeight::tensor).toList().indexOf(tensor);
    float[] elements = new float[Math.toIntExact(weights.get(place).elements())];
    for (int i = 0; i < elements.length; i++) {
      elements[i] = (float) Math.sin(i * 0.7 + place + 1);
    }
    return elements;
  }

  @Override
  public String name() {
    return "heap.onnx";
  }

  @Override
  public long bytes() {
    return weights.stream().mapToLong(ConstantWeight::bytes).sum();
  }

  @Override
  public Account account() {
    return new Account(
        weights.stream()
            .map(weight -> AccountLine.found(Kind.FLOAT, weight.constant(), "", readers(weight)))
            .toList());
  }

  private List<ConstantReader> readers(ConstantWeight weight) {
    List<ConstantReader> readers = new ArrayList<>();
    for (WeightReader reader : weight.readers()) {
      readers.add(
          new ConstantReader(
              reader.place(), Optional.of(weight.id()), weight.obstacle().or(reader::obstacle)));
    }
    if (outputs.contains(weight.tensor())) {
      readers.add(
          new ConstantReader(
              new NodePlace(weight.tensor(), "output", ""),
              Optional.empty(),
              Optional.of("it is an output of the graph")));
    }
    return readers;
  }

  @Override
  public int nodes() {
    return weights.stream().mapToInt(weight -> weight.readers().size()).sum();
  }

  @Override
  public int opset() {
    return 17;
  }

  @Override
  public List<String> outputs() {
    return List.of();
  }

  @Override
  public List<ModelInput> inputs() {
    return inputs;
  }

  @Override
  public Optional<String> output(NodePlace place) {
    return Optional.empty();
  }

  @Override
  public Optional<String> recipe() {
    return Optional.empty();
  }

  @Override
  public boolean computes(String value) {
    return false;
  }

  @Override
  public List<ConstantWeight> weights() {
    return weights;
  }

  @Override
  public WeightView view(ConstantWeight weight) {
    return new HeapView(weight, values(weight.tensor()));
  }

  @Override
  public List<Issue> obstaclesToOpset(int opset) {
    return opset > 17 ? List.of(Issue.of("the node 'old' cannot be raised")) : List.of();
  }

  @Override
  public ModelCut cut(List<Replacement> replacements, Set<Site> sites) {
    events.add("cut at " + sites);
    return pieces;
  }

  /** Each piece takes the model's input x and returns the activations of its sites. */
  @Override
  public List<Piece> split(List<List<Site>> passes) {
    List<Piece> split = new ArrayList<>();
    for (List<Site> sites : passes) {
      Map<Site, String> values = new LinkedHashMap<>();
      sites.forEach(site -> values.put(site, site.value()));
      split.add(new HeapPiece(split.size(), values));
    }
    return split;
  }

  private record HeapPiece(int index, Map<Site, String> sites) implements Piece {

    @Override
    public int nodes() {
      return 1;
    }

    @Override
    public List<String> inputs() {
      return List.of("x");
    }

    @Override
    public List<String> outputs() {
      return sites.values().stream().filter(value -> !value.equals("x")).distinct().toList();
    }

    @Override
    public List<String> weights() {
      return List.of();
    }
  }

  @Override
  public ModelRewrite rewrite(RewriteTask task) {
    metadata.putAll(task.metadata());
    return new HeapRewrite();
  }

  @Override
  public void close() {
    events.add("closed");
  }

  private record HeapView(ConstantWeight weight, float[] values) implements WeightView {
    @Override
    public String name() {
      return weight.tensor();
    }

    @Override
    public int inputFeatures() {
      return weight.inputFeatures();
    }

    @Override
    public int outputFeatures() {
      return weight.outputFeatures();
    }

    @Override
    public void read(int fromRow, int toRow, int fromColumn, int toColumn, float[] destination) {
      int width = toColumn - fromColumn;
      for (int row = fromRow; row < toRow; row++) {
        System.arraycopy(
            values,
            row * outputFeatures() + fromColumn,
            destination,
            (row - fromRow) * width,
            width);
      }
    }
  }

  private final class HeapRewrite implements ModelRewrite, StagedModel {

    @Override
    public TensorSink sink(Emission emission) {
      return (role, offset, bytes, from, length) -> {
        synchronized (written) {
          byte[] tensor =
              written.computeIfAbsent(
                  emission.reader().node() + "/" + role,
                  key ->
                      new byte
                          [(int)
                              emission.plan().tensors().stream()
                                  .filter(spec -> spec.role().equals(role))
                                  .findFirst()
                                  .orElseThrow()
                                  .bytes()]);
          System.arraycopy(bytes, from, tensor, (int) offset, length);
        }
      };
    }

    @Override
    public List<String> notes() {
      return List.of();
    }

    @Override
    public String divideActivation(List<ConstantWeight> weights, int matrix, float[] scale) {
      synchronized (events) {
        events.add("divided " + weights.get(0).readers().get(0).site().orElseThrow());
      }
      return "the input is divided";
    }

    @Override
    public StagedModel finish() {
      events.add("finished");
      return this;
    }

    @Override
    public Path file() {
      return Path.of("staged.onnx");
    }

    @Override
    public long bytes() {
      return written.values().stream().mapToLong(bytes -> bytes.length).sum();
    }

    @Override
    public boolean hasExternalData() {
      return false;
    }

    @Override
    public void publish() {
      events.add("published");
    }

    @Override
    public void close() {
      events.add("discarded");
    }
  }
}
