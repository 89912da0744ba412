package org.woq4j.report.html;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.woq4j.api.Issue;
import org.woq4j.api.algorithm.Note;
import org.woq4j.api.emit.ActivationRounding;
import org.woq4j.api.quality.Figure;
import org.woq4j.api.quality.Figure.Better;
import org.woq4j.api.quality.Figure.SampleValue;
import org.woq4j.core.model.Account;
import org.woq4j.core.model.AccountLine;
import org.woq4j.core.model.AccountLine.Kind;
import org.woq4j.core.model.ConstantReader;
import org.woq4j.core.model.NodePlace;
import org.woq4j.core.model.StoredConstant;
import org.woq4j.core.model.Verification;
import org.woq4j.core.report.AccountReport;
import org.woq4j.core.report.CalibrationReport;
import org.woq4j.core.report.LayerReport;
import org.woq4j.core.report.Quality;
import org.woq4j.core.report.QuantizationReport;
import org.woq4j.core.report.RequirementVerdict;
import org.woq4j.core.report.Target;
import org.woq4j.core.report.UsedPlugin;
import org.woq4j.core.request.Calibration.Mode;
import org.woq4j.core.request.RuntimePlace;
import org.woq4j.core.requirement.Requirement;
import org.woq4j.evaluation.result.CandidateResult;
import org.woq4j.evaluation.result.ComparisonResult;
import org.woq4j.evaluation.result.DataFacts;
import org.woq4j.evaluation.result.Environment;
import org.woq4j.evaluation.result.LayerLoss;
import org.woq4j.evaluation.result.ModelFacts;
import org.woq4j.evaluation.result.QualityResult;
import org.woq4j.evaluation.result.SpeedResult;
import org.woq4j.evaluation.result.StoredBytes;

/** Reports and comparisons with every part, from seeded random numbers. */
final class Examples {

  static final int LAYERS = 36;

  private static final List<String> PLACES =
      List.of("attention/query", "attention/key", "attention/value", "attention/out", "up", "down");

  /** The third candidate is almost as the second: in charts, their names must not overlap. */
  private static final double CLOSE = 1.03;

  private Examples() {}

  /** The report of a run on a model with so many layers. */
  static QuantizationReport report(int layers) {
    Random random = new Random(1);
    List<LayerReport> all = IntStream.range(0, layers).mapToObj(i -> layer(i, random)).toList();
    return new QuantizationReport(
        new QuantizationReport.Files(
            "0.1.0",
            "models/encoder.onnx",
            "out/encoder.int4.onnx",
            layers * 2_500_000L + 900_000,
            layers * 340_000L + 900_000,
            List.of("tokenizer.json")),
        new QuantizationReport.Requirements(
            "1.20", 21, Optional.of(14), Optional.of(new Target("cpu", Optional.of(16)))),
        new QuantizationReport.Weights(all, AccountReport.of(new Account(account(layers)))),
        new QuantizationReport.Means(
            List.of(new UsedPlugin("acme", "1.0", List.of("hqq"), List.of(), List.of(), List.of())),
            List.of(Issue.of("the plugin b.jar was not loaded", "require 'b'")),
            Optional.of(
                new CalibrationReport(
                    "text",
                    Mode.ONE_PASS,
                    new CalibrationReport.Counts(8, 960, 40, 1),
                    0.5,
                    List.of("2 samples are longer than the model reads"))),
            Optional.of("openblas"),
            Optional.of(RuntimePlace.CHILD)),
        new QuantizationReport.Outcome(
            new Verification(
                Verification.Extent.MODEL,
                16,
                List.of(),
                List.of(new Verification.Difference("sentence_embedding", 0.25, 0.0831, "run"))),
            new Quality(
                Quality.Verdict.EXPECTED,
                Optional.of(0.0831),
                0.125,
                List.of(Issue.of("the data is small", "give 128 samples or more"))),
            List.of("1 node (/pooler) in float32: it is special"),
            1.5,
            Optional.of("defaults:\n  algorithm: hqq\n  bits: 4\n")));
  }

  private static List<AccountLine> account(int layers) {
    Stream<AccountLine> quantized =
        IntStream.range(0, layers)
            .mapToObj(i -> line("weight_" + i, "MatMul", 2_359_296, 331_776, Optional.empty()));
    AccountLine kept =
        line("positions", "Gather", 786_432, 786_432, Optional.of("no rule gives it a format"));
    AccountLine graph =
        AccountLine.found(
            Kind.GRAPH,
            new StoredConstant("nodes, names and metadata", "", List.of(), 100_000),
            "",
            List.of());
    return Stream.concat(quantized, Stream.of(kept, graph)).toList();
  }

  private static AccountLine line(
      String weight, String operator, long before, long after, Optional<String> obstacle) {
    return new AccountLine(
        Kind.FLOAT,
        new StoredConstant(weight, "FLOAT", List.of(before / 4), before),
        "",
        List.of(
            new ConstantReader(
                new NodePlace("/" + weight, operator, ""), Optional.of(weight), obstacle)),
        Optional.empty(),
        after,
        obstacle.isPresent() ? after : 0);
  }

  private static LayerReport layer(int index, Random random) {
    String node = "/encoder/layer." + index / 6 + "/" + PLACES.get(index % 6) + "/MatMul";
    double error = 0.08 * Math.exp(0.4 * random.nextGaussian());
    return new LayerReport(
        new LayerReport.Identity("weight_" + index, List.of(node), "MatMul", 384, 1536),
        new LayerReport.Treatment("hqq", List.of("matmul-nbits"), 4, 32, "asym"),
        new LayerReport.Size(2_359_296, 331_776),
        new LayerReport.Errors(error, Optional.of(0.6 * error), false, ActivationRounding.NONE),
        new LayerReport.Remarks(
            index == 3 ? List.of(new Note(Note.Kind.FALLBACK, "rounded to nearest")) : List.of(),
            List.of()));
  }

  /** A comparison of so many candidates with a model. */
  static ComparisonResult comparison(int candidates, int layers) {
    return new ComparisonResult(
        new ModelFacts(
            "encoder.onnx",
            "models/encoder.onnx",
            90_000_000,
            List.of(
                new StoredBytes("MatMul", "float32", 42_500_000),
                new StoredBytes("Gather", "float32", 46_900_000),
                new StoredBytes("rest", "float32", 600_000)),
            Optional.empty()),
        IntStream.range(0, candidates).mapToObj(i -> candidate(i, layers)).toList(),
        new DataFacts("text", 512, 3, List.of("2 samples are longer than the model reads")),
        new Environment(
            "0.1.0", "17.0.15", "ONNX Runtime 1.29.0", "Linux amd64, 2 processors", List.of()));
  }

  private static CandidateResult candidate(int index, int layers) {
    Random random = new Random(index);
    double place = index == 2 ? CLOSE : index;
    double error = 0.012 / (place + 1) + (index == 3 ? 0.004 : 0);
    long codes = 6_000_000L + (long) (2_500_000 * place);
    return new CandidateResult(
        new ModelFacts(
            "encoder.candidate-" + index + ".onnx",
            "out/encoder.candidate-" + index + ".onnx",
            codes + 12_600_000,
            List.of(
                new StoredBytes("MatMul", "matmul-nbits, 4 bits", codes),
                new StoredBytes("Gather", "gather-int8, 8 bits", 12_000_000),
                new StoredBytes("rest", "float32", 600_000)),
            Optional.of("defaults:\n  bits: 4\n")),
        new QualityResult(
            List.of(
                new QualityResult.Measured("outputs", figures(error, random)),
                new QualityResult.Measured(
                    "embeddings",
                    List.of(Figure.of("embedding_distance", error, Better.LOWER).build()))),
            List.of(new QualityResult.LeftOut("logits", "the model has no vocabulary"))),
        Optional.of(speed(place)),
        IntStream.range(0, layers).mapToObj(i -> loss(i, layers, error, random)).toList(),
        new CandidateResult.Judgement(
            List.of(
                verdict("cosine", ">= 0.99", OptionalDouble.of(1 - error)),
                verdict("size_ratio", "<= 0.3", OptionalDouble.of((codes + 12.6e6) / 90e6)),
                verdict("kl", "<= 0.01", OptionalDouble.empty())),
            List.of(Issue.of("a layer is lost", "leave it in float"))));
  }

  private static List<Figure> figures(double error, Random random) {
    List<SampleValue> samples =
        IntStream.range(0, 512)
            .mapToObj(
                i ->
                    new SampleValue(
                        "heldout.txt:" + (i + 1),
                        1 - error * Math.exp(0.5 * random.nextGaussian())))
            .toList();
    return List.of(
        Figure.of("cosine", 1 - error, Better.HIGHER)
            .output("sentence_embedding")
            .interval(1 - 1.1 * error, 1 - 0.9 * error)
            .samples(samples)
            .build(),
        Figure.of("relative_l2", 5 * error, Better.LOWER)
            .output("sentence_embedding")
            .standardError(0.1 * error)
            .build(),
        Figure.of("largest_difference", 0.125, Better.LOWER).output("sentence_embedding").build());
  }

  private static SpeedResult speed(double place) {
    SpeedResult.Ratio ratio = new SpeedResult.Ratio(0.7 + 0.1 * place, 0.65, 0.75 + 0.1 * place);
    return new SpeedResult(
        2,
        "all",
        new SpeedResult.Costs(0.31, OptionalLong.of(190_000_000)),
        new SpeedResult.Costs(0.12, OptionalLong.of(70_000_000)),
        List.of(
            new SpeedResult.Latency(
                "as in the data",
                new SpeedResult.Times(0.0251, 0.031),
                new SpeedResult.Times(0.0251 * ratio.value(), 0.028),
                ratio)));
  }

  private static LayerLoss loss(int index, int layers, double error, Random random) {
    String node = "/encoder/layer." + index / 6 + "/" + PLACES.get(index % 6) + "/MatMul";
    return new LayerLoss(
        node,
        "MatMul",
        "weight_" + index,
        4 * error * Math.exp(0.4 * random.nextGaussian()),
        6 * error * (1 + (double) index / layers));
  }

  private static RequirementVerdict verdict(String figure, String bound, OptionalDouble value) {
    return new RequirementVerdict(
        "encoder.int4.onnx",
        Requirement.of(figure, bound, Optional.empty()),
        Optional.empty(),
        value,
        value.isPresent() ? "" : "the model has no vocabulary");
  }
}
