package org.woq4j.targets;

import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.woq4j.api.deployment.DeploymentTarget;
import org.woq4j.api.deployment.FormChoice;
import org.woq4j.api.deployment.StoredForm;
import org.woq4j.api.deployment.Verdict;
import org.woq4j.api.deployment.Verdict.Runs;
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
    AVX2("avx2"),
    /** Sums are exact. */
    VNNI("vnni"),
    /** Sums are exact. No times were measured: forms are chosen by those of AVX2. */
    NEON("avx2");

    private final String measured;

    Instructions(String measured) {
      this.measured = measured;
    }

    /** The instructions whose times count. */
    String measured() {
      return measured;
    }
  }

  private static final OptionSpec<Instructions> INSTRUCTIONS =
      OptionSpec.choice("instructions", Instructions.class)
          .defaultsTo(Instructions.AVX2)
          .doc(
              "The instructions of the processor for products of 8-bit integers. avx2 gives right",
              "results on every processor; vnni: AVX-VNNI, AVX-512 VNNI or AMX; neon: ARM, on which",
              "no times were measured, so it takes those of avx2 to choose and judges no form;",
              "measure there with `woq bench-target --output FILE`, and name it as table.")
          .build();

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

  /** Versions of ONNX Runtime are 1 and this number. */
  private final int runtime;

  /** Called by {@link java.util.ServiceLoader}. */
  public CpuTarget() {
    this(Integer.MAX_VALUE);
  }

  private CpuTarget(int runtime) {
    this.runtime = runtime;
  }

  @Override
  public String id() {
    return "cpu";
  }

  @Override
  public List<OptionSpec<?>> options() {
    return List.of(INSTRUCTIONS, TABLE);
  }

  @Override
  public DeploymentTarget onRuntime(String version) {
    return new CpuTarget(Integer.parseInt(version.split("\\.", -1)[1]));
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
    boolean exact = isExact(options);
    String weights = exact ? "int8" : "uint8";
    FormChoice product = FormChoice.of(Formats.DYNAMIC_INT8).with(Formats.WEIGHTS, weights);
    return new Candidate(
        (exact ? product.with(Formats.INT8_BITS, 8) : product)
            .withGroupSize(-1)
            .withAlgorithm(Formats.SMOOTHQUANT),
        new Form(SpeedTable.MATMUL_INTEGER + weights, 8, -1, 0));
  }

  /** Signed weights, which are faster, are exact, too, where sums do not saturate. */
  private static boolean isExact(OptionValues options) {
    return options.get(INSTRUCTIONS) != Instructions.AVX2;
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
    if (isUnmeasured(options)) {
      return new Verdict(
          Runs.UNKNOWN,
          "no times were measured on processors with NEON",
          "`woq bench-target --output FILE` there, and the option table: FILE");
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
    double worthAWord = share <= AS_FAST ? MUCH_FASTER * share : AS_FAST;
    Predicate<Form> isAsGood = other -> isRight(other, options) && other.bits() >= form.bits();
    Optional<Form> fastest = table.fastest(rows, isAsGood);
    Optional<Form> small = table.fastest(rows, isAsGood.and(other -> isNoLarger(other, form)));
    String faster =
        Stream.of(small, fastest)
            .flatMap(Optional::stream)
            .filter(other -> table.share(other, rows).orElseThrow() < worthAWord)
            .map(other -> takes(other, table.share(other, rows).orElseThrow()) + " of it")
            .distinct()
            .collect(Collectors.joining(", "));
    return share <= AS_FAST ? Verdict.fast(cause, faster) : Verdict.slow(cause, faster);
  }

  /** Whether a form makes a model about as small: of codes below 8 bits, one of 4 bits at most. */
  private static boolean isNoLarger(Form other, Form form) {
    return other.bits() <= Math.max(4, form.bits());
  }

  /** With sums that saturate, signed weights have a bit less: unsigned ones are closer. */
  private static boolean isRight(Form form, OptionValues options) {
    return isExact(options) || !form.operator().equals(SpeedTable.MATMUL_INTEGER + "int8");
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

  private static boolean isUnmeasured(OptionValues options) {
    return options.get(INSTRUCTIONS) == Instructions.NEON && options.get(TABLE).equals(NONE);
  }

  private SpeedTable table(OptionValues options) {
    Path file = options.get(TABLE);
    return file.equals(NONE)
        ? CpuTables.of(options.get(INSTRUCTIONS), runtime)
        : CpuTables.ofFile(file);
  }
}
