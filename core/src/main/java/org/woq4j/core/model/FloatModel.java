package org.woq4j.core.model;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.woq4j.api.Issue;
import org.woq4j.api.calibration.ModelInput;
import org.woq4j.api.weight.WeightView;
import org.woq4j.core.request.Rest;

/** An opened model. Its files are never changed. Safe for use by several threads at once. */
public interface FloatModel extends AutoCloseable {

  /** Its name in messages: the path of a file. */
  String name();

  /** Bytes of the model with all files that belong to it. */
  long bytes();

  /** What each of these bytes is, who reads it, and whether it can be quantized. */
  Account account();

  /** Number of its nodes, those in bodies included. */
  int nodes();

  /** Version of the standard operator set that the model uses. */
  int opset();

  /**
   * The inputs of the model that are not constants, in order.
   *
   * @throws org.woq4j.api.WoqException if one is of a type that no calibration source can give
   */
  List<ModelInput> inputs();

  /** The recipe that made it, as woq4j recorded it; empty if it has none. */
  Optional<String> recipe();

  /** The names of its outputs, in order. */
  List<String> outputs();

  /**
   * Every constant that a MatMul, Gemm or Gather reads, quantizable or not, in graph order. A
   * constant that is read as W and as Wᵀ counts as two weights.
   */
  List<ConstantWeight> weights();

  /**
   * The weights whose elements are those of an earlier one: the id of the first with these
   * elements, by their own.
   */
  default Map<String, String> copies() {
    return Map.of();
  }

  /**
   * The path of the graph that must hold a replacement's stored tensors, because nodes of the
   * replacement decode them there; empty if any graph around its readers may.
   */
  default Optional<String> decodingGraph(Replacement replacement) {
    return Optional.empty();
  }

  /**
   * The constants that stay float32 where the rest of the model becomes half precision, by their
   * paths in the account. Values that only calibration data shows to be too large are not known
   * here.
   *
   * @param rest the type of the rest
   * @param opset version of the standard operator set of the written model
   * @param gone paths of constants that the written model does not have
   */
  default Set<String> constantsInFloat32(Rest rest, int opset, Set<String> gone) {
    return Set.of();
  }

  /** The value that a node of the main graph computes first; empty if there is no such node. */
  Optional<String> output(NodePlace place);

  /** Whether a node of the main graph computes a value of this name. */
  boolean computes(String value);

  /** A view of a quantizable weight as [K,N], in the precision its readers see. */
  WeightView view(ConstantWeight weight);

  /**
   * The version of the standard operator set to which the model is converted where nodes need one:
   * that version, or a later one that the conversion itself needs.
   *
   * @param needed 0 for any
   */
  default int convertedOpset(int needed) {
    return needed;
  }

  /**
   * Why the model cannot be converted to a version of the standard operator set; empty if it can be
   * converted or need not be.
   */
  List<Issue> obstaclesToOpset(int opset);

  /**
   * Cuts the model at the activations of its weights.
   *
   * @param replacements the weights that are quantized, with the readers that are replaced
   * @param sites the activations to capture; they feed readers of the replacements in the main
   *     graph
   */
  ModelCut cut(List<Replacement> replacements, Set<Site> sites);

  /**
   * Splits the model for several passes through the data: into one piece for each pass, which
   * computes the sites of the pass from values of earlier pieces.
   *
   * @param passes the sites of each pass
   */
  List<Piece> split(List<List<Site>> passes);

  /** Starts a rewritten copy of the model. */
  ModelRewrite rewrite(RewriteTask task);

  @Override
  void close();
}
