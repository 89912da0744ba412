package org.woq4j.onnx.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.woq4j.onnx.SmallModel.integer;
import static org.woq4j.onnx.SmallModel.taking;

import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.woq4j.api.WoqException;
import org.woq4j.api.weight.WeightView;
import org.woq4j.core.model.FloatModel;
import org.woq4j.onnx.proto.ModelProto;
import org.woq4j.onnx.proto.TensorProto;
import org.woq4j.onnx.rewrite.Quantization;
import org.woq4j.onnx.tensor.DataType;
import org.woq4j.onnx.tensor.OnnxError;

/** Views return the elements that readers see. */
class StoredWeightViewTest {

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({
    "FLOAT,0,37,23", "FLOAT,1,37,23", "FLOAT16,0,37,23", "FLOAT16,1,37,23", "BFLOAT16,0,37,23",
    "BFLOAT16,1,37,23", "FLOAT,0,300,257", "FLOAT,1,300,257", "FLOAT,1,40000,2", "FLOAT,0,2,40000",
    "FLOAT,1,1,5", "FLOAT,1,5,1"
  })
  void anyRectangleIsThatOfTheWholeWeight(DataType type, int transB, int rows, int columns) {
    long[] dims = transB == 1 ? new long[] {columns, rows} : new long[] {rows, columns};
    TensorProto tensor = Weights.of("w", type, dims);
    float[] stored = Weights.elements(tensor);
    try (FloatModel model = open(tensor, transB, rows)) {
      WeightView view = model.view(model.weights().get(0));
      assertThat(view.name()).isEqualTo("w");
      float[] whole = view.readAll();
      for (int k = 0; k < rows; k++) {
        for (int n = 0; n < columns; n++) {
          float expected = stored[transB == 1 ? n * rows + k : k * columns + n];
          if (whole[k * columns + n] != expected) {
            assertThat(whole[k * columns + n]).as("[%d,%d]", k, n).isEqualTo(expected);
          }
        }
      }
      assertRectangles(view, whole, new Random(rows));
    }
  }

  private static void assertRectangles(WeightView view, float[] whole, Random random) {
    int columns = view.outputFeatures();
    for (int i = 0; i < 20; i++) {
      int fromRow = random.nextInt(view.inputFeatures() + 1);
      int toRow = fromRow + random.nextInt(view.inputFeatures() - fromRow + 1);
      int from = random.nextInt(columns + 1);
      int to = from + random.nextInt(columns - from + 1);
      float[] part = new float[(toRow - fromRow) * (to - from) + 1];
      part[part.length - 1] = 99;
      view.read(fromRow, toRow, from, to, part);
      for (int j = 0; j < part.length - 1; j++) {
        int row = fromRow + j / (to - from);
        int column = from + j % (to - from);
        assertThat(part[j]).isEqualTo(whole[row * columns + column]);
      }
      assertThat(part[part.length - 1]).isEqualTo(99);
    }
  }

  @Test
  void rectanglesOutsideAreRefused() {
    try (FloatModel model = open(Weights.of("w", 4, 3), 0, 4)) {
      WeightView view = model.view(model.weights().get(0));
      assertThatThrownBy(() -> view.read(0, 5, 0, 3, new float[15]))
          .isInstanceOf(IndexOutOfBoundsException.class);
      assertThatThrownBy(() -> view.read(0, 4, 0, 3, new float[11]))
          .isInstanceOf(IndexOutOfBoundsException.class);
    }
  }

  @ParameterizedTest
  @CsvSource({"0,NaN,7", "1,NaN,7", "0,Infinity,0", "1,-Infinity,511", "0,NaN,511"})
  void anElementThatIsNotFiniteIsReportedWithItsIndexInTheStoredTensor(
      int transB, float bad, int index) {
    float[] elements = new float[512];
    elements[index] = bad;
    long[] dims = transB == 1 ? new long[] {16, 32} : new long[] {32, 16};
    TensorProto tensor = Weights.of("w", DataType.FLOAT, elements, dims);
    String place = "[" + index / dims[1] + ", " + index % dims[1] + "]";
    try (FloatModel model = open(tensor, transB, 32)) {
      WeightView view = model.view(model.weights().get(0));
      assertThatThrownBy(view::readAll)
          .isInstanceOfSatisfying(
              WoqException.class, e -> assertThat(e.code()).isEqualTo(OnnxError.NOT_FINITE))
          .hasMessageContaining("the weight w is %s at index %s", bad, place);
      float[] one = new float[1];
      int row = transB == 1 ? 1 : 3;
      view.read(row, row + 1, 5, 6, one);
      assertThat(one[0]).isZero();
    }
  }

  @Test
  void everyPositionIsCheckedForNaN() {
    for (int i = 0; i < 21; i++) {
      float[] elements = new float[21];
      assertThat(Finite.all(elements, 21)).isTrue();
      elements[i] = i % 2 == 0 ? Float.NaN : Float.POSITIVE_INFINITY;
      assertThat(Finite.all(elements, 21)).as("at %d", i).isFalse();
      assertThat(Finite.all(elements, i)).as("before %d", i).isTrue();
    }
    assertThat(Finite.all(new float[] {Float.MAX_VALUE, -Float.MAX_VALUE}, 2)).isTrue();
  }

  @Test
  void aCastThatOverflowsIsAnError() {
    ModelProto model =
        taking(2, 2)
            .initializer(Weights.of("w", DataType.FLOAT, new float[] {1, 70000}, 2, 1))
            .node("Cast", List.of("w"), List.of("h"), integer("to", DataType.FLOAT16.number()))
            .node("MatMul", List.of("x", "h"), List.of("y"))
            .opset(17);
    try (FloatModel opened = Quantization.in(folder).open(model)) {
      WeightView view = opened.view(opened.weights().get(0));
      assertThatThrownBy(view::readAll).hasMessageContaining("w is Infinity at index [1, 0]");
    }
  }

  @Test
  void aWeightWithAnObstacleHasNoView() {
    TensorProto tensor = Weights.of("w", DataType.INT8, new float[4], 2, 2);
    try (FloatModel model = open(tensor, 0, 2)) {
      assertThatThrownBy(() -> model.view(model.weights().get(0)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("INT8");
    }
  }

  private FloatModel open(TensorProto weight, int transB, int rows) {
    return Quantization.in(folder)
        .open(
            taking(2, rows)
                .initializer(weight)
                .node("Gemm", List.of("x", "w"), List.of("y"), integer("transB", transB))
                .opset(17));
  }
}
