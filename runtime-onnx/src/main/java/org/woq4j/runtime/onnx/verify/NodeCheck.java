package org.woq4j.runtime.onnx.verify;

import java.util.List;
import java.util.Optional;
import org.woq4j.api.WoqException;
import org.woq4j.api.emit.OperatorKind;
import org.woq4j.api.weight.ElementType;
import org.woq4j.core.memory.VerificationBounds;
import org.woq4j.core.model.Verification.Difference;
import org.woq4j.runtime.onnx.model.OnnxRuntime;
import org.woq4j.runtime.onnx.session.ModelRun;
import org.woq4j.runtime.onnx.session.NotRunnableException;
import org.woq4j.runtime.onnx.session.OptimizationLevel;
import org.woq4j.runtime.onnx.session.SessionSettings;
import org.woq4j.runtime.onnx.session.SessionSettings.Feature;
import org.woq4j.runtime.onnx.verify.decode.DecodedWeight;
import org.woq4j.runtime.onnx.verify.decode.Decoder;
import org.woq4j.runtime.onnx.verify.inputs.SubgraphInputs;
import org.woq4j.runtime.onnx.verify.subgraph.Subgraph;

/**
 * Checks what replaced a single node: runs it on the sample rows, or decodes the weight that it
 * stores where it cannot be run. Safe for several threads.
 */
final class NodeCheck {

  /** Weights that take more as float32 are not converted to it for a comparison. */
  private static final long MOST_CONVERTED = 64L << 20;

  private final OnnxRuntime runtime;
  private final VerificationBounds memory;
  private final boolean runsFpQ4;

  NodeCheck(OnnxRuntime runtime, VerificationBounds memory, boolean runsFpQ4) {
    this.runtime = runtime;
    this.memory = memory;
    this.runsFpQ4 = runsFpQ4;
  }

  /**
   * The result of a check.
   *
   * @param difference empty where the node could be neither run nor decoded
   * @param notRun why the node was not run; empty where it was
   */
  record Result(Optional<Difference> difference, Optional<String> notRun) {}

  /**
   * Checks the nodes that replaced a node.
   *
   * @throws WoqException if they do not load or run, or store another weight than they should
   */
  Result check(NodePair pair) {
    Optional<String> obstacle = obstacle(pair);
    if (obstacle.isEmpty()) {
      try {
        return new Result(Optional.of(run(pair)), Optional.empty());
      } catch (NotRunnableException e) {
        obstacle = Optional.of("the float node does not run by itself: " + e.getMessage());
      }
    }
    return new Result(decode(pair), obstacle);
  }

  /**
   * Checks the weight of the nodes that replaced a node, without running them.
   *
   * @return without a difference if their form is not known
   * @throws WoqException if they store another weight than they should
   */
  static Result decoded(NodePair pair) {
    return new Result(decode(pair), Optional.empty());
  }

  private Optional<String> obstacle(NodePair pair) {
    if (pair.writtenType() == ElementType.BFLOAT16) {
      return Optional.of("ONNX Runtime has no bfloat16 kernels for CPUs");
    }
    if (pair.reader().kind().isBatched()) {
      return Optional.of("it reads a batch of matrices, whose stored codes are decoded");
    }
    if (pair.reader().kind() == OperatorKind.OPERAND) {
      return Optional.of("an operator that is no product is not run by itself");
    }
    if (!runsFpQ4 && pair.graphs().written().uses("MatMulFpQ4")) {
      return Optional.of(OnnxRuntimeVerifier.NO_FPQ4);
    }
    return memory.allowsNodes(pair.graphs().written().bytes())
        ? Optional.empty()
        : Optional.of("run by itself, it would take more memory than it may");
  }

  /**
   * Every node is run as users run it. The first of each form is also run without optimizations,
   * and compared with the float node; so is every Gemm, for its bias.
   */
  private Difference run(NodePair pair) throws NotRunnableException {
    NodeComparison comparison = new NodeComparison(pair);
    boolean half = pair.writtenType() == ElementType.FLOAT16;
    Optional<NodeProduct> floats =
        (pair.isFirst() || pair.isGemm()) && (!half || mayBeFloats(pair))
            ? Optional.of(runOriginal(pair))
            : Optional.empty();
    NodeProduct written = runWritten(pair, OptimizationLevel.DEFAULT);
    String how = OptimizationLevel.DEFAULT.description();
    floats.ifPresent(product -> comparison.requireLike(product, written, how));
    if (pair.isFirst() && (!decodesItself(pair) || mayBeFloats(pair))) {
      comparison.ofRun(
          runWritten(pair, OptimizationLevel.DISABLED), OptimizationLevel.DISABLED.description());
    }
    return comparison.ofRun(written, how);
  }

  /** Whether the graph decodes the weight before it multiplies, if it is not optimized. */
  private static boolean decodesItself(NodePair pair) {
    return pair.graphs().written().uses("DequantizeLinear");
  }

  /** Whether ONNX Runtime may make a float32 copy of the weight. */
  private boolean mayBeFloats(NodePair pair) {
    long bytes = pair.weight().elements() * Float.BYTES;
    return bytes <= MOST_CONVERTED
        && memory.allowsNodes(memory.threads() * (bytes + pair.graphs().written().bytes()));
  }

  private NodeProduct runOriginal(NodePair pair) throws NotRunnableException {
    Subgraph original = pair.graphs().original();
    SessionSettings settings = settings(OptimizationLevel.DISABLED).without(Feature.PREPACKING);
    try (ModelRun run = load(pair, original, settings)) {
      return product(pair, original, run, pair.outcome().inputScale());
    }
  }

  private NodeProduct runWritten(NodePair pair, OptimizationLevel level) {
    Subgraph written = pair.graphs().written();
    return new WrittenForm(pair.subject(), each -> load(pair, written, settings(each)))
        .run(level, run -> product(pair, written, run, pair.dividedScale()));
  }

  /** Nodes are run on several threads, one thread each. */
  private static SessionSettings settings(OptimizationLevel level) {
    return SessionSettings.at(level).withThreads(1).without(Feature.ARENA);
  }

  private ModelRun load(NodePair pair, Subgraph subgraph, SessionSettings settings)
      throws NotRunnableException {
    SubgraphInputs inputs = pair.graphs().inputs(subgraph);
    return runtime.loadMapped(
        subgraph.file(),
        subgraph.toModel(
            subgraph.activations().stream().map(inputs::declare).toList(),
            inputs.declareOutput(subgraph)),
        settings);
  }

  private static NodeProduct product(
      NodePair pair, Subgraph subgraph, ModelRun run, Optional<float[]> scale)
      throws NotRunnableException {
    return pair.gathers()
        ? NodeProduct.ofGathered(pair, run, subgraph)
        : NodeProduct.ofRows(
            pair, run, pair.graphs().inputs(subgraph).rows(subgraph.activations(), scale));
  }

  /** The difference of the stored weight, which is right; empty where its form is not known. */
  private static Optional<Difference> decode(NodePair pair) {
    List<DecodedWeight> stored =
        new Decoder(
                pair.graphs().written(),
                pair.reader().kind(),
                pair.weight().inputFeatures(),
                pair.weight().outputFeatures())
            .decode();
    return stored.isEmpty() ? Optional.empty() : Optional.of(compare(pair, stored));
  }

  /** An operator such as LSTM reads several weights: one of them is right. */
  private static Difference compare(NodePair pair, List<DecodedWeight> stored) {
    DecodedWeight first = stored.get(0);
    try {
      return new NodeComparison(pair)
          .ofDecoded(NodeProduct.ofDecoded(pair, first), first.rounding());
    } catch (WoqException wrong) {
      if (stored.size() == 1) {
        throw wrong;
      }
      return compare(pair, stored.subList(1, stored.size()));
    }
  }
}
