package org.woq4j.core.report;

import java.util.List;
import java.util.Optional;
import org.woq4j.api.algorithm.Note;
import org.woq4j.api.emit.ActivationRounding;

/**
 * One weight that was quantized.
 *
 * @param identity which weight it is
 * @param treatment how it was quantized
 * @param size its bytes before and after
 * @param errors how far the quantized weight is from the float weight
 * @param remarks what plan, algorithm and format say about it
 */
public record LayerReport(
    Identity identity, Treatment treatment, Size size, Errors errors, Remarks remarks) {

  /**
   * Which weight it is.
   *
   * @param weight name of the constant
   * @param nodes names of the nodes that read it and were replaced
   * @param operator operator of the first of them
   * @param inputFeatures K
   * @param outputFeatures N
   */
  public record Identity(
      String weight, List<String> nodes, String operator, int inputFeatures, int outputFeatures)
      implements ReportSection {

    public Identity {
      nodes = List.copyOf(nodes);
    }
  }

  /**
   * How it was quantized.
   *
   * @param algorithm id of the algorithm
   * @param formats ids of the formats it is stored in
   * @param bits width of a code
   * @param groupSize rows that share a scale; -1 for all
   * @param scheme {@code asym} or {@code sym}
   */
  public record Treatment(
      String algorithm, List<String> formats, int bits, int groupSize, String scheme)
      implements ReportSection {

    public Treatment {
      formats = List.copyOf(formats);
    }
  }

  /**
   * Its size.
   *
   * @param bytesBefore bytes of the float weight
   * @param bytesAfter bytes stored for it
   */
  public record Size(long bytesBefore, long bytesAfter) implements ReportSection {}

  /**
   * How far the quantized weight is from the float weight.
   *
   * @param relativeError the root of Σ(W−Ŵ)² over the root of ΣW²; 0 for a weight of zeros
   * @param outputError the root of ‖X(W−Ŵ)‖² over the root of ‖XW‖², X being the layer's input on
   *     the calibration data, in sequential mode with all layers before it quantized; empty where
   *     its Gram matrix was not gathered
   * @param zeroCodes whether all codes of the quantized weight are 0
   * @param activationRounding how the new node rounds its activation; the errors above do not
   *     include it
   */
  public record Errors(
      double relativeError,
      Optional<Double> outputError,
      boolean zeroCodes,
      ActivationRounding activationRounding)
      implements ReportSection {}

  /**
   * Notes on the layer.
   *
   * @param notes remarks of plan and algorithm
   * @param storage remarks of the format
   */
  public record Remarks(List<Note> notes, List<String> storage) implements ReportSection {

    public Remarks {
      notes = List.copyOf(notes);
      storage = List.copyOf(storage);
    }
  }

  /** Name of the constant. */
  public String weight() {
    return identity.weight();
  }

  /** Id of the algorithm. */
  public String algorithm() {
    return treatment.algorithm();
  }

  /** The root of Σ(W−Ŵ)² over the root of ΣW². */
  public double relativeError() {
    return errors.relativeError();
  }

  /** The relative error of the layer's output, where it was measured. */
  public Optional<Double> outputError() {
    return errors.outputError();
  }

  /** Remarks of plan and algorithm. */
  public List<Note> notes() {
    return remarks.notes();
  }
}
