package org.woq4j.targets;

import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.woq4j.api.deployment.DeploymentTarget;
import org.woq4j.api.deployment.FormChoice;
import org.woq4j.api.deployment.StoredForm;
import org.woq4j.api.deployment.Verdict;
import org.woq4j.api.emit.EmissionRequest;
import org.woq4j.api.emit.NodeSpec;
import org.woq4j.api.emit.OperatorKind;
import org.woq4j.api.option.OptionSpec;
import org.woq4j.api.option.OptionValues;
import org.woq4j.api.weight.ElementType;
import org.woq4j.targets.SpeedTable.Form;

/**
 * ONNX Runtime on a processor. Its knowledge is a table of measured times for each kind of
 * instructions: it chooses the form with the least time at the rows of a call.
 */
public final class CpuTarget implements DeploymentTarget {

  /** Instructions for products of 8-bit integers. */
  enum Instructions {
    /** Sums of two products saturate in 16 bits. */
    AVX2,
    /** Sums are exact. */
    VNNI
  }

  private static final OptionSpec<Instructions> INSTRUCTIONS =
      OptionSpec.choice("instructions", Instructions.class)
          .defaultsTo(Instructions.AVX2)
          .doc(
              "The instructions of the processor for products of 8-bit integers. avx2 gives right",
              "results on every processor; vnni: AVX-VNNI, AVX-512 VNNI or AMX.")
          .build();

  /** Loaded when it is asked for. */
  private static final class Avx2 {
    static final SpeedTable MEASURED = SpeedTable.ofResource("cpu-avx2.csv");
  }

  /** Loaded when it is asked for. */
  private static final class Vnni {
    static final SpeedTable MEASURED = SpeedTable.ofResource("cpu-vnni.csv");
  }

  private static final Path NONE = Path.of("");

  private static final OptionSpec<Path> TABLE =
      OptionSpec.path("table")
          .orOff(NONE)
          .defaultsTo(NONE)
          .doc("A table of times that `woq bench-target --output` wrote; off: the built-in one.")
          .build();

  /** A form that takes at most this share of float's time is as fast: measured times vary. */
  private static final double AS_FAST = 1.05;

  /** A form that takes less than this share of another one's time is worth a word. */
  private static final double MUCH_FASTER = 0.9;

  /** Accuracy levels of MatMulNBits that have kernels of their own. */
  private static final List<Integer> LEVELS = List.of(4, 0);

  /** Called by {@link java.util.ServiceLoader}. */
  public CpuTarget() {}

  @Override
  public String id() {
    return "cpu";
  }

  @Override
  public List<OptionSpec<?>> options() {
    return List.of(INSTRUCTIONS, TABLE);
  }

  /** A form to choose, and its line in the table. */
  private record Candidate(FormChoice choice, Form form) {}

  @Override
  public List<FormChoice> choices(EmissionRequest wanted, OptionalInt rows, OptionValues options) {
    if (wanted.kind() != OperatorKind.MATMUL) {
      return List.of();
    }
    SpeedTable table = table(options);
    return candidates(wanted, options).stream()
        .sorted(
            Comparator.comparingDouble(
                candidate -> table.share(candidate.form(), rows).orElse(Double.MAX_VALUE)))
        .map(Candidate::choice)
        .toList();
  }

  /**
   * Half precision gets level 0: ONNX Runtime casts it to float32, and at level 4 it returns zeros
   * where the scales are cast, too, with optimizations disabled (seen in 1.29 and 1.30).
   */
  private static List<Candidate> candidates(EmissionRequest wanted, OptionValues options) {
    int bits = CodeBits.of(wanted.scheme().bits());
    int group = wanted.scheme().groupSize();
    if (wanted.activationType() != ElementType.FLOAT32) {
      return List.of(blocked(bits, group, 0));
    }
    Stream<Candidate> blocks = LEVELS.stream().map(level -> blocked(bits, group, level));
    return bits == 8
        ? Stream.concat(blocks, Stream.of(integerProduct(options))).toList()
        : blocks.toList();
  }

  private static Candidate blocked(int bits, int group, int level) {
    return new Candidate(
        FormChoice.of(Formats.MATMUL_N_BITS).with(Formats.ACCURACY_LEVEL, level),
        new Form(SpeedTable.MATMUL_N_BITS, bits, group, level));
  }

  private static Candidate integerProduct(OptionValues options) {
    boolean exact = options.get(INSTRUCTIONS) == Instructions.VNNI;
    String weights = exact ? "int8" : "uint8";
    FormChoice product = FormChoice.of(Formats.DYNAMIC_INT8).with(Formats.WEIGHTS, weights);
    return new Candidate(
        (exact ? product.with(Formats.INT8_BITS, 8) : product)
            .withGroupSize(-1)
            .withAlgorithm(Formats.SMOOTHQUANT),
        new Form(SpeedTable.MATMUL_INTEGER + weights, 8, -1, 0));
  }

  @Override
  public Verdict judge(StoredForm form, OptionalInt rows, OptionValues options) {
    if (form.request().kind() == OperatorKind.GATHER) {
      return Verdict.fast("picking the codes of a row takes at most 2 % of an encoder's time");
    }
    if (form.request().activationType() != ElementType.FLOAT32) {
      return Verdict.unknown(); // the tables are of float32 activations
    }
    Optional<NodeSpec> experts = form.node(Formats.QMOE);
    if (experts.isPresent()) {
      return ofExperts(experts.get());
    }
    SpeedTable table = table(options);
    Optional<Form> known = form(form);
    return known
        .flatMap(each -> table.share(each, rows))
        .map(share -> verdict(known.get(), share, table, options, rows))
        .orElseGet(Verdict::unknown);
  }

  /** Measured with 8 experts of 512 x 2048 and 1024 x 512, 2 for each of 1, 16 and 128 rows. */
  private static Verdict ofExperts(NodeSpec node) {
    boolean isDecoded =
        NodeAttributes.integer(node, "expert_weight_bits") < Byte.SIZE
            && NodeAttributes.integer(node, "block_size") > 0;
    return isDecoded
        ? Verdict.slow(
            "QMoE decodes groups of 4 bits at each run, in 4 to 10 times float's time",
            "8 bits, or group size -1 with scheme sym, take no more than float's time")
        : Verdict.fast("QMoE takes 70 to 100 % of float's time");
  }

  /** The line of a stored form; empty if no table has one. */
  private static Optional<Form> form(StoredForm form) {
    Optional<NodeSpec> blocks = form.node("MatMulNBits");
    if (blocks.isPresent()) {
      return Optional.of(
          new Form(
              SpeedTable.MATMUL_N_BITS,
              NodeAttributes.integer(blocks.get(), "bits"),
              NodeAttributes.integer(blocks.get(), "block_size"),
              NodeAttributes.integer(blocks.get(), "accuracy_level") == 4 ? 4 : 0));
    }
    if (form.node("MatMulInteger").isPresent()) {
      return Optional.of(new Form(SpeedTable.MATMUL_INTEGER + weights(form), 8, -1, 0));
    }
    return form.format().equals(Formats.QDQ) ? fused(form) : Optional.empty();
  }

  /** At its default level ONNX Runtime makes a MatMulNBits of level 4 of such nodes. */
  private static Optional<Form> fused(StoredForm form) {
    int group = form.request().scheme().groupSize();
    return form.request().kind() == OperatorKind.MATMUL && group >= 16 && group <= 256
        ? Optional.of(
            new Form(
                SpeedTable.MATMUL_N_BITS, CodeBits.of(form.request().scheme().bits()), group, 4))
        : Optional.empty();
  }

  private static String weights(StoredForm form) {
    return form.plan().tensors().stream().anyMatch(each -> each.type() == ElementType.INT8)
        ? "int8"
        : "uint8";
  }

  private static Verdict verdict(
      Form form, double share, SpeedTable table, OptionValues options, OptionalInt rows) {
    String cause = takes(form, share) + " of float's time " + at(rows);
    Form fastest = table.fastest(rows, other -> isRight(other, options));
    double best = table.share(fastest, rows).orElseThrow();
    String faster = takes(fastest, best) + " of it";
    if (share <= AS_FAST) {
      return best < MUCH_FASTER * share ? Verdict.fast(cause, faster) : Verdict.fast(cause);
    }
    return Verdict.slow(cause, best > AS_FAST ? "" : faster);
  }

  /** With sums that saturate, signed weights have a bit less: unsigned ones are closer. */
  private static boolean isRight(Form form, OptionValues options) {
    return options.get(INSTRUCTIONS) == Instructions.VNNI
        || !form.operator().equals(SpeedTable.MATMUL_INTEGER + "int8");
  }

  private static String takes(Form form, double share) {
    return form.described() + " takes " + Math.round(100 * share) + " %";
  }

  private static String at(OptionalInt rows) {
    return rows.isPresent()
        ? "at " + rows.getAsInt() + (rows.getAsInt() == 1 ? " row" : " rows")
        : "on average over 1, 16 and 128 rows";
  }

  @Override
  public List<String> facts(OptionValues options) {
    return table(options).described();
  }

  private static SpeedTable table(OptionValues options) {
    Path file = options.get(TABLE);
    if (!file.equals(NONE)) {
      return SpeedTable.ofFile(file);
    }
    return options.get(INSTRUCTIONS) == Instructions.VNNI ? Vnni.MEASURED : Avx2.MEASURED;
  }
}
