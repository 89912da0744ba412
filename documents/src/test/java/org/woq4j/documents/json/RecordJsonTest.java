package org.woq4j.documents.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.woq4j.api.Issue;
import org.woq4j.api.algorithm.Note;
import org.woq4j.api.emit.ActivationRounding;
import org.woq4j.core.model.Account;
import org.woq4j.core.model.AccountLine;
import org.woq4j.core.model.ConstantReader;
import org.woq4j.core.model.NodePlace;
import org.woq4j.core.model.StoredConstant;
import org.woq4j.core.model.Verification;
import org.woq4j.core.report.AccountReport;
import org.woq4j.core.report.CalibrationReport;
import org.woq4j.core.report.LayerReport;
import org.woq4j.core.report.Quality;
import org.woq4j.core.report.QuantizationReport;
import org.woq4j.core.report.Target;
import org.woq4j.core.report.UsedPlugin;
import org.woq4j.core.request.Calibration.Mode;
import org.woq4j.core.request.RuntimePlace;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class RecordJsonTest {

  @Test
  void aReportIsWrittenInFull() {
    String json = RecordJson.of(report(Optional.of(14), Optional.of("model: \"m\"\n")));
    assertThat(json)
        .isEqualTo(
            """
            {
              "woq4j" : "0.1",
              "model" : "m.onnx",
              "output" : "o.onnx",
              "bytes_before" : 3000000000,
              "bytes_after" : 400,
              "copied" : [
                "tokenizer.json"
              ],
              "least_runtime" : "1.20",
              "opset" : 21,
              "raised_from" : 14,
              "target" : {
                "id" : "cpu",
                "rows" : 16
              },
              "layers" : [
                {
                  "weight" : "w",
                  "nodes" : [
                    "/a/MatMul"
                  ],
                  "operator" : "MatMul",
                  "input_features" : 384,
                  "output_features" : 1536,
                  "algorithm" : "rtn",
                  "formats" : [
                    "matmul-nbits"
                  ],
                  "bits" : 4,
                  "group_size" : -1,
                  "scheme" : "asym",
                  "bytes_before" : 100,
                  "bytes_after" : 20,
                  "relative_error" : 2.0E-23,
                  "zero_codes" : false,
                  "activation_rounding" : "block",
                  "notes" : [
                    {
                      "kind" : "fallback",
                      "message" : "Grüße"
                    }
                  ],
                  "storage" : [ ]
                }
              ],
              "account" : {
                "by_operator" : [
                  {
                    "operators" : "Gather",
                    "constants" : 1,
                    "bytes_before" : 2048,
                    "bytes_after" : 2048,
                    "bytes_in_float" : 2048,
                    "reason" : "no rule gives it a format"
                  }
                ],
                "lines" : [
                  {
                    "kind" : "float",
                    "constant" : {
                      "name" : "e",
                      "type" : "FLOAT",
                      "dims" : [
                        64,
                        8
                      ],
                      "bytes" : 2048
                    },
                    "scope" : "",
                    "readers" : [
                      {
                        "place" : {
                          "node" : "g",
                          "operator" : "Gather",
                          "scope" : ""
                        },
                        "weight" : "e",
                        "obstacle" : "no rule gives it a format"
                      }
                    ],
                    "bytes_after" : 2048,
                    "bytes_in_float" : 2048
                  }
                ]
              },
              "plugins" : [
                {
                  "id" : "acme",
                  "version" : "1.0",
                  "algorithms" : [
                    "hqq"
                  ],
                  "formats" : [ ],
                  "sources" : [ ],
                  "targets" : [ ]
                }
              ],
              "plugins_not_loaded" : [
                {
                  "message" : "the plugin b.jar was not loaded",
                  "cure" : "require 'b'"
                }
              ],
              "calibration" : {
                "source" : "text",
                "mode" : "one-pass",
                "batches" : 8,
                "rows" : 96,
                "masked_rows" : 4,
                "passes" : 1,
                "seconds" : 0.5,
                "remarks" : [ ]
              },
              "linear_algebra" : "textbook",
              "models_ran_in" : "child",
              "verification" : {
                "extent" : "model",
                "samples" : 16,
                "reasons" : [ ],
                "differences" : [
                  {
                    "output" : "y",
                    "largest" : 0.25,
                    "relative" : 0.01,
                    "how" : "run"
                  }
                ]
              },
              "quality" : {
                "verdict" : "doubtful",
                "output_error" : 0.01,
                "explained" : 0.125,
                "warnings" : [
                  {
                    "message" : "the data is random",
                    "cure" : "give real data"
                  }
                ]
              },
              "rest" : [
                "1 node (r) in float32: it is special"
              ],
              "seconds" : 1.5,
              "recipe" : "model: \\"m\\"\\n"
            }
            """);
    assertThat(JsonMapper.shared().readTree(json).get("layers")).hasSize(1);
  }

  @Test
  void emptyValuesAreLeftOut() {
    JsonNode json =
        JsonMapper.shared().readTree(RecordJson.of(report(Optional.empty(), Optional.empty())));
    assertThat(json.has("raised_from")).isFalse();
    assertThat(json.has("recipe")).isFalse();
  }

  private static QuantizationReport report(Optional<Integer> raisedFrom, Optional<String> recipe) {
    LayerReport layer =
        new LayerReport(
            new LayerReport.Identity("w", List.of("/a/MatMul"), "MatMul", 384, 1536),
            new LayerReport.Treatment("rtn", List.of("matmul-nbits"), 4, -1, "asym"),
            new LayerReport.Size(100, 20),
            new LayerReport.Errors(2e-23, Optional.empty(), false, ActivationRounding.BLOCK),
            new LayerReport.Remarks(List.of(new Note(Note.Kind.FALLBACK, "Grüße")), List.of()));
    Verification verification =
        new Verification(
            Verification.Extent.MODEL,
            16,
            List.of(),
            List.of(new Verification.Difference("y", 0.25, 0.01, "run")));
    Quality quality =
        new Quality(
            Quality.Verdict.DOUBTFUL,
            Optional.of(0.01),
            0.125,
            List.of(Issue.of("the data is random", "give real data")));
    return new QuantizationReport(
        new QuantizationReport.Files(
            "0.1", "m.onnx", "o.onnx", 3_000_000_000L, 400, List.of("tokenizer.json")),
        new QuantizationReport.Requirements(
            "1.20", 21, raisedFrom, Optional.of(new Target("cpu", Optional.of(16)))),
        new QuantizationReport.Weights(List.of(layer), AccountReport.of(account())),
        new QuantizationReport.Means(
            List.of(new UsedPlugin("acme", "1.0", List.of("hqq"), List.of(), List.of(), List.of())),
            List.of(Issue.of("the plugin b.jar was not loaded", "require 'b'")),
            Optional.of(
                new CalibrationReport(
                    "text",
                    Mode.ONE_PASS,
                    new CalibrationReport.Counts(8, 96, 4, 1),
                    0.5,
                    List.of())),
            Optional.of("textbook"),
            Optional.of(RuntimePlace.CHILD)),
        new QuantizationReport.Outcome(
            verification, quality, List.of("1 node (r) in float32: it is special"), 1.5, recipe));
  }

  private static Account account() {
    ConstantReader reader =
        new ConstantReader(
            new NodePlace("g", "Gather", ""),
            Optional.of("e"),
            Optional.of("no rule gives it a format"));
    return new Account(
        List.of(
            AccountLine.found(
                AccountLine.Kind.FLOAT,
                new StoredConstant("e", "FLOAT", List.of(64L, 8L), 2048),
                "",
                List.of(reader))));
  }
}
