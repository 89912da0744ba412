package org.woq4j.targets;

import java.util.Comparator;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.woq4j.api.deployment.StoredForm;
import org.woq4j.api.deployment.Verdict;
import org.woq4j.api.emit.NodeSpec;
import org.woq4j.api.weight.ElementType;

/**
 * What is known of an execution provider's kernel for an operator with blocks of codes.
 *
 * @param operator the operator
 * @param bits bits of a code that it takes
 * @param blocks block sizes that it takes; empty for all
 * @param limits what else it takes
 * @param fastPath when it is fast; empty where no source says
 */
record Kernel(
    String operator,
    Set<Integer> bits,
    Set<Integer> blocks,
    Limits limits,
    Optional<FastPath> fastPath) {

  static final String GATHER = "GatherBlockQuantized";

  /** Position of the zero points among the inputs of MatMulNBits and GatherBlockQuantized. */
  private static final int ZERO_POINTS = 3;

  /** How a kernel reads zero points. */
  enum ZeroPoints {
    /** With them or without. */
    ANY,
    /** They must be stored. */
    NEEDED,
    /** It takes none. */
    NONE
  }

  /**
   * Limits of a kernel.
   *
   * @param zeroPoints how it reads them
   * @param wholeBlocks whether K must be a multiple of the block size
   * @param bias whether it has an input for a bias
   */
  record Limits(ZeroPoints zeroPoints, boolean wholeBlocks, boolean bias) {}

  /**
   * When a kernel is fast.
   *
   * @param types types of the activation
   * @param blocks block sizes
   * @param columns by the bits of a code, what N must be a multiple of
   */
  record FastPath(Set<ElementType> types, Set<Integer> blocks, Map<Integer, Integer> columns) {}

  /** The kernel in words. */
  String described() {
    return operator
        + " with "
        + listed(bits)
        + " bits"
        + (blocks.isEmpty() ? "" : " in blocks of " + listed(blocks))
        + switch (limits.zeroPoints()) {
          case ANY -> "";
          case NEEDED -> ", zero points must be stored";
          case NONE -> ", no zero points";
        }
        + (limits.wholeBlocks() ? ", K a multiple of the block size" : "")
        + (limits.bias() ? "" : ", no bias");
  }

  /** How it runs a form with a node of its operator. */
  Verdict judge(StoredForm form, NodeSpec node) {
    int codeBits = NodeAttributes.integer(node, "bits");
    int block = NodeAttributes.integer(node, "block_size");
    if (!bits.contains(codeBits)) {
      return no("it has no kernel for codes of " + codeBits + " bits", "bits: " + largest(bits));
    }
    if (!blocks.isEmpty() && !blocks.contains(block)) {
      return no("its kernel takes no blocks of " + block, "a group size of " + listed(blocks));
    }
    if (limits.wholeBlocks() && form.request().inputFeatures() % block != 0) {
      return no(
          "K = " + form.request().inputFeatures() + " is no multiple of the block size " + block,
          "a group size that divides K, or skip the layer");
    }
    return zeroPoints(node)
        .or(() -> bias(form))
        .orElseGet(
            () ->
                fastPath.map(path -> speed(path, form, codeBits, block)).orElse(Verdict.unknown()));
  }

  private Optional<Verdict> zeroPoints(NodeSpec node) {
    boolean stored =
        node.inputs().size() > ZERO_POINTS && !node.inputs().get(ZERO_POINTS).isEmpty();
    if (!stored && limits.zeroPoints() == ZeroPoints.NEEDED) {
      return Optional.of(
          no(
              "it needs stored zero points",
              "the option explicit_zero_points: true, or scheme asym"));
    }
    return stored && limits.zeroPoints() == ZeroPoints.NONE
        ? Optional.of(no("it cannot read packed zero points", "scheme: sym"))
        : Optional.empty();
  }

  private Optional<Verdict> bias(StoredForm form) {
    return form.plan().takesBias() && !limits.bias()
        ? Optional.of(no("its kernel has no input for a bias", "the option bias_input: false"))
        : Optional.empty();
  }

  private static Verdict speed(FastPath path, StoredForm form, int codeBits, int block) {
    int multiple = path.columns().getOrDefault(codeBits, 1);
    if (!path.types().contains(form.request().activationType())) {
      return slower("its fast kernel takes " + listed(path.types()) + " only");
    }
    if (!path.blocks().contains(block)) {
      return slower("its fast kernel takes blocks of " + listed(path.blocks()) + " only");
    }
    if (form.request().outputFeatures() % multiple != 0) {
      return slower("its fast kernel needs N to be a multiple of " + multiple);
    }
    return Verdict.fast("it has a kernel for this form");
  }

  /** How it compares with float is in no source. */
  private static Verdict slower(String cause) {
    return new Verdict(Verdict.Runs.UNKNOWN, cause, "");
  }

  private static Verdict no(String cause, String cure) {
    return Verdict.not(cause, cure);
  }

  private static int largest(Set<Integer> numbers) {
    return numbers.stream().max(Comparator.naturalOrder()).orElseThrow();
  }

  private static String listed(Set<? extends Comparable<?>> values) {
    return values.stream()
        .sorted()
        .map(value -> String.valueOf(value).toLowerCase(Locale.ROOT))
        .collect(Collectors.joining(", "));
  }
}
