package org.woq4j.core.inference;

import java.util.List;
import java.util.OptionalLong;
import org.woq4j.api.calibration.NamedTensor;
import org.woq4j.api.weight.ElementType;
import org.woq4j.core.model.FloatModel;

/** A started runtime. Loaded models are closed before it. Used by one thread. */
public interface Inference extends AutoCloseable {

  /** The runtime and its version, such as {@code ONNX Runtime 1.29.0}. */
  String name();

  /** How much it changes graphs before it runs them, in words. */
  String level();

  /**
   * Loads a model from its file, at the level of optimization that users get.
   *
   * @param model an opened model, which must stay open
   * @param threads that share the work of a node; 0 for the runtime's choice
   * @throws org.woq4j.api.WoqException if it does not load, with the cause
   */
  LoadedModel load(FloatModel model, int threads);

  /**
   * Loads a model that returns values from inside its main graph instead of its outputs. Nodes that
   * compute these values are not fused.
   *
   * @param model an opened model, which must stay open
   * @param values names of values that nodes of its main graph compute
   * @param threads that share the work of a node; 0 for the runtime's choice
   * @throws org.woq4j.api.WoqException if it does not load, with the cause
   */
  LoadedModel load(FloatModel model, List<String> values, int threads);

  /** What follows the name of a value in the name of the input that takes its place. */
  String GIVEN = "/given";

  /**
   * A value at which a model is cut.
   *
   * @param name that of a value that a node of the main graph computes
   * @param given the element type in which it is given
   * @param computed the element type in which the model computes it
   */
  record CutValue(String name, ElementType given, ElementType computed) {}

  /**
   * Loads a model that is cut at some values: it computes each of them from the others as they are
   * given, not as it has computed them. Its inputs are those of the model, and one for each value,
   * named as the value with {@link #GIVEN} behind it. Its outputs are the values, in this order.
   *
   * @param model an opened model, which must stay open
   * @param values where it is cut
   * @param threads that share the work of a node; 0 for the runtime's choice
   * @throws org.woq4j.api.WoqException if it does not load, with the cause
   */
  LoadedModel loadCut(FloatModel model, List<CutValue> values, int threads);

  /**
   * Measures the memory that a model takes, loaded at the level of optimization that users get and
   * run once, whatever else is loaded.
   *
   * @param model an opened model
   * @param threads that share the work of a node; 0 for the runtime's choice
   * @param inputs a tensor for each input of the model
   * @return bytes in the machine's memory; empty if they cannot be measured on this machine
   * @throws org.woq4j.api.WoqException if the model does not load or run, with the cause
   */
  OptionalLong residentBytes(FloatModel model, int threads, List<NamedTensor> inputs);

  @Override
  void close();

  /** A loaded model. */
  interface LoadedModel extends AutoCloseable {

    /**
     * Runs the model once.
     *
     * @param inputs a tensor for each input of the model
     * @return its outputs in the model's order, without those that are no tensors of numbers
     * @throws org.woq4j.api.WoqException if it fails
     */
    List<NamedTensor> run(List<NamedTensor> inputs);

    @Override
    void close();
  }
}
