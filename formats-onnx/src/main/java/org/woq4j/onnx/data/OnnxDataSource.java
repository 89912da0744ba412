package org.woq4j.onnx.data;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.woq4j.api.calibration.Batches;
import org.woq4j.api.calibration.CalibrationSource;
import org.woq4j.api.calibration.ModelInput;
import org.woq4j.api.option.OptionSpec;
import org.woq4j.api.option.OptionValues;
import org.woq4j.onnx.tensor.OnnxError;

/**
 * Test data in the layout of the ONNX model zoo: folders {@code test_data_set_0}, {@code
 * test_data_set_1} and so on, each a batch, with a serialized tensor for each input in {@code
 * input_0.pb}, {@code input_1.pb} and so on. A tensor is for the input of the same name, or else
 * for the input at its file's number, in the model's order. Numbers are compared as numbers, so 2
 * comes before 10. Output files are ignored.
 *
 * <pre>{@code
 * calibration: {source: onnx-data, path: resnet50}
 * }</pre>
 *
 * @see <a href="https://github.com/onnx/models">ONNX model zoo</a>
 */
public final class OnnxDataSource implements CalibrationSource {

  static final OptionSpec<Path> PATH =
      OptionSpec.path("path")
          .doc(
              "A folder that holds folders test_data_set_0 and so on, each a batch, with files",
              "input_0.pb and so on, as in the ONNX model zoo.")
          .build();

  @Override
  public String id() {
    return "onnx-data";
  }

  @Override
  public List<OptionSpec<?>> options() {
    return List.of(PATH);
  }

  @Override
  public Batches open(List<ModelInput> inputs, OptionValues options) {
    Path path = options.get(PATH);
    if (!Files.isDirectory(path)) {
      String what = Files.exists(path) ? " is not a folder" : " does not exist";
      throw OnnxError.DATA.because(
          "path: " + path + what,
          "paths are relative to the recipe, or without one to the current folder");
    }
    return new DataSetBatches(DataSet.in(path), inputs);
  }
}
