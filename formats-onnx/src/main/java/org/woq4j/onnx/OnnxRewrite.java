package org.woq4j.onnx;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.woq4j.api.emit.TensorSink;
import org.woq4j.core.model.ConstantWeight;
import org.woq4j.core.model.Emission;
import org.woq4j.core.model.ModelRewrite;
import org.woq4j.core.model.RewriteTask;
import org.woq4j.core.model.StagedModel;
import org.woq4j.core.request.InterfaceType;
import org.woq4j.onnx.copies.EqualTensors;
import org.woq4j.onnx.copies.StoredOnce;
import org.woq4j.onnx.graph.ModelGraph;
import org.woq4j.onnx.half.HalfModel;
import org.woq4j.onnx.half.operators.HalfType;
import org.woq4j.onnx.product.PlainProducts;
import org.woq4j.onnx.proto.ModelProto;
import org.woq4j.onnx.proto.StringStringEntryProto;
import org.woq4j.onnx.raise.OpsetRaise;
import org.woq4j.onnx.read.OnnxFile;
import org.woq4j.onnx.rewrite.GraphRewrite;
import org.woq4j.onnx.weights.ModelWeights;
import org.woq4j.onnx.write.StagedOutput;

/** A copy of an ONNX model that is being written. */
final class OnnxRewrite implements ModelRewrite {

  private final RewriteTask task;
  private final PlainProducts products;
  private final EqualTensors equal;
  private final StagedOutput output;
  private final GraphRewrite graph;
  private final List<String> notesOfRaise;
  private List<String> notes = List.of();

  /**
   * Starts a rewrite.
   *
   * @param file the float model
   * @param found its weights, at the operator set of the file
   * @param products the products of the file that were rewritten
   */
  OnnxRewrite(OnnxFile file, ModelWeights found, PlainProducts products, RewriteTask task) {
    this.task = task;
    this.products = products;
    int opset = task.form().versions().opset();
    OpsetRaise raise = OpsetRaise.of(file.model(), opset);
    ModelWeights raised =
        opset <= found.graph().opset()
            ? found
            : new ModelWeights(new ModelGraph(raise.apply()), file::bytes);
    this.equal = raised.equal();
    this.notesOfRaise = raise.notes();
    this.output = StagedOutput.create(task.output(), file, task.form().externalData());
    try {
      this.graph = new GraphRewrite(raised, task.replacements(), output);
    } catch (RuntimeException | Error failed) {
      output.close();
      throw failed;
    }
  }

  @Override
  public TensorSink sink(Emission emission) {
    return graph.sink(emission);
  }

  @Override
  public String divideActivation(List<ConstantWeight> weights, int matrix, float[] scale) {
    return graph.divideActivation(weights, matrix, scale);
  }

  @Override
  public StagedModel finish() {
    HalfModel written = written(StoredOnce.in(products.restored(graph.finish()), equal));
    ModelProto.Builder model = written.model().toBuilder();
    model.setIrVersion(Math.max(model.getIrVersion(), task.form().versions().ir()));
    addMetadata(model);
    notes = Stream.concat(notesOfRaise.stream(), written.notes().stream()).toList();
    return output.finish(model.build());
  }

  private HalfModel written(ModelProto model) {
    return HalfType.of(task.form().rest())
        .map(half -> half(half, model))
        .orElseGet(() -> new HalfModel(model, List.of()));
  }

  private HalfModel half(HalfType half, ModelProto model) {
    RewriteTask.Form form = task.form();
    return HalfModel.of(half, model, output, form.io() == InterfaceType.FLOAT16, form.wide());
  }

  @Override
  public List<String> notes() {
    return notes;
  }

  @Override
  public void close() {
    output.close();
  }

  private void addMetadata(ModelProto.Builder model) {
    Map<String, String> added = new TreeMap<>(task.metadata());
    for (int i = 0; i < model.getMetadataPropsCount(); i++) {
      StringStringEntryProto entry = model.getMetadataProps(i);
      String value = added.remove(entry.getKey());
      if (value != null) {
        model.setMetadataProps(i, entry.toBuilder().setValue(value));
      }
    }
    added.forEach(
        (key, value) ->
            model.addMetadataProps(
                StringStringEntryProto.newBuilder().setKey(key).setValue(value)));
  }
}
