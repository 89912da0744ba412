package org.woq4j.report.html;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.woq4j.documents.json.RecordJson;
import org.woq4j.evaluation.result.ComparisonResult;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** JSON of comparisons fits docs/comparison.schema.json, which allows no other key. */
class ComparisonSchemaTest {

  private static final Path FILE = Path.of("..", "docs", "comparison.schema.json");

  private static final ComparisonResult COMPARISON = Examples.comparison(2, 3);

  private static Schema schema;

  @BeforeAll
  static void read() throws Exception {
    schema =
        SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
            .getSchema(Files.readString(FILE));
  }

  @Test
  void aComparisonFits() {
    assertThat(schema.validate(json())).isEmpty();
  }

  @Test
  void anUnknownKeyDoesNot() {
    JsonNode json = json();
    ((ObjectNode) json.get("candidates").get(0).get("speed")).put("unknown", 1);
    assertThat(schema.validate(json)).hasSize(1);
  }

  @Test
  void figuresAreInFull() {
    JsonNode figure =
        json().get("candidates").get(0).get("quality").get("measured").get(0).get("figures").get(0);
    assertThat(figure.propertyNames())
        .containsExactly("name", "value", "better", "output", "interval", "samples");
    assertThat(figure.get("better").asString()).isEqualTo("higher");
    assertThat(figure.get("samples")).hasSize(512);
  }

  @Test
  void theReportOfARunHasItsEvaluation() {
    JsonNode run =
        JsonMapper.shared()
            .readTree(RecordJson.of(Examples.report(2), Map.of("evaluation", COMPARISON)));
    assertThat(run.get("layers")).hasSize(2);
    assertThat(schema.validate(run.get("evaluation"))).isEmpty();
  }

  private static JsonNode json() {
    return JsonMapper.shared().readTree(RecordJson.of(COMPARISON));
  }
}
